"""Work that may block for long, off a loop and without holding up the program's end."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def in_daemon(work: Callable[[], Result], name: str) -> Result:
    """Run something that blocks, and wait for it.

    A loop waits for its own threads when it ends, `loop.getaddrinfo`'s too; for a daemon thread
    it does not.

    Args:
        work: what blocks.
        name: the thread's name.

    Raises:
        Exception: what the work raises.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def run() -> None:
        try:
            result = work()
        except Exception as problem:  # it is raised where the work is waited for
            _tell(loop, future, future.set_exception, problem)
        else:
            _tell(loop, future, future.set_result, result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await future


Value = TypeVar("Value")


def _tell(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[Result],
    put: Callable[[Value], None],
    value: Value,
) -> None:
    def unless_nobody_waits() -> None:
        if not future.done():
            put(value)

    with contextlib.suppress(RuntimeError):  # the loop has ended before the work
        loop.call_soon_threadsafe(unless_nobody_waits)
