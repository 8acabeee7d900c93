"""Makes values of a file safe that another version, or anyone, may have written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from halo_tui.base.text import harmless

_LINE_LIMIT: Final = 4000
_LINES: Final = 1000
_UNKNOWN_TIME: Final = "1970-01-01T00:00:00Z"
_YEARS: Final = (1970, 9000)
"""Times in these years can be converted to any time zone."""


def clean(value: object) -> object:
    """Return a JSON value with each text made safe for a screen."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        return harmless(value, limit=_LINE_LIMIT, lines=_LINES)
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if isinstance(value, Mapping):
        return {str(clean(str(name))): clean(item) for name, item in value.items()}
    return value


def valid_time(text: str) -> str:
    """Return a valid date and time (RFC 3339); 1970 for one that cannot be read."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _UNKNOWN_TIME
    usable = found.tzinfo is not None and _YEARS[0] < found.year < _YEARS[1]
    return text if usable else _UNKNOWN_TIME
