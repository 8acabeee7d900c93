"""What a report's reader can do nothing with: keys and screens of this application.

A report goes to people who do not have it. Their steps name the connection's values instead.
"""

from __future__ import annotations

import re
from typing import Final

_REPLACED: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), text)
    for pattern, text in (
        (r"\(w on the Test screen does it; the report holds it as missing_pem\)", "(it is below)"),
        (r",? or give that screen the address where you log in, and let it ask Halo", ""),
        (r";? or give that screen the address where you log in, and let it ask Halo", ""),
        (r",? or with the key that the Credentials screen here offers", ""),
        (r"press F8, which adds it:", "change it to:"),
        (r"press F8 in the field ([A-Z]\w*(?: (?:Server|ID|Secret))?)[^.;]*", r"correct \1"),
        (r"press F\d+ in the field", "correct the field"),
        (r" with F\d+", ""),
        (r"on the Credentials screen here, ", "in the connection's values, "),
        (r" on the Credentials screen here", " in the connection's values"),
        (r"that the Credentials screen here", "that the form of the values"),
        (r"from the Hand-over screen here", "from the connection's values"),
        (r"on the Hand-over screen here", "in the connection's values"),
    )
)
"""In this order; what is not in the list needs no other words."""


def for_others(text: str) -> str:
    """A step in words that need no halo_tui."""
    changed = text
    for pattern, other in _REPLACED:
        changed = pattern.sub(other, changed)
    if changed == text:
        return text
    return changed[:1].upper() + changed[1:]
