"""The secret in the form: chooses its storage, and shows it for a moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.profiles.secrets.references import Storage
from halo_tui.ui.credentials.saving import DraftSaving
from halo_tui.ui.kit.debounce import Debounce
from halo_tui.ui.widgets.chrome import Question
from halo_tui.workspace.drafts import secret_storage
from halo_tui.workspace.drafts.notes import SECRET

if TYPE_CHECKING:
    from halo_tui.ui.credentials.form import CredentialsForm
    from halo_tui.ui.dialogue import Dialogue

REVEALED: Final = 5.0
"""Seconds for which the secret is shown."""


class SecretPlace:
    """Lets the user choose the storage of the secret, and shows and hides the secret."""

    def __init__(self, dialogue: Dialogue, form: CredentialsForm, saving: DraftSaving) -> None:
        """Make it for a form.

        Args:
            dialogue: asks where to store the secret.
            form: has the secret's field.
            saving: makes the profile's file private.
        """
        self._dialogue = dialogue
        self._form = form
        self._saving = saving
        self._hiding = Debounce(form, REVEALED)

    async def choose(self) -> None:
        """Ask where to store the secret."""
        self._dialogue.say("Looking for a keyring …")
        has_keyring = await asyncio.to_thread(_has_keyring)
        self._dialogue.say("")
        choices = {
            key: storage
            for key, storage in secret_storage.CHOICES.items()
            if storage is not Storage.KEYRING or has_keyring
        }
        words = {key: secret_storage.WORDS[storage] for key, storage in choices.items()}
        notes = self._form.draft.notes
        if notes.withheld:
            words = {"m": "make this file private", **words}
        where = f"The secret is {notes.storage(in_full=True)}"
        self._form.explain(FIELD_INFO[SECRET].label, where)
        answer = await self._dialogue.ask(Question("Where is the secret to be kept?", words))
        if answer == "m":
            await self._saving.make_private()
        elif answer is not None:
            self._form.draft.keep_secret_in(choices[answer])
            self._form.show_draft()
            self._form.go_to(SECRET)

    def reveal(self) -> None:
        """Show the secret for a moment, or hide it again."""
        secret = self._form.secret_input
        if not self._form.draft.secret.storage.is_masked or not secret.value:
            return
        self._form.show_secret(secret.password)
        self._hiding.after(self.hide)

    def hide(self) -> None:
        """Hide the secret."""
        if self._form.app.session.draft is not None:
            self._form.show_secret(False)


def _has_keyring() -> bool:
    from halo_tui.profiles.secrets import keyrings

    try:
        keyrings.prove()
    except keyrings.KeyringError:
        return False
    return True
