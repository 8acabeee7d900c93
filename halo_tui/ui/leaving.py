"""The end of the application: by a key, by a signal, or because the terminal is gone."""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING, Final

from halo_tui.ui.kit.hangup import watch_terminal

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)


class Leaving:
    """Ends the application, and asks before anything is lost."""

    def __init__(self, frame: Frame) -> None:
        """Make it for an application."""
        self._frame = frame

    def watch(self) -> None:
        """End in order when a signal asks for it, or the terminal hangs up."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._end_by, number)
        if not self._frame.is_headless:
            hung_up = partial(self._end_by, signal.SIGHUP)
            watch_terminal(partial(loop.call_soon_threadsafe, hung_up))

    def _end_by(self, number: signal.Signals) -> None:
        self._frame.exit(return_code=128 + number)

    def quit(self) -> None:
        """Leave; a run that is under way is stopped."""
        self._frame.run_worker(self._quit(), group="quit", description="quit", exclusive=True)

    async def _quit(self) -> None:
        frame = self._frame
        while len(frame.screen_stack) > 1:
            await frame.pop_screen()
        if await frame.may_drop_draft():
            if frame.session.run is not None:
                frame.session.run.cancel()
            frame.exit()
