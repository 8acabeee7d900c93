"""The application as the objects of the frame know it: the session, its news, its two voices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.signal import Signal

from halo_tui.checks.events import AnyEvent
from halo_tui.ui.kit.themed_app import ThemedApp
from halo_tui.ui.session import Session

if TYPE_CHECKING:
    from halo_tui.ui.widgets.chrome import Question


class Host(ThemedApp):
    """An application with a session; what screens add to it stands in `Frame`."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.connection_signal: Signal[None] = Signal(self, "connection")
        """Another profile is open, or the open one has changed."""
        self.event_signal: Signal[AnyEvent] = Signal(self, "event")
        """One more event of the run."""

    @property
    def base(self) -> Screen[Any]:
        """The screen of the open mode, whatever lies on top of it."""
        return self.screen_stack[0]

    def say(self, text: str, tone: str = "") -> None:
        """Show a sentence in the status line; see `StatusLine.say`."""
        raise NotImplementedError

    async def ask(self, question: Question) -> str | None:
        """Ask in the line above the footer, and wait for the answer; call it from a worker."""
        raise NotImplementedError
