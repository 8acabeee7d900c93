"""Work that may block for long, off the screen's loop and without holding up the program's end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


async def in_daemon(work: Callable[[], Result]) -> Result:
    """Run something that blocks, and wait for it.

    The loop's own threads are waited for when it ends; a daemon thread is not.

    Raises:
        Exception: what the work raises.
    """
    future: Future[Result] = Future()
    threading.Thread(target=_fulfil, args=(future, work), daemon=True).start()
    return await asyncio.wrap_future(future)


def _fulfil(future: Future[Result], work: Callable[[], Result]) -> None:
    future.set_running_or_notify_cancel()
    try:
        result = work()
    except Exception as problem:  # it is raised where the work is waited for
        future.set_exception(problem)
    else:
        future.set_result(result)
