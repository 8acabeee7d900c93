"""A profile's values in the form that may be shown: safe text, without a secret in any field.

`Profile.values()` returns the exact values, for Halo and for the handover to Gradient. Lists,
screens, checklists and messages use this module, or a `Summary`, which is made with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from halo_tui.base.text import harmless, learn_secret
from halo_tui.profiles.schema import BY_KEY, KEYS

_LIMIT: Final = 2000
"""Characters of a line; long enough for a complete address."""
_LINES: Final = 200
_RUN = re.compile(r"[0-9A-Za-z+_=~-]{16}")
"""A run of characters that every text which looks like a secret contains; see
`shapes.secret_like`."""
_SECRET_LENGTH: Final = 73
"""Characters of a secret of Halo's shape; fields with long values are searched for this shape
only."""


def shown_values(values: Mapping[str, str]) -> dict[str, str]:
    """Return every field in the form that may be shown.

    Secrets that were pasted into a wrong field are registered with the redactor, so that it removes
    them from all later output.

    Args:
        values: the result of `Profile.values`.

    Returns:
        The texts by field. The secret's own field is empty, and its reference names only the place.
    """
    learn_misplaced_secrets(values)
    return {key: _shown(key, values.get(key, "")) for key in KEYS}


def learn_misplaced_secrets(values: Mapping[str, object]) -> None:
    """Register secrets in fields that are not for secrets with the redactor."""
    for secret in misplaced_secrets(values):
        learn_secret(secret)


def misplaced_secrets(values: Mapping[str, object]) -> Iterator[str]:
    """Yield texts that look like a secret in fields that are not for secrets."""
    for key, text in values.items():
        row = BY_KEY.get(key)
        if row is None or row.secret or not isinstance(text, str):
            continue
        if not _RUN.search(text) or (row.opaque and len(text) < _SECRET_LENGTH):
            continue
        from halo_tui.profiles.rules import shapes

        for start, end in shapes.secret_like(text):
            if not row.opaque or shapes.is_secret(text[start:end]):
                yield text[start:end]


def without_credentials(address: str) -> str:
    """Return an address without the part before an @, which may contain a password."""
    return re.sub(r"(?<=//)[^/?#]*@", "…@", address) if "@" in address else address


def _shown(key: str, text: str) -> str:
    if BY_KEY[key].secret:
        return ""
    if key == "client_secret_ref" and text:
        return _place(text)
    lines = _LINES if key == "notes" else 1
    return harmless(without_credentials(text), limit=_LIMIT, lines=lines)


def _place(reference: str) -> str:
    from halo_tui.profiles.secrets.references import shown_reference

    return shown_reference(reference)
