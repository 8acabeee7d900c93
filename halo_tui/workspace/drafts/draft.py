"""The draft of one profile: the content of the credentials form, independent of any widget.

The session holds the draft, so that an edit survives every change of screen. Notes, offers and the
results of the rules are separate objects that the draft holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from halo_tui.profiles.schema import FIELD_INFO, LINE_BREAK, LOG_IN, NOT_SET, Hosting
from halo_tui.profiles.secrets.references import Storage
from halo_tui.workspace.drafts import secret_storage
from halo_tui.workspace.drafts.field_notes import FieldNotes
from halo_tui.workspace.drafts.notes import SECRET
from halo_tui.workspace.drafts.offers import Offers
from halo_tui.workspace.drafts.problems import DraftProblems
from halo_tui.workspace.drafts.secret_entry import SecretEntry

if TYPE_CHECKING:
    from halo_tui.profiles.store import Stored


class Draft:
    """The values of one profile as they are in the form."""

    def __init__(self, slug: str, saved: Mapping[str, str], path: str) -> None:
        """Start with the saved values.

        Args:
            slug: the profile's name on the command line.
            saved: every field as plain text, as `Profile.values` returns them.
            path: the path of the profile's file, to be shown.
        """
        self.slug = slug
        self.path = path
        self.stored: Stored | None = None
        """The profile as it was read, for the store to save on; the draft itself does not use
        it."""
        self.log_in_example = ""
        """An example of a log-in address; only the demo sets it."""
        self.problems = DraftProblems(self)
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
        """Return the text of a field's input."""
        return self.secret.text if key == SECRET else self._texts[key]

    @property
    def is_hosted(self) -> bool:
        """Whether Halo hosts the instance."""
        return self._texts["hosting"] != Hosting.ON_PREMISE

    def hint(self, key: str) -> str:
        """Return the placeholder of a field."""
        if key == SECRET:
            return secret_storage.HINTS[self.secret.storage]
        return (key == LOG_IN and self.log_in_example) or FIELD_INFO[key].hint

    def source(self, key: str) -> str:
        """Return where a field's value comes from; empty if it was typed."""
        return self._sources.get(key, "") if self.text(key) else ""

    def is_touched(self, key: str) -> bool:
        """Whether a field has had a value, or the user has asked for everything to be checked."""
        return key in self._touched

    def is_default(self, key: str) -> bool:
        """Whether a field has the value of a new profile, which nobody has typed."""
        if key == "hosting":
            return not any(self._texts[name] for name in ("resource_server", "tenant"))
        return key == "tenant" and self._texts[key] == NOT_SET

    # Changing ------------------------------------------------------------------------------

    def put(self, key: str, text: str, source: str = "") -> None:
        """Set the text of a field.

        Args:
            key: the field.
            text: its text.
            source: where the text comes from; empty if it was typed.
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
        """Record where a field's value comes from."""
        self._sources[key] = source

    def touch_all(self) -> None:
        """Mark every field as touched: from now on an empty field is a problem."""
        self._touched.update(FIELD_INFO)

    def _fit_tenant(self) -> None:
        if not self.is_hosted and not self._texts["tenant"]:
            self.put("tenant", NOT_SET)
        elif self.is_hosted and self._texts["tenant"] == NOT_SET:
            self.put("tenant", "")
            self._touched.discard("tenant")

    def keep_secret_in(self, storage: Storage) -> None:
        """Choose where the secret is stored; text that was typed for another place is kept."""
        self.secret.storage = storage
        self.notes.news.pop(SECRET, None)
        if not self.secret.text:
            self._touched.discard(SECRET)

    def take(self, key: str, text: str) -> None:
        """Set a value in the format of the profile's file, which was saved elsewhere."""
        if key == "client_secret_ref":
            self.secret.load({**self.profile_values(), key: text})
        elif key == SECRET:
            self.secret.replace(text)
        else:
            self.put(key, text.replace("\n", LINE_BREAK) if key == "notes" else text)

    def carry_over(self, earlier: Draft) -> None:
        """Copy what is never saved from an earlier draft: log-in address and sources."""
        if earlier.slug != self.slug:
            return
        self._texts[LOG_IN] = earlier.text(LOG_IN)
        news = earlier.notes.news
        self.notes.news = {key: note for key, note in news.items() if key == LOG_IN}
        kept = [key for key in FIELD_INFO if self.text(key) == earlier.text(key)]
        self._sources = {key: earlier.source(key) for key in kept}

    def revert(self) -> None:
        """Discard all unsaved changes."""
        self.offers.clear()
        self.notes.news.clear()
        self._load(self.saved)

    # Saving --------------------------------------------------------------------------------

    def profile_values(self) -> dict[str, str]:
        """Return every field in the format of the profile's file."""
        values = {key: text for key, text in self._texts.items() if key != LOG_IN}
        values["notes"] = values["notes"].replace(LINE_BREAK, "\n")
        if values["ca_file"] != self.saved.get("ca_file", ""):
            values["ca_file"] = _without_tilde(values["ca_file"].strip())
        values[SECRET] = self.secret.inline
        values["client_secret_ref"] = self.secret.reference
        return values

    @property
    def changes(self) -> list[str]:
        """Return the fields that differ from the saved values."""
        now = self.profile_values()
        changed = [key for key in now if now[key] != self.saved.get(key, "")]
        return [*changed, SECRET] if self.secret.for_keyring and SECRET not in changed else changed

    @property
    def is_changed(self) -> bool:
        """Whether there are unsaved changes."""
        return bool(self.changes)

    def mark_saved(self, saved: Mapping[str, str]) -> None:
        """Record that everything is saved; `saved` is the content of the file now."""
        self.saved = dict(saved)
        self.secret.mark_saved(saved.get("client_secret_ref", ""))


def _without_tilde(path: str) -> str:
    """Return a path without `~`: in the profile's file, no shell would expand it."""
    return str(Path(path).expanduser()) if path.startswith("~") else path
