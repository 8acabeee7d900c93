"""How the form settles differences, and how what stands in it is kept."""

from __future__ import annotations

import asyncio
from abc import abstractmethod

from textual import work

from halo_tui.profiles.errors import ConflictError, NotSavedError, ProfileError
from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.profiles.secrets.references import Storage
from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.credentials.asking import counted
from halo_tui.ui.credentials.field_about import FieldAbout
from halo_tui.ui.widgets.chrome import Question, QuestionLine
from halo_tui.workspace.drafts import saving, secret_storage
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.notes import SECRET

_ALL = {"a": "accept all", "k": "keep mine", "o": "one by one"}


class KeepingCredentials(BaseScreen):
    """Settling and saving; the form itself is `CredentialsScreen`."""

    @abstractmethod
    def show_draft(self) -> None:
        """Bring every field and every line below one up to date."""

    @abstractmethod
    def show_notes(self) -> None:
        """Judge every field, and draw the lines that say something else than before."""

    @abstractmethod
    def go_to(self, key: str) -> None:
        """Put the cursor into a field."""

    @abstractmethod
    def open_fold(self, is_open: bool) -> None:
        """Show or hide the folded fields."""

    @property
    def draft(self) -> Draft:
        """What stands in the form; only while a profile is open."""
        draft = self.app.session.draft
        assert draft is not None
        return draft

    @property
    def is_idle(self) -> bool:
        """Whether a profile is open and no question is."""
        is_asking = self.query_one(QuestionLine).has_class("-open")
        return self.app.session.draft is not None and not is_asking

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        own = {"save", "fill", "mend", "test", "reveal", "storage", "revert"}
        return self.is_idle if action in own else super().check_action(action, parameters)

    # Settling ------------------------------------------------------------------------------

    async def settle(self, source: str, keys: list[str]) -> bool:
        """Ask what becomes of the values on offer; False where somebody put it off."""
        if not keys:
            return True
        differ = "differs" if len(keys) == 1 else "differ"
        self.go_to(keys[0])
        answer = await self.ask(
            Question(f"{source}: {counted(len(keys), 'field')} {differ}.", _ALL)
        )
        if answer == "o":
            await self.settle_each(keys)
        elif answer is not None:
            self.settle_all(keys, accept=answer == "a")
        return answer is not None

    def settle_all(self, keys: list[str], *, accept: bool) -> None:
        for key in keys:
            self.draft.settle(key, accept=accept)
        self.show_draft()

    async def settle_each(self, keys: list[str]) -> None:
        """Ask what becomes of each value on offer."""
        for key in keys:
            self.go_to(key)
            row = self.query_one(f"#row-{key}")
            row.add_class("-asked")
            choices = {"y": "take the new value", "n": "keep mine"}
            answer = await self.ask(
                Question(f"{FIELD_INFO[key].label} differs. Which value?", choices)
            )
            row.remove_class("-asked")
            self.draft.settle(key, accept=answer == "y")
            self.show_draft()

    # The secret ----------------------------------------------------------------------------

    @work(group="storage", description="storage", exclusive=True)
    async def action_storage(self) -> None:
        """Choose where the secret is kept."""
        self.say("Looking for a keyring …")
        has_keyring = await asyncio.to_thread(_has_keyring)
        self.say("")
        choices = {
            key: storage
            for key, storage in secret_storage.CHOICES.items()
            if storage is not Storage.KEYRING or has_keyring
        }
        words = {key: secret_storage.WORDS[storage] for key, storage in choices.items()}
        if self.draft.withheld:
            words = {"m": "make this file private", **words}
        where = f"The secret is {self.draft.storage_told(in_full=True)}"
        self.query_one(FieldAbout).tell(FIELD_INFO[SECRET].label, where)
        answer = await self.ask(Question("Where is the secret to be kept?", words))
        if answer == "m":
            await self._make_private()
        elif answer is not None:
            self.draft.keep_secret_in(choices[answer])
            self.show_draft()
            self.go_to(SECRET)

    async def _make_private(self) -> None:
        store, draft = self.app.session.store, self.draft
        try:
            await asyncio.to_thread(saving.make_private, store, draft)
        except ProfileError as problem:
            self.say(str(problem), "error")
        else:
            self._saved(draft)
            self.say(f"{draft.path} is now readable only by you", "good")

    # Saving --------------------------------------------------------------------------------

    @work(group="save", description="save", exclusive=True)
    async def action_save(self) -> None:
        """Save the profile."""
        await self.save()

    @work(group="save", description="save and test", exclusive=True)
    async def action_test(self) -> None:
        """Save the profile if need be, then test it."""
        self.draft.touch_all()
        if not self.draft.is_changed or await self.save():
            self.app.go("test")
            self.app.runs.start()

    async def save(self, unsettled: str = "Not settled") -> bool:
        """Save the draft; what stands in the way is asked about or told, and nothing is lost.

        Args:
            unsettled: what is said of fields with two values.
        """
        draft, store = self.draft, self.app.session.store
        draft.touch_all()
        if not await self.settle(unsettled, list(draft.offers)):
            return False
        try:
            await asyncio.to_thread(saving.save_draft, store, draft)
        except ConflictError:
            self.show_draft()
            return await self.save("Changed elsewhere")
        except NotSavedError as problem:
            self.say(str(problem), "error")
            return await self._save_as_new(draft)
        except ProfileError as problem:
            self.say(str(problem), "error")
            return False
        self._saved(draft)
        return True

    async def _save_as_new(self, draft: Draft) -> bool:
        store = self.app.session.store
        if draft.slug in store.slugs():
            return False
        question = Question("Its file is gone.", {"n": "save as a new profile", "c": "not now"})
        if await self.ask(question) != "n":
            return False
        try:
            await asyncio.to_thread(saving.save_as_new, store, draft)
        except ProfileError as problem:
            self.say(str(problem), "error")
            return False
        self._saved(draft)
        return True

    def _saved(self, draft: Draft) -> None:
        session = self.app.session
        session.summary = saving.summary_of(session.store, draft.slug) or session.summary
        self.app.connection_signal.publish(None)
        self.show_draft()
        problems = draft.problems()
        if problems:
            labels = ", ".join(FIELD_INFO[key].label for key in problems)
            self.say(f"Saved; but look again at {labels}")
        else:
            self.say(f"Saved to {secret_storage.short_path(draft.path)}", "good")


def _has_keyring() -> bool:
    from halo_tui.profiles.secrets import keyrings

    try:
        keyrings.prove()
    except keyrings.KeyringError:
        return False
    return True
