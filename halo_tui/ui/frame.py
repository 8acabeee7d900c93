"""The part of the application that the screens use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from halo_tui.ui.host import Host
from halo_tui.ui.navigation import Navigation
from halo_tui.ui.runs import Runs
from halo_tui.ui.switching import ProfileSwitch, Rehearsing
from halo_tui.ui.unsaved import Unsaved

if TYPE_CHECKING:
    from halo_tui.profiles.store import Summary
    from halo_tui.ui.session import Session
    from halo_tui.workspace.drafts.draft import Draft


SELECT: Final = "select it (drag with shift)"
"""How a text is copied without the application, which has the mouse unless a setting says no."""


class Frame(Host):
    """Holds the objects that the screens share, and offers the operations that span screens."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.navigation = Navigation(self)
        self.unsaved = Unsaved(self, self.navigation)
        self.runs = Runs(self, self.unsaved)
        """The runs of the open profile."""
        self.profiles = ProfileSwitch(self, self.runs, self.unsaved)
        self.rehearsing = Rehearsing(self, self.runs, self.profiles, self.navigation)

    def go(self, mode: str) -> None:
        """Show the screen of a mode; `escape` leads back to the previous screen."""
        self.navigation.go(mode)

    def go_to_step(self, step_id: str) -> None:
        """Show a step on the checklist."""
        self.navigation.go_to_step(step_id)

    def go_to_field(self, field: str) -> None:
        """Show a field on the Credentials screen."""
        self.navigation.go_to_field(field)

    def open_profile(self, summary: Summary | None) -> None:
        """Open a profile, or reload the open one; None closes it."""
        self.profiles.open(summary)

    async def may_drop_draft(self) -> bool:
        """Ask what to do with unsaved credentials; call this from a worker.

        Returns:
            True if they were saved or discarded, or if there are none.
        """
        return await self.unsaved.may_drop()

    async def save_draft(self, draft: Draft) -> bool:
        """Save unsaved credentials; on failure show the form and the reason, and return False."""
        return await self.unsaved.save(draft)

    def copy(self, text: str, what: str, otherwise: str = SELECT) -> None:
        """Copy text to the terminal's clipboard (OSC 52) and show a message.

        No terminal confirms the copy, so the message names another way too.

        Args:
            text: the text to copy.
            what: the name of the text in the message.
            otherwise: what the user can do if the terminal does not support OSC 52.
        """
        self.copy_to_clipboard(text)
        self.say(f"{what} copied; if nothing pastes, {otherwise}", "good")
