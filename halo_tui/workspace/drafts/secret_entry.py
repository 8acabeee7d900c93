"""The secret of a draft: where it is kept, and what was typed for each of those places."""

from __future__ import annotations

from collections.abc import Mapping

from halo_tui.profiles.secrets import references
from halo_tui.profiles.secrets.references import Storage
from halo_tui.workspace.drafts.notes import SECRET


class SecretEntry:
    """The secret itself, or the reference to it, as the form holds it."""

    def __init__(self, saved: Mapping[str, str]) -> None:
        """Begin with what is saved; see `load`."""
        self.load(saved)

    def load(self, saved: Mapping[str, str]) -> None:
        """Take what a profile's file holds.

        Args:
            saved: the profile's values; only the secret and its reference are looked at.
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
        """What was typed for the place that is chosen: the secret, or the name of its place."""
        return self._texts[self.storage]

    @text.setter
    def text(self, text: str) -> None:
        self._texts[self.storage] = text

    @property
    def inline(self) -> str:
        """The secret that goes into the profile's file; empty where it is kept elsewhere."""
        return self._texts[Storage.PROFILE] if self.storage is Storage.PROFILE else ""

    @property
    def for_keyring(self) -> str:
        """The secret that has to go into the keyring when the draft is saved."""
        return self._texts[Storage.KEYRING] if self.storage is Storage.KEYRING else ""

    @property
    def reference(self) -> str:
        """The reference as the profile's file takes it; a loaded one is kept as it was written."""
        text = "" if self.storage is Storage.KEYRING else self.text
        storage, loaded, reference = self._loaded
        if (self.storage, text) == (storage, loaded):
            return reference
        return references.from_typed(self.storage, text)

    def replace(self, secret: str) -> None:
        """Keep another secret in the profile's file."""
        self.storage = Storage.PROFILE
        self.text = secret

    def mark_saved(self, reference: str) -> None:
        """Remember the reference that the file holds now; the keyring has its secret."""
        self._texts[Storage.KEYRING] = ""
        self._loaded = (self.storage, self.text, reference)
