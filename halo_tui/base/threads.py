"""Runs blocking work outside an event loop, without delaying the end of the program."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def in_daemon(work: Callable[[], Result], name: str) -> Result:
    """Run a blocking function on a daemon thread and wait for its result.

    A loop that ends waits for the threads of its executor, which `loop.getaddrinfo` uses as well.
    It does not wait for a daemon thread.

    Args:
        work: the blocking function.
        name: the thread's name.

    Raises:
        Exception: whatever the function raises.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def run() -> None:
        try:
            result = work()
        except Exception as problem:  # raised again in the coroutine that waits
            _deliver(loop, future, future.set_exception, problem)
        else:
            _deliver(loop, future, future.set_result, result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await future


Value = TypeVar("Value")


def _deliver(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[Result],
    put: Callable[[Value], None],
    value: Value,
) -> None:
    def set_unless_done() -> None:
        if not future.done():
            put(value)

    with contextlib.suppress(RuntimeError):  # the loop ended before the work did
        loop.call_soon_threadsafe(set_unless_done)
