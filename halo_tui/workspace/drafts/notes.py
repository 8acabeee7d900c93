"""The notes and offers of the form, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from halo_tui.base.text import harmless
from halo_tui.profiles.rules.shapes import without_secrets
from halo_tui.workspace.drafts.difference import Spans

SECRET: Final = "client_secret"  # noqa: S105 - the name of a field

_SHOWN_LIMIT: Final = 60
_OFFER_LIMIT: Final = 400
HALO: Final = "Halo"
PASTED: Final = "pasted"
"""The source of a pasted value; a typed value has no source."""


@dataclass(frozen=True, slots=True)
class Note:
    """The line below a field."""

    tone: str
    """`hint`, `good`, `warn`, `error` or `offer`."""
    text: str
    offer: str = ""
    """What one key would do about it."""
    action: str = "credentials.mend"
    """The action of that key."""
    aside: str = ""
    """The source; shown at the end of the line."""
    spans: Spans = ()
    """The parts of the text that differ from the field's value."""


@dataclass(frozen=True, slots=True)
class FieldOffer:
    """Another value for a field, which the user can accept or decline."""

    mine: str = field(repr=False)
    theirs: str = field(repr=False)
    source: str
    """Where the other value comes from, for example `Halo`."""
    key: str
    """The key of the profile's file to which it belongs."""


def short_value(key: str, value: str, limit: int = _SHOWN_LIMIT) -> str:
    """Return a value for one line: short, safe to show, with dots for what may be a secret."""
    if key == SECRET and value:
        return f"•••• ({len(value)} characters)"
    return harmless(without_secrets(value), limit=limit)


def comparable_value(key: str, value: str) -> str:
    """Return a value in the form in which it is compared with another."""
    return short_value(key, value, _OFFER_LIMIT) or "(empty)"
