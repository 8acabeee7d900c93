"""The problems that the field rules find in a draft, and their one-key fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.profiles.rules import offering
from halo_tui.profiles.rules.problems import Problem, problems_of
from halo_tui.profiles.schema import FIELD_INFO, GRADIENT_FIELDS
from halo_tui.workspace.drafts.notes import SECRET

if TYPE_CHECKING:
    from halo_tui.workspace.drafts.draft import Draft


class DraftProblems:
    """The problems of a draft's fields; they are computed at every call."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def of(self, key: str) -> Problem | None:
        """Return the worst problem of a field; an empty field that was never touched has none."""
        draft = self._draft
        if key not in GRADIENT_FIELDS or not (draft.text(key) or draft.is_touched(key)):
            return None
        problems = problems_of(key, self.checked_values())
        return problems[0] if problems else None

    def all(self) -> dict[str, Problem]:
        """Return the worst problem of every field that has one, also of untouched fields."""
        values = self.checked_values()
        found = {key: problems_of(key, values) for key in GRADIENT_FIELDS}
        return {key: problems[0] for key, problems in found.items() if problems}

    def checked_values(self) -> dict[str, str]:
        """Return the values for the field rules, with a secret that goes into the keyring."""
        values = self._draft.profile_values()
        new = self._draft.secret.for_keyring
        return {**values, SECRET: new, "client_secret_ref": ""} if new else values

    def fixes(self, key: str) -> dict[str, str]:
        """Return the changes that a one-key fix of a field makes; empty if there is no fix."""
        if key in self._draft.offers or self.of(key) is None:
            return {}
        return offering.fixes(key, self.checked_values())

    def fixable(self, first: str | None) -> str | None:
        """Return a field that one key can fix: preferably this one, else the form's first."""
        order = [key for key in FIELD_INFO if key != first]
        return next((key for key in [first, *order] if key and self.fixes(key)), None)

    def fix(self, key: str) -> bool:
        """Apply the fix that the line below the field offers; False if there is none."""
        changed = self.fixes(key)
        for name, value in changed.items():
            self._draft.put(name, value)
        return bool(changed)
