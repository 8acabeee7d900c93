"""Buffers keys that arrive before a question has opened.

Over a slow connection many keys arrive at once. If the first opens a question, the next ones would
run actions of the screen, because the question does not have the focus yet.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from textual import events

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

    from halo_tui.ui.widgets.chrome import QuestionLine

_ASKING: Final = frozenset(
    {"ask", "paste", "profile", "profiles", "question", "report", "save", "storage"}
)
"""The groups of workers that may ask a question."""

_LONGEST: Final = 0.5
"""The longest wait for keys, in seconds: a worker of these groups may ask nothing."""

_LOOK: Final = 0.02
"""Seconds between two checks whether the question is open."""


class TypeAhead:
    """Holds keys back while a question is about to open, and then sends them to it."""

    def __init__(self, app: App[None], line: Callable[[], QuestionLine | None]) -> None:
        """Make it for an application.

        Args:
            app: the application.
            line: returns the question line of the active screen; None if it has none.
        """
        self._app = app
        self._line = line
        self._held: list[events.Key] = []
        self._passing: list[events.Key] = []
        """Keys on their way to the question, which are not held back a second time."""
        self._since = 0.0

    def takes(self, event: events.Key) -> bool:
        """Return whether a key is held back; it is posted again once the question has the focus."""
        if event in self._passing:
            self._passing.remove(event)
            return False
        if not self._held:
            if not self._about_to_ask():
                return False
            self._since = time.monotonic()
            self._app.set_timer(_LOOK, self._look)
        self._held.append(event)
        return True

    def _about_to_ask(self) -> bool:
        line = self._line()
        if line is None:
            return False
        if line.is_open:
            return not line.has_focus_within and self._app.focused is not line
        return any(
            worker.group in _ASKING and not worker.is_finished for worker in self._app.workers
        )

    async def _look(self) -> None:
        if self._about_to_ask() and time.monotonic() - self._since < _LONGEST:
            self._app.set_timer(_LOOK, self._look)
            return
        held, self._held = sorted(self._held, key=lambda event: event.time), []
        self._passing = [events.Key(event.key, event.character) for event in held]
        for event in tuple(self._passing):
            self._app.post_message(event)
