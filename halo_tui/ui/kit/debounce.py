"""Debouncing: work waits until no more keys arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from halo_tui.ui.kit.timers import once

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer

REST: Final = 0.04
"""Seconds to wait: too short to notice, but longer than the time between repeats of a held key."""


class Debounce:
    """Runs only the last of several requests, once no other has come for a short time."""

    def __init__(self, owner: MessagePump, seconds: float | None = None) -> None:
        """Make it for a widget.

        Args:
            owner: the widget or screen that holds the timer.
            seconds: the time to wait; `REST` if it is None.
        """
        self._owner = owner
        self._seconds = REST if seconds is None else seconds
        self._timer: Timer | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a request is still waiting."""
        return self._timer is not None

    def after(self, work: Callable[[], object], seconds: float | None = None) -> None:
        """Call a function after the wait, instead of any function that is still waiting.

        Args:
            work: the function.
            seconds: the time to wait, if it differs from the usual one.
        """
        self.cancel()

        def do() -> None:
            self._timer = None
            work()

        self._timer = once(self._owner, self._seconds if seconds is None else seconds, do)

    def cancel(self) -> None:
        """Drop the waiting request."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
