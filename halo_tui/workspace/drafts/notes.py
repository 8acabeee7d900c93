"""What the form says of a field, and what is offered to it: the plain data."""

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
"""Who says what a field holds; what was typed needs no source."""


@dataclass(frozen=True, slots=True)
class Note:
    """The line below a field."""

    tone: str
    """`hint`, `good`, `warn`, `error` or `offer`."""
    text: str
    offer: str = ""
    """What one key would do about it."""
    action: str = "credentials.mend"
    """The action with that key."""
    aside: str = ""
    """Who says so; stands at the end of the line."""
    spans: Spans = ()
    """The parts of the text that differ from what the field holds."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Another value for a field, to be accepted or declined."""

    mine: str = field(repr=False)
    theirs: str = field(repr=False)
    source: str
    """Where the other one comes from, for example `Halo`."""
    key: str
    """The key of the profile's file that it is for."""


def shown(key: str, value: str, limit: int = _SHOWN_LIMIT) -> str:
    """A value as it may stand in a line: short, harmless, with dots for what may be a secret."""
    if key == SECRET and value:
        return f"•••• ({len(value)} characters)"
    return harmless(without_secrets(value), limit=limit)


def offered(key: str, value: str) -> str:
    """A value as it is compared with another."""
    return shown(key, value, _OFFER_LIMIT) or "(empty)"
