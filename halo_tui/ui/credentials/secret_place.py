"""The secret in the form: chooses its storage, and shows it for a moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.profiles.secrets.references import Storage
from halo_tui.ui.credentials.saving import DraftSaving
from halo_tui.ui.widgets.chrome import Question
from halo_tui.workspace.drafts import secret_storage
from halo_tui.workspace.drafts.notes import SECRET

if TYPE_CHECKING:
    from halo_tui.ui.credentials.screen import CredentialsScreen

REVEALED: Final = 5.0
"""Seconds for which the secret is shown."""


class SecretPlace:
    """Lets the user choose the storage of the secret, and shows and hides the secret."""

    def __init__(self, screen: CredentialsScreen, saving: DraftSaving) -> None:
        self._screen = screen
        self._saving = saving
        self._hide_timer: Timer | None = None

    async def choose(self) -> None:
        """Ask where to store the secret."""
        screen = self._screen
        screen.say("Looking for a keyring …")
        has_keyring = await asyncio.to_thread(_has_keyring)
        screen.say("")
        choices = {
            key: storage
            for key, storage in secret_storage.CHOICES.items()
            if storage is not Storage.KEYRING or has_keyring
        }
        words = {key: secret_storage.WORDS[storage] for key, storage in choices.items()}
        notes = screen.draft.notes
        if notes.withheld:
            words = {"m": "make this file private", **words}
        where = f"The secret is {notes.storage(in_full=True)}"
        screen.form.explain(FIELD_INFO[SECRET].label, where)
        answer = await screen.ask(Question("Where is the secret to be kept?", words))
        if answer == "m":
            await self._saving.make_private()
        elif answer is not None:
            screen.draft.keep_secret_in(choices[answer])
            screen.form.show_draft()
            screen.form.go_to(SECRET)

    def reveal(self) -> None:
        """Show the secret for a moment, or hide it again."""
        secret = self._screen.form.secret_input
        if not self._screen.draft.secret.storage.is_masked or not secret.value:
            return
        self._screen.form.show_secret(secret.password)
        if self._hide_timer is not None:
            self._hide_timer.stop()
        self._hide_timer = self._screen.set_timer(REVEALED, self.hide)

    def hide(self) -> None:
        """Hide the secret."""
        if self._screen.app.session.draft is not None:
            self._screen.form.show_secret(False)


def _has_keyring() -> bool:
    from halo_tui.profiles.secrets import keyrings

    try:
        keyrings.prove()
    except keyrings.KeyringError:
        return False
    return True
