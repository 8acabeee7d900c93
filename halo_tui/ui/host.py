"""The part of the application that its own objects use: session, signals, messages, questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.signal import Signal

from halo_tui.ui.kit.themed_app import ThemedApp
from halo_tui.ui.session import Session

if TYPE_CHECKING:
    from halo_tui.checks.events import AnyEvent
    from halo_tui.ui.widgets.chrome import Question


class Host(ThemedApp):
    """An application with a session; `Frame` adds what the screens need."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.connection_signal: Signal[None] = Signal(self, "connection")
        """Published when another profile is opened or the open one changes."""
        self.event_signal: Signal[AnyEvent] = Signal(self, "event")
        """Published for each event of a run."""

    @property
    def base(self) -> Screen[Any]:
        """The screen of the current mode, below any modal screen."""
        return self.screen_stack[0]

    def say(self, text: str, tone: str = "") -> None:
        """Show a message in the status line; see `StatusLine.say`."""
        raise NotImplementedError

    async def ask(self, question: Question) -> str | None:
        """Ask in the line above the footer and return the answer; call this from a worker."""
        raise NotImplementedError
