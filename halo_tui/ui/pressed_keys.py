"""What becomes of a key before, and after, any screen is asked about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events
from textual.widgets import Input

from halo_tui.ui.base_screen import base_of
from halo_tui.ui.kit.actions import ACTIONS, shown_key
from halo_tui.ui.widgets.chrome import QuestionLine
from halo_tui.ui.widgets.type_ahead import TypeAhead

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_KEYS: Final = {action.id: action.keys for action in ACTIONS}


class PressedKeys:
    """Holds back what comes too early, keeps back what nobody sees, and speaks of dead keys."""

    def __init__(self, app: Frame) -> None:
        """Make it for an application."""
        self._app = app
        self._type_ahead = TypeAhead(app, self._question_line)

    def takes(self, event: events.Key) -> bool:
        """Whether the key goes no further; else it takes the status line's message away."""
        if self._type_ahead.takes(event) or self._is_blind(event.key):
            return True
        base_of(self._app).forget()
        return False

    def describe_dead(self, key: str) -> None:
        """Say that nothing happens, rather than let a person wonder."""
        line = self._question_line()
        if line is not None and not line.is_open:
            is_typing = isinstance(self._app.focused, Input)
            help_key = shown_key(self._keys_of("app.help"), while_typing=is_typing)
            self._app.say(f"{shown_key(key)} does nothing here; {help_key} shows the keys")

    def _keys_of(self, action: str) -> str:
        return self._app.own_keys.get(action, _KEYS[action])

    def _question_line(self) -> QuestionLine | None:
        base = base_of(self._app)
        return base.query_one_optional(QuestionLine) if self._app.screen is base else None

    def _is_blind(self, key: str) -> bool:
        """Whether a key would do something that the terminal has no room to show."""
        base = base_of(self._app)
        too_small = self._app.screen is base and base.has_class("-too-small")
        return too_small and key not in self._keys_of("app.quit").split(",")
