"""A profile's values as they may be shown: harmless, and without a secret in any field.

What is sent to Halo and handed to Gradient is `Profile.values()`, exact. What a list, a screen, a
checklist or a message shows of a profile comes from here, or from a `Summary`, which is made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from halo_tui.base.text import harmless, learn_secret
from halo_tui.profiles.schema import BY_KEY, KEYS

_LIMIT: Final = 2000
"""Characters of a line: an address is still one that can be opened."""
_LINES: Final = 200
_RUN = re.compile(r"[0-9A-Za-z+_=~-]{16}")
"""What every text that can look like a secret holds; see `shapes.secret_like`."""
_SECRET_LENGTH: Final = 73
"""Characters of a secret of Halo's own kind; no other is looked for where long values are right."""


def shown_values(values: Mapping[str, str]) -> dict[str, str]:
    """Every field as it may be shown.

    Secrets that somebody has pasted into a wrong field are known to the redactor afterwards, and
    so removed from whatever is shown later.

    Args:
        values: as `Profile.values` gives them.

    Returns:
        By field; that of the secret is empty, and that of its place names the place alone.
    """
    learn_misplaced_secrets(values)
    return {key: _shown(key, values.get(key, "")) for key in KEYS}


def learn_misplaced_secrets(values: Mapping[str, object]) -> None:
    """Teach the redactor what looks like a secret in a field that is not for one."""
    for secret in misplaced_secrets(values):
        learn_secret(secret)


def misplaced_secrets(values: Mapping[str, object]) -> Iterator[str]:
    """What looks like a secret in fields that are not for one."""
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
    """An address without what is before an @, which may be a password."""
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
