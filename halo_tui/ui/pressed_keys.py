"""Handling of keys and clicks before the screen gets them, and of keys that nothing has used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events
from textual.widgets import Input

from halo_tui.ui.base_screen import base_of, question_line_of
from halo_tui.ui.double_clicks import DoubleClicks
from halo_tui.ui.kit.actions import shown_key
from halo_tui.ui.kit.key_order import Wait
from halo_tui.ui.kit.own_keys import key_of, keys_of

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame


_ASKING: Final = frozenset(
    {"ask", "paste", "profile", "profiles", "question", "report", "save", "storage"}
)
"""The groups of workers that may ask a question."""

_LONGEST: Final = 2.0
"""The longest wait for such a worker, in seconds: it may ask nothing."""
_LONGEST_OVER_NETWORK: Final = 0.5
"""The same for a worker that asks a server first, while the user goes on."""


class PressedKeys:
    """Says what keys must wait for, blocks keys on a too small terminal, reports unused keys.

    Second clicks are blocked too; see `DoubleClicks`.
    """

    def __init__(self, app: Frame) -> None:
        """Make it for an application."""
        self._app = app
        self._double_clicks = DoubleClicks(app)

    def wait(self) -> Wait | None:
        """Return what the next key waits for: a question that is about to open.

        Over a slow connection many keys arrive at once. If the first opens a question, the next
        ones would run actions of the screen.
        """
        line = question_line_of(self._app)
        if line is None:
            return None
        if line.is_open:
            has_focus = line.has_focus_within or self._app.focused is line
            return None if has_focus else Wait(line, _LONGEST)
        workers = (each for each in self._app.workers if not each.is_finished)
        asking = next((each for each in workers if each.group in _ASKING), None)
        if asking is None:
            return None
        return Wait(asking, _LONGEST_OVER_NETWORK if asking.group == "ask" else _LONGEST)

    def takes(self, event: events.Event) -> bool:
        """Return True if an event must not reach the screen; a key that does clears the news."""
        if isinstance(event, events.MouseEvent):
            return self._double_clicks.takes(event)
        if not isinstance(event, events.Key):
            return False
        if self._is_blind(event.key):
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
