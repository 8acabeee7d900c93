"""Work that waits until keys no longer follow one another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer

REST: Final = 0.04
"""Seconds after which a cursor rests: less than a person sees, more than a held key leaves."""


class Debounce:
    """Does the last thing that was asked for, once nothing was asked for during a moment."""

    def __init__(self, owner: MessagePump, seconds: float = REST) -> None:
        """Make it for a widget.

        Args:
            owner: the widget, or screen, that the work belongs to.
            seconds: of the moment.
        """
        self._owner = owner
        self._seconds = seconds
        self._timer: Timer | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether something is still to be done."""
        return self._timer is not None

    def after(self, work: Callable[[], object], seconds: float | None = None) -> None:
        """Do this after the moment, and not what was asked for before.

        Args:
            work: what to do.
            seconds: of another moment than the usual one.
        """
        self.cancel()

        def do() -> None:
            self._timer = None
            work()

        self._timer = self._owner.set_timer(self._seconds if seconds is None else seconds, do)

    def cancel(self) -> None:
        """Do nothing."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
