"""The application as screens know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.ui.host import Host
from halo_tui.ui.navigation import Navigation
from halo_tui.ui.runs import Runs
from halo_tui.ui.switching import ProfileSwitch, Rehearsing
from halo_tui.ui.unsaved import Unsaved

if TYPE_CHECKING:
    from halo_tui.profiles.store import Summary
    from halo_tui.ui.session import Session
    from halo_tui.workspace.drafts.draft import Draft


class Frame(Host):
    """Holds what screens share, and does for them what none of them does alone."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.navigation = Navigation(self)
        self.unsaved = Unsaved(self, self.navigation)
        self.runs = Runs(self, self.unsaved)
        """The runs of the open profile."""
        self.profiles = ProfileSwitch(self, self.runs, self.unsaved)
        self.rehearsing = Rehearsing(self, self.runs, self.profiles, self.navigation)

    def go(self, mode: str) -> None:
        """Show a screen, and remember the one before it for `escape`."""
        self.navigation.go(mode)

    def go_to_step(self, step_id: str) -> None:
        """Show a step of the checklist."""
        self.navigation.go_to_step(step_id)

    def go_to_field(self, field: str) -> None:
        """Show a field of the credentials."""
        self.navigation.go_to_field(field)

    def open_profile(self, summary: Summary | None) -> None:
        """Open a profile, or read the open one again."""
        self.profiles.open(summary)

    async def may_drop_draft(self) -> bool:
        """Whether unsaved credentials may go: asks what to do with them. Call it from a worker."""
        return await self.unsaved.may_drop()

    async def save_draft(self, draft: Draft) -> bool:
        """Save unsaved credentials; where that fails, show them with the reason."""
        return await self.unsaved.save(draft)

    def copy(self, text: str, what: str, otherwise: str = "select it") -> None:
        """Copy to the terminal's clipboard (OSC 52), and say so; no terminal confirms it.

        Args:
            text: what to copy.
            what: what it is called.
            otherwise: what to do where the terminal does not take copies.
        """
        self.copy_to_clipboard(text)
        self.say(f"{what} copied; if nothing pastes, {otherwise}", "good")
