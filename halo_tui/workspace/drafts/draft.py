"""What the credentials form knows and decides, without any widget: a draft of one profile.

The draft lives in the session, so that an edit outlives every change of screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from halo_tui.profiles.rules import judging
from halo_tui.profiles.rules.judging import Problem
from halo_tui.profiles.schema import (
    FIELD_INFO,
    GRADIENT_FIELDS,
    LINE_BREAK,
    LOG_IN,
    NOT_SET,
    NOT_SET_MEANS,
    Hosting,
)
from halo_tui.profiles.secrets import references
from halo_tui.profiles.secrets.references import Storage
from halo_tui.workspace.drafts import secret_storage
from halo_tui.workspace.drafts.difference import Difference, difference
from halo_tui.workspace.drafts.notes import SECRET, Note, Offer, offered, shown

if TYPE_CHECKING:
    from halo_tui.checks.events import CheckFinished
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
        self.offers: dict[str, Offer] = {}
        self.news: dict[str, Note] = {}
        """Lines that outrank those of a field that is in order, until it changes."""
        self.refused: CheckFinished | None = None
        """What the last test of the saved values failed at, if that is one of these fields."""
        self.log_in_example = ""
        """What may be typed as log-in address; only the demo knows."""
        self._load(saved)

    def _load(self, saved: Mapping[str, str]) -> None:
        self.saved = dict(saved)
        self._texts = {key: saved.get(key, "") for key in FIELD_INFO if key not in (LOG_IN, SECRET)}
        self._texts["notes"] = saved.get("notes", "").replace("\n", LINE_BREAK)
        self._texts[LOG_IN] = ""
        self._load_secret(saved)
        self._touched = {key for key, text in self._texts.items() if text}
        self._sources: dict[str, str] = {}

    def _load_secret(self, saved: Mapping[str, str]) -> None:
        self._secrets = dict.fromkeys(Storage, "")
        self.storage = Storage.PROFILE
        reference = saved.get("client_secret_ref", "")
        if reference:
            self.storage, text = references.to_typed(reference)
            self._secrets[self.storage] = text
        else:
            self._secrets[Storage.PROFILE] = saved.get(SECRET, "")
        self._reference = (self.storage, self._secrets[self.storage], reference)

    # What the form shows -------------------------------------------------------------------

    def text(self, key: str) -> str:
        """What a field's input shows."""
        return self._secrets[self.storage] if key == SECRET else self._texts[key]

    @property
    def is_hosted(self) -> bool:
        """Whether Halo's cloud runs the instance."""
        return self._texts["hosting"] != Hosting.ON_PREMISE

    def hint(self, key: str) -> str:
        """What stands in a field while it is empty."""
        if key == SECRET:
            return secret_storage.HINTS[self.storage]
        return (key == LOG_IN and self.log_in_example) or FIELD_INFO[key].hint

    def source(self, key: str) -> str:
        """Who said what a field holds; empty for whoever is typing."""
        return self._sources.get(key, "") if self.text(key) else ""

    def note(self, key: str) -> Note:
        """The line below a field."""
        if key in self.offers:
            return self._offer_note(key)
        if key == SECRET and self.withheld and not self.text(SECRET):
            return Note("error", self.withheld, "make the file private", "credentials.storage")
        problem = self.problem(key)
        if problem is not None:
            return self._problem_note(key, problem)
        return self.news.get(key) or self._quiet_note(key)

    def is_refused(self, key: str) -> bool:
        """Whether the last test failed at a field that still holds the value it tested."""
        return self.refused is not None and self.refused.field == key and key not in self.changes

    def _quiet_note(self, key: str) -> Note:
        if self.refused is not None and self.is_refused(key):
            return Note("error", self.refused.summary)
        if key == SECRET and self.text(SECRET):
            return Note("hint", self.storage_told())
        if key == "tenant" and not self.is_hosted and self.text(key) == NOT_SET:
            return Note("hint", NOT_SET_MEANS)
        return Note("hint", "")

    def differing(self, key: str) -> Difference | None:
        """Which parts of a field, and of what is offered for it, differ; never of a secret."""
        offer = self.offers.get(key)
        if offer is None or key == SECRET:
            return None
        return difference(offered(key, offer.mine), offered(key, offer.theirs))

    def _offer_note(self, key: str) -> Note:
        offer, differing = self.offers[key], self.differing(key)
        text = offered(key, offer.theirs)
        if key == SECRET and offer.mine and offer.theirs:
            text = f"another of {len(offer.theirs)} characters; yours has {len(offer.mine)}"
        return Note("offer", text, aside=offer.source, spans=differing.theirs if differing else ())

    def _problem_note(self, key: str, problem: Problem) -> Note:
        from halo_tui.checks.diagnosis import findings
        from halo_tui.checks.events import Status

        found = findings.finding(f"fields.{key}.{problem.reason}")
        tone = "error" if found.status is Status.FAIL else "warn"
        title = findings.fill(found.title, {"subject": key, **problem.evidence})
        title = title.replace(f"The {FIELD_INFO[key].label} ", "It ", 1)
        if problem.reason == "unreadable_reference":
            title = f"It cannot be read: {problem.evidence['why']}"
        return Note(tone, title, self._mend_told(key, problem))

    def _mend_told(self, key: str, problem: Problem) -> str:
        if problem.swap_with:
            return f"swap it with {FIELD_INFO[problem.swap_with].label}"
        if problem.mend is None:
            return ""
        if key == SECRET:
            return f"keep the {len(problem.mend)} characters that belong to it"
        return shown(key, problem.mend)

    def storage_told(self, *, in_full: bool = False) -> str:
        """Where the secret is, or will be when the draft is saved."""
        is_saved = not {SECRET, "client_secret_ref"} & set(self.changes)
        path = self.path if in_full else secret_storage.short_path(self.path)
        return secret_storage.told(self.storage, path, is_saved=is_saved)

    @property
    def withheld(self) -> str:
        """Why the secret in the profile's file is not used; empty when it is."""
        exposure = self.stored.exposure if self.stored else None
        return f"The secret in this file is not used, because {exposure.why}" if exposure else ""

    # Judging -------------------------------------------------------------------------------

    def problem(self, key: str) -> Problem | None:
        """The worst that is wrong with a field; one that is only empty so far is not wrong yet."""
        if key not in GRADIENT_FIELDS:
            return None
        if not self.text(key) and key not in self._touched:
            return None
        problems = judging.judge(key, self.judged())
        return problems[0] if problems else None

    def problems(self) -> dict[str, Problem]:
        """The worst of every field that has one, also of those that nobody has touched."""
        judged = self.judged()
        found = {key: judging.judge(key, judged) for key in GRADIENT_FIELDS}
        return {key: problems[0] for key, problems in found.items() if problems}

    def judged(self) -> dict[str, str]:
        """What the field rules look at: a secret for the keyring is judged like any other."""
        values = self.profile_values()
        new = self.keyring_secret
        return {**values, SECRET: new, "client_secret_ref": ""} if new else values

    def touch_all(self) -> None:
        """Somebody holds the form for finished: from now on an empty field is wrong."""
        self._touched.update(FIELD_INFO)

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
            self._secrets[self.storage] = text
        else:
            self._texts[key] = text
        self.news.pop(key, None)
        self.offers.pop(key, None)
        self._sources.pop(key, None)
        if source:
            self._sources[key] = source
        if text:
            self._touched.add(key)
        if key == "hosting":
            self._fit_tenant()

    def _fit_tenant(self) -> None:
        if not self.is_hosted and not self._texts["tenant"]:
            self.put("tenant", NOT_SET)
        elif self.is_hosted and self._texts["tenant"] == NOT_SET:
            self.put("tenant", "")
            self._touched.discard("tenant")

    def mends(self, key: str) -> dict[str, str]:
        """The values that one key changes to cure what is wrong with a field."""
        problem = None if key in self.offers else self.problem(key)
        return judging.mended(key, problem, self.judged()) if problem else {}

    def mendable(self, first: str | None) -> str | None:
        """A field that one key can mend: this one, else the first of the form."""
        order = [key for key in FIELD_INFO if key != first]
        return next((key for key in [first, *order] if key and self.mends(key)), None)

    def mend(self, key: str) -> bool:
        """Apply the mend that the line below the field announces; False if there is none."""
        changed = self.mends(key)
        for name, value in changed.items():
            self.put(name, value)
        return bool(changed)

    def keep_secret_in(self, storage: Storage) -> None:
        """Choose where the secret is kept; what was typed for another place is not lost."""
        self.storage = storage
        self.news.pop(SECRET, None)
        if not self.text(SECRET):
            self._touched.discard(SECRET)

    def propose(self, values: Mapping[str, str], source: str, *, ask: bool = False) -> list[str]:
        """Fill empty fields; offer a value for each field that holds another one.

        Args:
            values: the fields and their values.
            source: who says so, for example `Halo`.
            ask: offer also where the field is empty.

        Returns:
            The fields that were filled.
        """
        filled = []
        for key, value in values.items():
            mine = self.text(key)
            if mine == value:
                self._sources[key] = source
                filled += [key] if self._is_default(key) else []
            elif ask or (mine and not self._is_default(key)):
                self.offers[key] = Offer(mine, value, source, key)
            else:
                self.put(key, value, source)
                filled.append(key)
        return filled

    def _is_default(self, key: str) -> bool:
        """Whether a field holds what a new profile begins with, which nobody has typed."""
        if key == "hosting":
            return not any(self._texts[name] for name in ("resource_server", "tenant"))
        return key == "tenant" and self._texts[key] == NOT_SET

    def settle(self, key: str, *, accept: bool) -> None:
        """Accept or decline what is offered for a field."""
        offer = self.offers.pop(key, None)
        if offer is None:
            return
        if accept and offer.key == key:
            self.put(key, offer.theirs, offer.source)
        elif accept:
            self.take(offer.key, offer.theirs)

    def clash(self, key: str, theirs: str) -> None:
        """Offer what somebody else has saved, for a key of the profile's file."""
        mine = self.profile_values()[key]
        shown_at = SECRET if key == "client_secret_ref" else key
        self.offers[shown_at] = Offer(mine, theirs, "saved meanwhile", key)

    def take(self, key: str, text: str) -> None:
        """Take a value, as the profile's file has it, that somebody else has saved."""
        if key == "client_secret_ref":
            self._load_secret({**self.profile_values(), key: text})
        elif key == SECRET:
            self.storage = Storage.PROFILE
            self._secrets[Storage.PROFILE] = text
        else:
            self.put(key, text.replace("\n", LINE_BREAK) if key == "notes" else text)

    def carry_over(self, earlier: Draft) -> None:
        """Keep what is never saved when the profile is read again: log-in address, sources."""
        if earlier.slug != self.slug:
            return
        self._texts[LOG_IN] = earlier.text(LOG_IN)
        self.news = {key: note for key, note in earlier.news.items() if key == LOG_IN}
        kept = [key for key in FIELD_INFO if self.text(key) == earlier.text(key)]
        self._sources = {key: earlier.source(key) for key in kept}

    def revert(self) -> None:
        """Take back everything that is not saved."""
        self.offers.clear()
        self.news.clear()
        self._load(self.saved)

    # Saving --------------------------------------------------------------------------------

    def profile_values(self) -> dict[str, str]:
        """Every field as the profile's file takes it."""
        values = {key: text for key, text in self._texts.items() if key != LOG_IN}
        values["notes"] = values["notes"].replace(LINE_BREAK, "\n")
        if values["ca_file"] != self.saved.get("ca_file", ""):
            values["ca_file"] = _without_tilde(values["ca_file"].strip())
        is_inline = self.storage is Storage.PROFILE
        values[SECRET] = self._secrets[Storage.PROFILE] if is_inline else ""
        values["client_secret_ref"] = self._reference_text()
        return values

    def _reference_text(self) -> str:
        text = "" if self.storage is Storage.KEYRING else self._secrets[self.storage]
        storage, loaded, reference = self._reference
        if (self.storage, text) == (storage, loaded):
            return reference
        return references.from_typed(self.storage, text)

    @property
    def keyring_secret(self) -> str:
        """The secret that has to go into the keyring when the draft is saved."""
        return self._secrets[Storage.KEYRING] if self.storage is Storage.KEYRING else ""

    @property
    def changes(self) -> list[str]:
        """The fields that differ from what is saved."""
        now = self.profile_values()
        changed = [key for key in now if now[key] != self.saved.get(key, "")]
        return [*changed, SECRET] if self.keyring_secret and SECRET not in changed else changed

    @property
    def is_changed(self) -> bool:
        """Whether anything is not saved."""
        return bool(self.changes)

    def settled(self, saved: Mapping[str, str]) -> None:
        """Everything is saved; `saved` is what the file holds now."""
        self.saved = dict(saved)
        reference = saved.get("client_secret_ref", "")
        self._secrets[Storage.KEYRING] = ""
        self._reference = (self.storage, self._secrets[self.storage], reference)


def _without_tilde(path: str) -> str:
    """A path as the profile's file needs it, which no shell reads."""
    return str(Path(path).expanduser()) if path.startswith("~") else path
