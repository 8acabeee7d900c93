"""Credentials that are typed and not saved: what becomes of them when one goes on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.ui.host import Host
    from halo_tui.ui.navigation import Navigation
    from halo_tui.workspace.drafts.draft import Draft


class Unsaved:
    """Asks for unsaved credentials, and saves them."""

    def __init__(self, host: Host, navigation: Navigation) -> None:
        """Make it for an application."""
        self._host = host
        self._navigation = navigation

    async def may_drop(self) -> bool:
        """Whether unsaved credentials may go: asks what to do with them. Call it from a worker."""
        session = self._host.session
        draft = session.draft
        if draft is None or not draft.is_changed:
            return True
        question = Question(
            f"{draft.text('name')} is not saved. What becomes of it?",
            {"s": "save", "d": "discard", "c": "stay"},
        )
        answer = await self._host.ask(question)
        if answer == "d":
            session.draft = None
        return answer == "d" or (answer == "s" and await self.save(draft))

    def keep(self) -> bool:
        """Keep what is not saved, without asking anybody: the application is being ended.

        Returns:
            Whether there was something to keep.

        Raises:
            OSError: the disk does not take it.
        """
        from halo_tui.workspace.drafts import kept

        session = self._host.session
        if session.draft is None or not session.draft.is_changed or session.rehearsal is not None:
            return False
        kept.keep(session.draft)
        return True

    def tell_of_kept(self) -> None:
        """Say of which profiles something is kept that was typed and not saved."""
        from halo_tui.workspace.drafts import kept

        session = self._host.session
        known = set(session.store.slugs()) if (found := kept.slugs()) else set()
        names = [session.store.summary(slug).name for slug in found if slug in known]
        if names and session.rehearsal is None:
            what = ", ".join(names)
            self._host.say(f"Typed before and not saved: {what}. Its Credentials offer it again")

    async def save(self, draft: Draft) -> bool:
        """Save unsaved credentials; where that fails, show them with the reason."""
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
