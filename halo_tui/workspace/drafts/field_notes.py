"""The line below each field of a draft: an offer, a problem, a message, or a hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.profiles.rules.problems import Problem
from halo_tui.profiles.schema import FIELD_INFO, NOT_SET, NOT_SET_MEANS
from halo_tui.workspace.drafts import secret_storage
from halo_tui.workspace.drafts.notes import SECRET, Note, comparable_value, short_value

if TYPE_CHECKING:
    from halo_tui.checks.events import CheckFinished
    from halo_tui.workspace.drafts.draft import Draft


class FieldNotes:
    """Selects the most important note for each field."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.news: dict[str, Note] = {}
        """Messages for fields without a problem; each is shown until its field changes."""
        self.refused: CheckFinished | None = None
        """The result in which the last test of the saved values failed, if it concerns one of these
        fields."""

    def of(self, key: str) -> Note:
        """Return the line below a field."""
        draft = self._draft
        if key in draft.offers:
            return self._offer_note(key)
        if key == SECRET and self.withheld and not draft.text(SECRET):
            return Note("error", self.withheld, "make the file private", "credentials.storage")
        problem = draft.problems.of(key)
        if problem is not None:
            return self._problem_note(key, problem)
        return self.news.get(key) or self._quiet_note(key)

    def is_refused(self, key: str) -> bool:
        """Whether the last test failed at a field that still has the tested value."""
        is_here = self.refused is not None and self.refused.field == key
        return is_here and key not in self._draft.changes

    @property
    def withheld(self) -> str:
        """Why the secret in the profile's file is not used; empty if it is used."""
        stored = self._draft.stored
        exposure = stored.exposure if stored else None
        return f"The secret in this file is not used, because {exposure.why}" if exposure else ""

    def storage(self, *, in_full: bool = False) -> str:
        """Describe where the secret is, or where it will be after saving."""
        draft = self._draft
        is_saved = not {SECRET, "client_secret_ref"} & set(draft.changes)
        path = draft.path if in_full else secret_storage.short_path(draft.path)
        return secret_storage.describe(draft.secret.storage, path, is_saved=is_saved)

    def _quiet_note(self, key: str) -> Note:
        draft = self._draft
        if self.refused is not None and self.is_refused(key):
            return Note("error", self.refused.summary)
        if key == SECRET and draft.text(SECRET):
            return Note("hint", self.storage())
        if key == "tenant" and not draft.is_hosted and draft.text(key) == NOT_SET:
            return Note("hint", NOT_SET_MEANS)
        return Note("hint", "")

    def _offer_note(self, key: str) -> Note:
        offer, differing = self._draft.offers[key], self._draft.offers.differing(key)
        text = comparable_value(key, offer.theirs)
        if key == SECRET and offer.mine and offer.theirs:
            text = f"another of {len(offer.theirs)} characters; yours has {len(offer.mine)}"
        return Note("offer", text, aside=offer.source, spans=differing.theirs if differing else ())

    def _problem_note(self, key: str, problem: Problem) -> Note:
        from halo_tui.checks.diagnosis import findings
        from halo_tui.checks.verdicts import Status

        found = findings.finding(f"fields.{key}.{problem.reason}")
        tone = "error" if found.status is Status.FAIL else "warn"
        title = findings.fill(found.title, {"subject": key, **problem.evidence})
        title = title.replace(f"The {FIELD_INFO[key].label} ", "It ", 1)
        if problem.reason == "unreadable_reference":
            title = f"It cannot be read: {problem.evidence['why']}"
        return Note(tone, title, self._describe_fix(key))

    def _describe_fix(self, key: str) -> str:
        """Describe the one-key fix of the field, in a few words; empty if there is none."""
        fixes = self._draft.problems.fixes(key)
        others = [name for name in fixes if name != key]
        if others and fixes[others[0]] and self._draft.text(others[0]):
            return f"swap it with {FIELD_INFO[others[0]].label}"
        if key not in fixes:
            return ""
        if key == SECRET:
            return f"keep the {len(fixes[key])} characters that belong to it"
        also = f", and {' and '.join(FIELD_INFO[name].label for name in others)}" if others else ""
        return f"{short_value(key, fixes[key])}{also}"
