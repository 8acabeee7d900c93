"""Plain text that keeps within a terminal's width, counted in its cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

WIDTH: Final = 80
"""Cells of a line, unless the caller says otherwise."""


def cells(text: str) -> int:
    """How many cells a terminal needs for a text (Unicode Standard Annex 11)."""
    return sum(map(_cells_of, text))


def wrap(text: str, *, first: str = "", width: int = WIDTH) -> list[str]:
    """Break a text into lines between its words; a word that is longer than a line is cut.

    Args:
        text: what to break; its own line breaks count as blanks.
        first: what the first line begins with; the others are indented as far.
        width: cells of a line.
    """
    indent = cells(first)
    lines = [first]
    begun = False
    for word in text.split():
        for piece in _pieces(word, width - indent):
            if begun and cells(lines[-1]) + 1 + cells(piece) > width:
                lines.append(" " * indent)
                begun = False
            lines[-1] += f" {piece}" if begun else piece
            begun = True
    return [line.rstrip() for line in lines]


def _pieces(word: str, room: int) -> Iterator[str]:
    """The word, or the parts of it that fit."""
    start = used = 0
    for place, char in enumerate(word):
        if used + _cells_of(char) > room:
            yield word[start:place]
            start, used = place, 0
        used += _cells_of(char)
    yield word[start:]


def _cells_of(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
