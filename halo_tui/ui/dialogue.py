"""The interface for messages and questions, which is all that most controllers need of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from halo_tui.ui.widgets.chrome import Question


class Dialogue(Protocol):
    """Shows messages and asks questions on one screen; every `BaseScreen` does so."""

    def say(self, text: str, tone: str = "") -> None:
        """Show a message in the status line; see `StatusLine.say`."""

    async def ask(self, question: Question) -> str | None:
        """Ask in the line above the footer and return the answer; call this from a worker."""
