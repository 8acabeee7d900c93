"""What the credentials form knows, without any widget: a draft of one profile.

The draft lives in the session, so that an edit outlives every change of screen. What it says of
its fields, what is offered to them, and what the rules say of them are objects that it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from halo_tui.profiles.schema import FIELD_INFO, LINE_BREAK, LOG_IN, NOT_SET, Hosting
from halo_tui.profiles.secrets.references import Storage
from halo_tui.workspace.drafts import secret_storage
from halo_tui.workspace.drafts.field_notes import FieldNotes
from halo_tui.workspace.drafts.judgement import Judgement
from halo_tui.workspace.drafts.notes import SECRET
from halo_tui.workspace.drafts.offers import Offers
from halo_tui.workspace.drafts.secret_entry import SecretEntry

if TYPE_CHECKING:
    from halo_tui.profiles.store import Stored


class Draft:
    """The values of one profile as they stand in the form."""

    def __init__(self, slug: str, saved: Mapping[str, str], path: str) -> None:
        """Begin with what is saved.

        Args:
            slug: the profile's name on the command line.
            saved: every field as plain text, as `Profile.values` gives them.
            path: of the profile's file, to be shown.
        """
        self.slug = slug
        self.path = path
        self.stored: Stored | None = None
        """What was read, for the store to save on; nothing here looks into it."""
        self.log_in_example = ""
        """What may be typed as log-in address; only the demo knows."""
        self.judgement = Judgement(self)
        self.offers = Offers(self)
        self.notes = FieldNotes(self)
        self._load(saved)

    def _load(self, saved: Mapping[str, str]) -> None:
        self.saved = dict(saved)
        self._texts = {key: saved.get(key, "") for key in FIELD_INFO if key not in (LOG_IN, SECRET)}
        self._texts["notes"] = saved.get("notes", "").replace("\n", LINE_BREAK)
        self._texts[LOG_IN] = ""
        self.secret = SecretEntry(saved)
        self._touched = {key for key, text in self._texts.items() if text}
        self._sources: dict[str, str] = {}

    # What the form shows -------------------------------------------------------------------

    def text(self, key: str) -> str:
        """What a field's input shows."""
        return self.secret.text if key == SECRET else self._texts[key]

    @property
    def is_hosted(self) -> bool:
        """Whether Halo's cloud runs the instance."""
        return self._texts["hosting"] != Hosting.ON_PREMISE

    def hint(self, key: str) -> str:
        """What stands in a field while it is empty."""
        if key == SECRET:
            return secret_storage.HINTS[self.secret.storage]
        return (key == LOG_IN and self.log_in_example) or FIELD_INFO[key].hint

    def source(self, key: str) -> str:
        """Where a field's value comes from; empty for one that was typed."""
        return self._sources.get(key, "") if self.text(key) else ""

    def is_touched(self, key: str) -> bool:
        """Whether a field has held something, or somebody holds the form for finished."""
        return key in self._touched

    def is_default(self, key: str) -> bool:
        """Whether a field holds what a new profile begins with, which nobody has typed."""
        if key == "hosting":
            return not any(self._texts[name] for name in ("resource_server", "tenant"))
        return key == "tenant" and self._texts[key] == NOT_SET

    # Changing ------------------------------------------------------------------------------

    def put(self, key: str, text: str, source: str = "") -> None:
        """Take what stands in a field now.

        Args:
            key: the field.
            text: its text.
            source: where it comes from, if nobody typed it.
        """
        if text == self.text(key):
            return
        if key == SECRET:
            self.secret.text = text
        else:
            self._texts[key] = text
        self.notes.news.pop(key, None)
        self.offers.withdraw(key)
        self._sources.pop(key, None)
        if source:
            self.mark_source(key, source)
        if text:
            self._touched.add(key)
        if key == "hosting":
            self._fit_tenant()

    def mark_source(self, key: str, source: str) -> None:
        """Remember where a field's value comes from."""
        self._sources[key] = source

    def touch_all(self) -> None:
        """Somebody holds the form for finished: from now on an empty field is wrong."""
        self._touched.update(FIELD_INFO)

    def _fit_tenant(self) -> None:
        if not self.is_hosted and not self._texts["tenant"]:
            self.put("tenant", NOT_SET)
        elif self.is_hosted and self._texts["tenant"] == NOT_SET:
            self.put("tenant", "")
            self._touched.discard("tenant")

    def keep_secret_in(self, storage: Storage) -> None:
        """Choose where the secret is kept; what was typed for another place is not lost."""
        self.secret.storage = storage
        self.notes.news.pop(SECRET, None)
        if not self.secret.text:
            self._touched.discard(SECRET)

    def take(self, key: str, text: str) -> None:
        """Take a value, as the profile's file has it, that somebody else has saved."""
        if key == "client_secret_ref":
            self.secret.load({**self.profile_values(), key: text})
        elif key == SECRET:
            self.secret.replace(text)
        else:
            self.put(key, text.replace("\n", LINE_BREAK) if key == "notes" else text)

    def carry_over(self, earlier: Draft) -> None:
        """Keep what is never saved when the profile is read again: log-in address, sources."""
        if earlier.slug != self.slug:
            return
        self._texts[LOG_IN] = earlier.text(LOG_IN)
        news = earlier.notes.news
        self.notes.news = {key: note for key, note in news.items() if key == LOG_IN}
        kept = [key for key in FIELD_INFO if self.text(key) == earlier.text(key)]
        self._sources = {key: earlier.source(key) for key in kept}

    def revert(self) -> None:
        """Take back everything that is not saved."""
        self.offers.clear()
        self.notes.news.clear()
        self._load(self.saved)

    # Saving --------------------------------------------------------------------------------

    def profile_values(self) -> dict[str, str]:
        """Every field as the profile's file takes it."""
        values = {key: text for key, text in self._texts.items() if key != LOG_IN}
        values["notes"] = values["notes"].replace(LINE_BREAK, "\n")
        if values["ca_file"] != self.saved.get("ca_file", ""):
            values["ca_file"] = _without_tilde(values["ca_file"].strip())
        values[SECRET] = self.secret.inline
        values["client_secret_ref"] = self.secret.reference
        return values

    @property
    def changes(self) -> list[str]:
        """The fields that differ from what is saved."""
        now = self.profile_values()
        changed = [key for key in now if now[key] != self.saved.get(key, "")]
        return [*changed, SECRET] if self.secret.for_keyring and SECRET not in changed else changed

    @property
    def is_changed(self) -> bool:
        """Whether anything is not saved."""
        return bool(self.changes)

    def mark_saved(self, saved: Mapping[str, str]) -> None:
        """Everything is saved; `saved` is what the file holds now."""
        self.saved = dict(saved)
        self.secret.mark_saved(saved.get("client_secret_ref", ""))


def _without_tilde(path: str) -> str:
    """A path as the profile's file needs it, which no shell reads."""
    return str(Path(path).expanduser()) if path.startswith("~") else path
