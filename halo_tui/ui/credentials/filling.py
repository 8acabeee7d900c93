"""Fills in the form with the values that Halo publishes at its log-in address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.profiles.rules.offering import refusal
from halo_tui.profiles.schema import FIELD_INFO, GRADIENT_FIELDS, LOG_IN
from halo_tui.ui.credentials.asking import ask_halo, result_message
from halo_tui.ui.credentials.offer_questions import OfferQuestions
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.widgets.chrome import Question
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.notes import HALO, Note
from halo_tui.workspace.probing import LogInAddressError, log_in_origin, offerable_answers

if TYPE_CHECKING:
    from halo_tui.halo.discovery import Discovery
    from halo_tui.halo.origin import Origin
    from halo_tui.ui.credentials.form import CredentialsForm
    from halo_tui.ui.dialogue import Dialogue
    from halo_tui.ui.session import Session


class FillingIn:
    """Asks Halo for the values; if that fails, shows why and what to do."""

    def __init__(
        self, dialogue: Dialogue, session: Session, form: CredentialsForm, questions: OfferQuestions
    ) -> None:
        """Make it for a form.

        Args:
            dialogue: shows the result and asks for further addresses and files.
            session: has the settings, and the sandbox if there is one.
            form: the form to fill in.
            questions: asks about values that differ.
        """
        self._dialogue = dialogue
        self._session = session
        self._form = form
        self._questions = questions
        self.wants_root = False
        """Whether to ask Halo again after the user has entered the file of its root certificate."""

    def begins_at(self, field: str) -> bool:
        """Whether the enter key in that field asks Halo."""
        return field == LOG_IN or (field == "ca_file" and self.wants_root)

    async def fill_in(self) -> None:
        """Ask the Halo at the log-in address for the other values."""
        draft = self._form.draft
        address = draft.text(LOG_IN) or draft.text("resource_server")
        try:
            origin = log_in_origin(address)
        except LogInAddressError as problem:
            self._say_below(draft, LOG_IN, Note("warn", str(problem)))
            self._form.go_to(LOG_IN)
            return
        await self._ask(draft, origin)

    def _say_below(self, draft: Draft, key: str, note: Note) -> None:
        draft.notes.news[key] = note
        self._form.show_notes()

    async def _ask(self, draft: Draft, origin: Origin) -> None:
        from halo_tui.settings import SettingsError

        self._say_below(draft, LOG_IN, Note("hint", f"asking {origin} …"))
        try:
            found = await ask_halo(self._session, origin, draft.profile_values()["ca_file"])
        except SettingsError as problem:
            self._say_below(draft, LOG_IN, Note("warn", str(problem)))
            return
        if draft is not self._session.draft:
            return
        draft.notes.news.pop(LOG_IN)
        if found.found:
            await self._take(draft, found, origin)
        else:
            await self._explain(draft, found, origin)

    async def _take(self, draft: Draft, found: Discovery, origin: Origin) -> None:
        form = self._form
        named = offerable_answers(found, origin, draft.text("hosting"))
        filled = draft.offers.propose(named.values, HALO)
        offered = [key for key in FIELD_INFO if key in draft.offers]
        form.show_draft()
        await self._questions.ask(HALO, offered)
        form.go_to(next_empty(draft))
        if self.wants_root:
            self.wants_root = False
            form.open_fold(False)
        message = result_message(found, filled, offered, named.refused)
        self._dialogue.say(f"{message}{what_next(draft)}", "" if named.refused else "good")

    async def _explain(self, draft: Draft, found: Discovery, origin: Origin) -> None:
        """Show why Halo gave no values, below the field where this can be corrected."""
        if found.root_is_unusable:
            self._say_below(draft, "ca_file", Note("warn", "This file holds no root certificate"))
            self.wants_root = True
            self._form.go_to("ca_file")
            return
        self._say_below(draft, LOG_IN, Note("warn", found.problem or ""))
        if found.needs_root:
            await self._ask_for_root(draft)
        elif found.moved_to and refusal(LOG_IN, found.moved_to, {LOG_IN: str(origin)}):
            text = f"It leads to {found.moved_to}, which is not this Halo: another's log-in page?"
            self._say_below(draft, LOG_IN, Note("warn", text))
        elif found.moved_to:
            question = Question(f"It leads to {found.moved_to}.", {"y": "ask there", "n": "no"})
            if await self._dialogue.ask(question) == "y":
                await self._ask(draft, log_in_origin(found.moved_to))

    async def _ask_for_root(self, draft: Draft) -> None:
        """Ask for the file with a private root certificate: the server's chain is not trusted."""
        known = draft.text("ca_file").strip()
        who = "Your root certificate does not vouch" if known else "No public authority vouches"
        self._say_below(draft, LOG_IN, Note("warn", f"{who} for its certificate"))
        question = Question(
            "Its certificate is not trusted. Is its root in a file?", {"enter": "name the file"}
        )
        if await self._dialogue.ask(question) == "enter":
            self.wants_root = True
            self._form.go_to("ca_file")
            self._dialogue.say("Path of its root's PEM file; enter asks Halo again")


def what_next(draft: Draft) -> str:
    """Return a hint on the key for save and test if all five values exist; otherwise empty."""
    key = key_of("credentials.test", while_typing=True)
    return f"; {key} saves and tests" if all(map(draft.text, GRADIENT_FIELDS)) else ""


def next_empty(draft: Draft) -> str:
    """Return the key of the first of the five values that is missing; if none is, the first."""
    return next((key for key in GRADIENT_FIELDS if not draft.text(key)), GRADIENT_FIELDS[0])
