"""The end of the application: by a key, by a signal, or because the terminal was closed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from halo_tui.base import crash

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Leaving:
    """Ends the application without losing unsaved input."""

    def __init__(self, frame: Frame) -> None:
        """Make it for an application."""
        self._frame = frame
        self._rescues: list[Callable[[], bool]] = []
        self._can_end = False
        self._came_early: signal.Signals | None = None

    def watch_signals(self) -> None:
        """End cleanly on SIGINT, SIGTERM or SIGHUP; call it before Textual takes the terminal."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._end_by, number)

    def start(self) -> None:
        """Allow signals to end the application; Textual cannot exit before its first frame.

        A signal that arrived earlier takes effect now.
        """
        self._can_end = True
        if self._came_early is not None:
            self._end_by(self._came_early)

    def before_ending(self, rescue: Callable[[], bool]) -> None:
        """Register a function to run before the application ends by a signal, hang-up or error.

        Args:
            rescue: keeps what would be lost, and returns whether there was something to keep. It
                must not wait for the user. An exception that it raises is logged, and the other
                registered functions still run.
        """
        self._rescues.append(rescue)

    def _end_by(self, number: signal.Signals) -> None:
        """Keep unsaved input, and end as after a signal; at once, or after the first frame."""
        if not self._can_end:
            self._came_early = number
            return
        self.rescue()
        self._frame.exit(return_code=128 + number)

    def rescue(self) -> bool:
        """Run the registered functions; return True if any of them kept something."""
        kept = [_done(rescue) for rescue in self._rescues]
        return any(kept)

    def quit(self) -> None:
        """Quit after asking about unsaved input; a running test is stopped."""
        self._frame.run_worker(self._quit(), group="quit", description="quit", exclusive=True)

    async def _quit(self) -> None:
        frame = self._frame
        while len(frame.screen_stack) > 1:
            await frame.pop_screen()
        if await frame.may_drop_draft():
            if frame.session.run is not None:
                frame.session.run.cancel()
            frame.exit()


def _done(rescue: Callable[[], bool]) -> bool:
    try:
        return rescue()
    except Exception as fault:
        crash.note(fault)
        return False
