"""Saves the form, also if the file was changed or deleted meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from halo_tui.profiles.errors import ConflictError, NotSavedError, ProfileError
from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.ui.credentials.offer_questions import OfferQuestions
from halo_tui.ui.widgets.chrome import Question
from halo_tui.workspace.drafts import saving, secret_storage
from halo_tui.workspace.drafts.draft import Draft

if TYPE_CHECKING:
    from halo_tui.ui.credentials.form import CredentialsForm
    from halo_tui.ui.dialogue import Dialogue
    from halo_tui.ui.frame import Frame


class DraftSaving:
    """Saves the open draft; if that fails, the draft keeps everything that was typed."""

    def __init__(
        self, app: Frame, dialogue: Dialogue, form: CredentialsForm, questions: OfferQuestions
    ) -> None:
        """Make it for a form.

        Args:
            app: has the session, starts the test, and informs the other screens.
            dialogue: shows the result.
            form: the form whose draft is saved.
            questions: asks about values that differ.
        """
        self._app = app
        self._dialogue = dialogue
        self._form = form
        self._questions = questions

    async def save(self, unsettled: str = "Not settled") -> bool:
        """Save the draft; ask the user about conflicts, and show why it cannot be saved.

        Args:
            unsettled: the beginning of the question about fields with two values.

        Returns:
            Whether the draft is saved.
        """
        draft = self._form.draft
        draft.touch_all()
        if not await self._questions.ask(unsettled, list(draft.offers)):
            return False
        try:
            await asyncio.to_thread(saving.save_draft, self._app.session.store, draft)
        except ConflictError:
            self._form.show_draft()
            return await self.save("Changed elsewhere")
        except NotSavedError as problem:
            self._dialogue.say(str(problem), "error")
            return await self._save_as_new(draft)
        except ProfileError as problem:
            self._dialogue.say(str(problem), "error")
            return False
        self.show_saved(draft)
        return True

    async def save_and_test(self) -> None:
        """Save the draft if it has changed, then test the profile."""
        draft = self._form.draft
        draft.touch_all()
        if not draft.is_changed or await self.save():
            self._app.go("test")
            self._app.runs.start()

    async def make_private(self) -> None:
        """Make the profile's file private to the user, so that the secret in it may be used."""
        draft = self._form.draft
        try:
            await asyncio.to_thread(saving.make_private, self._app.session.store, draft)
        except ProfileError as problem:
            self._dialogue.say(str(problem), "error")
        else:
            self.show_saved(draft)
            self._dialogue.say(f"{draft.path} is now readable only by you", "good")

    async def _save_as_new(self, draft: Draft) -> bool:
        store = self._app.session.store
        if draft.slug in store.slugs():
            return False
        question = Question("Its file is gone.", {"n": "save as a new profile"}, cancel="not now")
        if await self._dialogue.ask(question) != "n":
            return False
        try:
            await asyncio.to_thread(saving.save_as_new, store, draft)
        except ProfileError as problem:
            self._dialogue.say(str(problem), "error")
            return False
        self.show_saved(draft)
        return True

    def show_saved(self, draft: Draft) -> None:
        """Show that the draft is saved, and which fields still have problems."""
        session = self._app.session
        session.summary = saving.summary_of(session.store, draft.slug) or session.summary
        self._app.connection_signal.publish(None)
        self._form.show_draft()
        problems = draft.problems.all()
        if problems:
            labels = ", ".join(FIELD_INFO[key].label for key in problems)
            self._dialogue.say(f"Saved; but look again at {labels}")
        else:
            self._dialogue.say(f"Saved to {secret_storage.short_path(draft.path)}", "good")
