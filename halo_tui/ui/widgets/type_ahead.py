"""Keys that are typed faster than a question opens wait for it.

Over a slow line many keys arrive at once. Without this the first opens a question, and the rest
would be commands of the screen below before the question has the focus.
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
"""The groups of the workers that may ask something."""

_LONGEST: Final = 0.5
"""Seconds that keys wait at most: a worker of the group need not ask."""

_LOOK: Final = 0.02


class TypeAhead:
    """Holds keys back while a question is about to open, and then gives them to it."""

    def __init__(self, app: App[None], line: Callable[[], QuestionLine | None]) -> None:
        """Make it for an application.

        Args:
            app: the application.
            line: where the screen that has the focus asks; None where it cannot ask.
        """
        self._app = app
        self._line = line
        self._held: list[events.Key] = []
        self._since = 0.0

    def takes(self, event: events.Key) -> bool:
        """Whether a key is held back; it comes again once the question can take it."""
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
        for event in held:
            self._app.post_message(events.Key(event.key, event.character))
