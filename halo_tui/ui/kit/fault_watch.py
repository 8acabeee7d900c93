"""Ends the application after an error that no widget sees, or that a lost terminal causes."""

from __future__ import annotations

import asyncio
import errno
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from halo_tui.base import crash

if TYPE_CHECKING:
    from halo_tui.ui.kit.lean_app import LeanApp


class FaultWatch:
    """Ends the application after an exception on another thread or in a task that is not awaited.

    Otherwise the screen would stay as it is and the user would not notice the error.
    """

    def __init__(self, app: LeanApp) -> None:
        """Make it for an application."""
        self._app = app

    def begin(self) -> None:
        """Start to watch; call this on the application's event loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._take_fault_of_loop)
        self._listen_no_more = crash.listen(self._take_fault_of_thread)

    def end(self) -> None:
        """Stop watching the other threads."""
        self._listen_no_more()

    def _take_fault_of_loop(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._end_after(context.get("exception") or RuntimeError(context["message"]))

    def _take_fault_of_thread(self, fault: BaseException) -> None:
        with suppress(RuntimeError):  # the event loop is already closed
            self._loop.call_soon_threadsafe(self._end_after, fault)

    def _end_after(self, fault: BaseException) -> None:
        if isinstance(fault, OSError) and fault.errno == errno.EIO:
            # The terminal was closed; the signal for it does not reach every process.
            signal.raise_signal(signal.SIGHUP)
        else:
            self._app.end_with_fault(crash.describe(fault), crash.STATUS)
