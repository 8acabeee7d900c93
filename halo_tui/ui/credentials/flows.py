"""What the form does in several steps: asking Halo for values, taking pasted ones apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from halo_tui.profiles.schema import FIELD_INFO, GRADIENT_FIELDS, LOG_IN
from halo_tui.ui.credentials.asking import (
    UnusableAddressError,
    ask_halo,
    counted,
    log_in_origin,
    news_of,
)
from halo_tui.ui.credentials.keeping import KeepingCredentials
from halo_tui.ui.widgets.chrome import Question
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.notes import HALO, PASTED, Note

if TYPE_CHECKING:
    from halo_tui.halo.discovery import Discovery
    from halo_tui.halo.origin import Origin
    from halo_tui.ui.credentials.field_input import FieldInput


class CredentialFlows(KeepingCredentials):
    """The steps; the form itself is `CredentialsScreen`."""

    wants_root = False
    """Whether Halo is asked again once its root certificate has been named."""

    # Asking Halo ---------------------------------------------------------------------------

    @work(group="ask", description="ask Halo", exclusive=True)
    async def action_fill(self) -> None:
        """Ask the Halo behind the log-in address for the other values."""
        draft = self.draft
        address = draft.text(LOG_IN) or draft.text("resource_server")
        try:
            origin = log_in_origin(address)
        except UnusableAddressError as problem:
            draft.news[LOG_IN] = Note("warn", str(problem))
            self.show_notes()
            self.go_to(LOG_IN)
            return
        await self._ask(draft, origin)

    async def _ask(self, draft: Draft, origin: Origin) -> None:
        from halo_tui.settings import SettingsError

        draft.news[LOG_IN] = Note("hint", f"asking {origin} …")
        self.show_notes()
        try:
            found = await ask_halo(self.app.session, origin, draft.profile_values()["ca_file"])
        except SettingsError as problem:
            draft.news[LOG_IN] = Note("warn", str(problem))
            self.show_notes()
            return
        if draft is not self.app.session.draft:
            return
        draft.news.pop(LOG_IN)
        if found.found:
            await self._take_found(draft, found)
        else:
            await self._explain(draft, found)

    async def _take_found(self, draft: Draft, found: Discovery) -> None:
        filled = draft.propose(found.values(), HALO)
        offered = [key for key in FIELD_INFO if key in draft.offers]
        self.show_draft()
        await self.settle(HALO, offered)
        self.go_to(self._next_empty())
        if self.wants_root:
            self.wants_root = False
            self.open_fold(False)
        self.say(f"{news_of(found, filled, offered)}{self._what_next()}", "good")

    async def _explain(self, draft: Draft, found: Discovery) -> None:
        """Say why nothing was found out, where it can be mended."""
        if found.root_is_unusable:
            draft.news["ca_file"] = Note("warn", "This file holds no root certificate")
            self.show_notes()
            self.wants_root = True
            self.go_to("ca_file")
            return
        draft.news[LOG_IN] = Note("warn", found.problem or "")
        self.show_notes()
        if found.needs_root:
            await self._ask_for_root(draft)
        elif found.moved_to:
            question = Question(f"It leads to {found.moved_to}.", {"y": "ask there", "n": "no"})
            if await self.ask(question) == "y":
                await self._ask(draft, log_in_origin(found.moved_to))

    async def _ask_for_root(self, draft: Draft) -> None:
        """Nobody known vouches for the server: a root of the company's own has to be named."""
        known = draft.text("ca_file").strip()
        who = "Your root certificate does not vouch" if known else "No public authority vouches"
        draft.news[LOG_IN] = Note("warn", f"{who} for its certificate")
        self.show_notes()
        question = Question(
            "Its certificate is not trusted. Is its root in a file?", {"enter": "name the file"}
        )
        if await self.ask(question) == "enter":
            self.wants_root = True
            self.go_to("ca_file")
            self.say("Path of its root's PEM file; enter asks Halo again")

    def _what_next(self) -> str:
        is_complete = all(map(self.draft.text, GRADIENT_FIELDS))
        return "; ^t saves and tests" if is_complete else ""

    def _next_empty(self) -> str:
        return next((key for key in GRADIENT_FIELDS if not self.draft.text(key)), "client_id")

    # Pasting -------------------------------------------------------------------------------

    @work(group="paste", description="paste", exclusive=True)
    async def take_block(self, entry: FieldInput, text: str) -> None:
        """Take a pasted block apart, show what is in it, and fill it in when that is wanted."""
        from halo_tui.profiles.rules.paste import take_apart

        draft = self.draft
        values = {key: value for key, value in take_apart(text).items() if key in FIELD_INFO}
        if not values:
            entry.insert_block(text)
            return
        draft.propose(values, PASTED, ask=True)
        offered = [key for key in FIELD_INFO if key in draft.offers]
        if not offered:
            self.say("What you pasted is what stands here already")
            return
        self.show_draft()
        self.go_to(offered[0])
        choices = {"y": "fill in", "o": "one by one", "n": "no", "t": "as text"}
        answer = await self.ask(Question(f"Pasted: {counted(len(offered), 'value')}.", choices))
        if answer == "o":
            await self.settle_each(offered)
        else:
            self.settle_all(offered, accept=answer == "y")
        if answer == "t":
            entry.insert_block(text)
        elif answer == "y":
            self.go_to(self._next_empty())
            self.say(f"Filled in {counted(len(offered), 'field')}{self._what_next()}", "good")
