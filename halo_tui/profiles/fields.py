"""Every rule about the five values, once: the form, the commands and the checks ask here.

Pure functions over plain text, quick enough to run at every key press.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

FIELDS: Final = (
    "client_id",
    "client_secret",
    "resource_server",
    "authorization_server",
    "tenant",
)
"""The five values, in the order in which Gradient asks for them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value."""

    reason: str
    """The last part of the code `fields.FIELD.reason`."""
    mend: str | None = None
    """The value that cures it, where that is certain enough for one key."""
    evidence: Mapping[str, object] = field(default_factory=dict)
    """For the finding's words; JSON values, harmless, never the secret."""


def judge(field: str, values: Mapping[str, str]) -> list[Problem]:
    """What is wrong with one field's value, the worst first.

    Args:
        field: one of `FIELDS`.
        values: all fields and `hosting` as plain text; missing ones count as empty.
    """
    raise NotImplementedError
