"""Reads settings in JSON: flat or nested, on one line or many, also lists of names with values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from halo_tui.profiles.rules.captions import field_named
from halo_tui.profiles.rules.pieces import Piece

_DEEPEST: Final = 12
"""Levels; settings below this depth are ignored."""


def pieces_of_json(text: str) -> list[Piece] | None:
    """Return every text of a JSON document with its key; None if the text is not JSON."""
    bare = re.sub(r"^\s*```\w*\s*|\s*```\s*$", "", text)
    if bare.lstrip()[:1] not in ("{", "["):
        return None
    try:
        data = json.loads(bare)
    except (ValueError, RecursionError):
        return None
    return list(_walk(data, (), _LineFinder(text)))


class _LineFinder:
    """Finds the line of each key in a JSON text; the keys have to be given in their order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def line_of(self, key: str) -> int:
        found = self._text.find(json.dumps(key), self._place)
        found = self._text.find(f'"{key}"', self._place) if found < 0 else found
        self._place = max(self._place, found)
        return self._text.count("\n", 0, self._place) + 1


def _walk(data: object, parents: tuple[str, ...], lines: _LineFinder) -> Iterator[Piece]:
    if len(parents) > _DEEPEST:
        return
    if isinstance(data, list):
        for item in data:
            if isinstance(item, dict | list):
                yield from _walk(item, (*parents, ""), lines)
            else:
                yield Piece(lines.line_of(str(item)), parents[-1] if parents else "", str(item))
    elif isinstance(data, dict):
        named = _named(data)
        if named is not None:
            yield Piece(lines.line_of(named[0]), *named)
            return
        for key, value in data.items():
            line = lines.line_of(key)
            if isinstance(value, dict | list):
                yield from _walk(value, (*parents, key), lines)
            elif isinstance(value, str) and value:
                yield Piece(line, key, value, tuple(filter(None, parents)))


def _named(data: dict[str, Any]) -> tuple[str, str] | None:
    """Return name and value of `{"name": "HALO_TENANT", "value": "acme"}` (Postman, Azure)."""
    lower = {key.lower(): value for key, value in data.items()}
    name = lower.get("key") or lower.get("name")
    value = lower.get("value")
    is_pair = isinstance(name, str) and isinstance(value, str) and field_named(name) is not None
    return (str(name), str(value)) if is_pair else None
