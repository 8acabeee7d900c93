"""Unsaved credentials: asking about them, saving them, and keeping them at the end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.ui.host import Host
    from halo_tui.ui.navigation import Navigation
    from halo_tui.workspace.drafts.draft import Draft


class Unsaved:
    """Asks what to do with unsaved credentials, and saves or keeps them."""

    def __init__(self, host: Host, navigation: Navigation) -> None:
        """Make it for an application."""
        self._host = host
        self._navigation = navigation

    async def may_drop(self) -> bool:
        """Ask what to do with unsaved credentials; call this from a worker.

        Returns:
            True if they were saved or discarded, or if there are none.
        """
        session = self._host.session
        draft = session.draft
        if draft is None or not draft.is_changed:
            return True
        question = Question(
            f"{draft.text('name')} is not saved. What becomes of it?",
            {"s": "save", "d": "discard"},
            cancel="stay",
        )
        answer = await self._host.ask(question)
        if answer == "d":
            session.draft = None
        return answer == "d" or (answer == "s" and await self.save(draft))

    def keep(self) -> bool:
        """Keep unsaved credentials for the next start, without a question: the application ends.

        Returns:
            Whether there was something to keep.

        Raises:
            OSError: the file cannot be written.
        """
        from halo_tui.workspace.drafts import unsaved_text

        session = self._host.session
        if session.draft is None or not session.draft.is_changed or session.rehearsal is not None:
            return False
        unsaved_text.keep(session.draft)
        return True

    def show_kept(self) -> None:
        """Show which profiles have unsaved credentials that were kept at an earlier end."""
        from halo_tui.workspace.drafts import unsaved_text

        session = self._host.session
        known = set(session.store.slugs()) if (found := unsaved_text.slugs()) else set()
        names = [session.store.summary(slug).name for slug in found if slug in known]
        if names and session.rehearsal is None:
            what = ", ".join(names)
            self._host.say(f"Typed before, not saved: {what}. Its Credentials offer it")

    async def save(self, draft: Draft) -> bool:
        """Save unsaved credentials; on failure show the form and the reason, and return False."""
        from halo_tui.profiles.errors import ProfileError
        from halo_tui.workspace.drafts.saving import save_draft, summary_of

        session = self._host.session
        try:
            await asyncio.to_thread(save_draft, session.store, draft)
        except ProfileError as problem:
            self._navigation.go("credentials")
            self._host.say(str(problem), "error")
            return False
        session.summary = summary_of(session.store, draft.slug) or session.summary
        self._host.connection_signal.publish(None)
        return True
