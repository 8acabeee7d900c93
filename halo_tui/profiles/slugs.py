"""Slugs: the names of profiles' files, which users also type on the command line."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 64
"""The most characters of a slug."""

_USABLE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST - 1}}}")
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""Device names on Windows, which a file in a synchronized folder must not have."""


def slug_of(name: str) -> str:
    """Return the file name, without suffix, for a profile's name: ASCII, safe, never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
    if not slug:
        return "profile"
    return f"{slug}-profile" if slug in _RESERVED else slug


def is_usable(slug: str) -> bool:
    """Whether a slug names a file in the folder of profiles, and nothing outside it."""
    is_device = slug.partition(".")[0].lower() in _RESERVED
    return _USABLE.fullmatch(slug) is not None and not is_device
