"""Offers unsaved text that was kept when the application was ended from outside."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.ui.credentials.asking import counted
from halo_tui.ui.credentials.offer_questions import OfferQuestions
from halo_tui.ui.kit import glyphs
from halo_tui.ui.widgets.chrome import Question
from halo_tui.workspace.drafts import unsaved_text
from halo_tui.workspace.drafts.unsaved_text import UnsavedText

if TYPE_CHECKING:
    from halo_tui.ui.credentials.form import CredentialsForm
    from halo_tui.ui.dialogue import Dialogue
    from halo_tui.ui.session import Session


class UnsavedTextRecovery:
    """Offers the unsaved text of each profile once per start; deletes it after an answer."""

    def __init__(
        self, dialogue: Dialogue, session: Session, form: CredentialsForm, questions: OfferQuestions
    ) -> None:
        """Make it for a form.

        Args:
            dialogue: asks what to do with the text.
            session: knows the open profile and its draft.
            form: shows the text beside the saved values.
            questions: asks about the values one by one.
        """
        self._dialogue = dialogue
        self._session = session
        self._form = form
        self._questions = questions
        self._asked: set[str] = set()

    def is_due(self) -> bool:
        """Whether there is unsaved text to offer for the open profile."""
        draft = self._session.draft
        if draft is None or draft.is_changed or draft.slug in self._asked:
            return False
        return draft.slug in unsaved_text.slugs()

    async def offer(self) -> None:
        """Show the unsaved text beside the saved values, and ask what to do with it."""
        draft = self._form.draft
        self._asked.add(draft.slug)
        found = unsaved_text.load(draft.slug)
        if found is None:
            self._dialogue.say("Something typed before was kept, but it cannot be read", "error")
            return
        draft.offers.add_kept(found.values)
        keys = [key for key in FIELD_INFO if key in draft.offers]
        if not keys:
            self._forget(draft.slug)
            self._say_withheld(found)
            return
        form = self._form
        form.show_draft()
        form.go_to(keys[0])
        choices = {"y": "take it", "o": "one by one", "n": "throw it away"}
        when = glyphs.local_time(found.at)
        answer = await self._dialogue.ask(
            Question(f"Typed, but not saved before {when}: {counted(len(keys), 'field')}.", choices)
        )
        if answer is None:
            draft.offers.clear()
            form.show_draft()
            self._dialogue.say("It stays kept, and is offered again at the next start")
            return
        if answer == "o":
            await self._questions.ask_one_by_one(keys)
        else:
            self._questions.answer_all(keys, accept=answer == "y")
        self._forget(draft.slug)
        self._say_withheld(found)

    def _forget(self, slug: str) -> None:
        with suppress(OSError):
            unsaved_text.forget(slug)

    def _say_withheld(self, found: UnsavedText) -> None:
        if found.withheld:
            self._dialogue.say(f"The secret that was typed is not there: {found.withheld}")
