"""Handling of keys and clicks before the screen gets them, and of keys that nothing has used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Input

from halo_tui.ui.base_screen import base_of, question_line_of
from halo_tui.ui.double_clicks import DoubleClicks
from halo_tui.ui.kit.actions import shown_key
from halo_tui.ui.kit.own_keys import key_of, keys_of
from halo_tui.ui.widgets.type_ahead import TypeAhead

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame


class PressedKeys:
    """Delays keys that come too early, blocks keys on a too small terminal, reports unused keys.

    Second clicks are blocked too; see `DoubleClicks`.
    """

    def __init__(self, app: Frame) -> None:
        """Make it for an application."""
        self._app = app
        self._type_ahead = TypeAhead(app, lambda: question_line_of(app))
        self._double_clicks = DoubleClicks(app)

    def takes(self, event: events.Event) -> bool:
        """Return True if an event must not reach the screen; a key that does clears the news."""
        if isinstance(event, events.MouseEvent):
            return self._double_clicks.takes(event)
        if not isinstance(event, events.Key):
            return False
        if self._type_ahead.takes(event) or self._is_blind(event.key):
            return True
        base_of(self._app).forget()
        return False

    def describe_dead(self, key: str) -> None:
        """Tell the user that a key does nothing here, and which key shows the help."""
        line = question_line_of(self._app)
        if line is not None and not line.is_open:
            is_typing = isinstance(self._app.focused, Input)
            help_key = key_of("app.help", while_typing=is_typing)
            self._app.say(f"{shown_key(key)} does nothing here; {help_key} shows the keys")

    def _is_blind(self, key: str) -> bool:
        """Whether the terminal is too small to show what the key does; never for the quit key."""
        base = base_of(self._app)
        too_small = self._app.screen is base and base.has_class("-too-small")
        return too_small and key not in keys_of("app.quit").split(",")
