"""What the form derives from its draft and the last test; without widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from halo_tui.profiles.schema import FIELD_INFO, GRADIENT_FIELDS
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.notes import short_value
from halo_tui.workspace.drafts.secret_storage import short_path

if TYPE_CHECKING:
    from halo_tui.checks.events import CheckFinished
    from halo_tui.ui.session import Session

_SCREENS: Final = "12345"
"""The digits that switch to another screen, except while the user types into a field."""


def stray_digit(draft: Draft, key: str, text: str) -> str:
    """Return a digit that was probably meant to change the screen; empty if there is none.

    Such a digit was inserted into a value that was correct before.

    Args:
        draft: the draft as it was before the key press.
        key: the field.
        text: the new text of the field.
    """
    before = draft.text(key)
    if (
        key not in GRADIENT_FIELDS
        or not before
        or draft.problems.of(key)
        or len(text) != len(before) + 1
    ):
        return ""
    place = next((at for at, char in enumerate(before) if char != text[at]), len(before))
    is_added = before == text[:place] + text[place + 1 :]
    return text[place] if is_added and text[place] in _SCREENS else ""


def describe_folded(draft: Draft) -> str:
    """Return a summary of the folded fields, in one line."""
    held = [
        _held(key, info.label.lower(), draft) for key, info in FIELD_INFO.items() if info.folded
    ]
    return " · ".join(filter(None, held)) or "root certificate, notes"


def _held(key: str, label: str, draft: Draft) -> str:
    offer = draft.offers.get(key)
    text = offer.theirs if offer else draft.text(key)
    value = short_path(text) if key == "ca_file" else short_value(key, text)
    return f"{'→ ' if offer else ''}{label}: {value}" if text else ""


def refused_in(session: Session) -> CheckFinished | None:
    """Return the root cause of the last test; None if the values have changed since."""
    ended = session.results.ended
    if ended is None or ended.root_cause is None or session.is_changed:
        return None
    results = session.results.finished.values()
    return next((result for result in results if result.code == ended.root_cause), None)
