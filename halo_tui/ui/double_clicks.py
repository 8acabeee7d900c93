"""The second click of a double click, which must do nothing that nobody wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input

from halo_tui.ui.base_screen import question_line_of
from halo_tui.ui.kit.inner import LeanRows

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_WANTED: Final = (Input, LeanRows)
"""Widgets in which a second click does no harm: it moves a cursor, or opens the selected row."""
_NOWHERE: Final = Offset(-1, -1)


class DoubleClicks:
    """Drops the second click, unless the same widget is still below it and has a use for it.

    Otherwise a double click on a key in the last line would also press what that line shows next,
    such as the answer to a question, and one on a fold would open and close it.
    """

    def __init__(self, app: Frame) -> None:
        """Make it for an application."""
        self._app = app
        self._at, self._time = _NOWHERE, 0.0
        self._before: tuple[Screen[object], bool] | None = None
        """The screen of the first click, and whether a question was open there."""
        self._drops = False

    def takes(self, event: events.MouseEvent) -> bool:
        """Return True if an event of the mouse must not reach the screen."""
        # A click that nothing used bubbles up to the application a second time.
        if event.is_forwarded or not isinstance(event, events.MouseDown | events.MouseUp):
            return False
        if isinstance(event, events.MouseDown):
            at, waited = event.screen_offset, event.time - self._time
            is_second = at == self._at and waited <= self._app.CLICK_CHAIN_TIME_THRESHOLD
            self._drops = is_second and not self._is_wanted(at)
            self._before = None if is_second else self._now()
            self._at, self._time = _NOWHERE if is_second else at, event.time
        return self._drops

    def _is_wanted(self, at: Offset) -> bool:
        if self._before != self._now():
            return False
        widget, _ = self._app.get_widget_at(*at)
        return isinstance(widget, _WANTED)

    def _now(self) -> tuple[Screen[object], bool]:
        line = question_line_of(self._app)
        return self._app.screen, line is not None and line.is_open
