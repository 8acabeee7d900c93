"""The secret of a draft: where it is stored, and the text that was typed for each place."""

from __future__ import annotations

from collections.abc import Mapping

from halo_tui.profiles.secrets import references
from halo_tui.profiles.secrets.references import Storage
from halo_tui.workspace.drafts.notes import SECRET


class SecretEntry:
    """The secret itself or the reference to it, as the form has it."""

    def __init__(self, saved: Mapping[str, str]) -> None:
        """Start with the saved values; see `load`."""
        self.load(saved)

    def load(self, saved: Mapping[str, str]) -> None:
        """Set what a profile's file contains.

        Args:
            saved: the profile's values; only the secret and its reference are used.
        """
        self._texts = dict.fromkeys(Storage, "")
        self.storage = Storage.PROFILE
        reference = saved.get("client_secret_ref", "")
        if reference:
            self.storage, text = references.to_typed(reference)
            self._texts[self.storage] = text
        else:
            self._texts[Storage.PROFILE] = saved.get(SECRET, "")
        self._loaded = (self.storage, self._texts[self.storage], reference)

    @property
    def text(self) -> str:
        """The text for the chosen place: the secret, or the name of the place."""
        return self._texts[self.storage]

    @text.setter
    def text(self, text: str) -> None:
        self._texts[self.storage] = text

    @property
    def inline(self) -> str:
        """The secret for the profile's file; empty if it is stored elsewhere."""
        return self._texts[Storage.PROFILE] if self.storage is Storage.PROFILE else ""

    @property
    def for_keyring(self) -> str:
        """The secret to store in the keyring when the draft is saved."""
        return self._texts[Storage.KEYRING] if self.storage is Storage.KEYRING else ""

    @property
    def reference(self) -> str:
        """The reference for the profile's file; an unchanged one keeps its notation."""
        text = "" if self.storage is Storage.KEYRING else self.text
        storage, loaded, reference = self._loaded
        if (self.storage, text) == (storage, loaded):
            return reference
        return references.from_typed(self.storage, text)

    def replace(self, secret: str) -> None:
        """Set another secret, to be stored in the profile's file."""
        self.storage = Storage.PROFILE
        self.text = secret

    def mark_saved(self, reference: str) -> None:
        """Record the reference that the file has now; its secret is in the keyring."""
        self._texts[Storage.KEYRING] = ""
        self._loaded = (self.storage, self.text, reference)
