"""How much room a text takes in a terminal, and how it is cut, filled and wrapped to fit.

The widths are those that Textual draws by (`rich.cells`), so that what is counted here is what a
terminal shows. Only this file below the screens knows `rich`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, get_character_cell_size, set_cell_size

from halo_tui.base.text import ELLIPSIS

WIDTH: Final = 80
"""Cells of a line, unless the caller says otherwise."""

_PART: Final = re.compile(r"[^/]*/+|[^/]+")
"""What an address or a path is made of."""


def cells(text: str) -> int:
    """How many cells a terminal needs for a text."""
    return cell_len(text)


def cut(text: str, width: int) -> str:
    """A text of at most `width` cells, its end left out where it is too long."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip() + ELLIPSIS


def cut_within(text: str, width: int) -> str:
    """A text of at most `width` cells, its middle left out: many names differ only at their end."""
    if cell_len(text) <= width:
        return text
    tail = _ending(text, width // 2)
    return set_cell_size(text, max(0, width - 1 - cell_len(tail))).rstrip() + ELLIPSIS + tail


def fit(text: str, width: int) -> str:
    """A text as a column of exactly `width` cells, of which at least the last is blank."""
    return set_cell_size(cut(text, max(0, width - 1)), width)


def wrap(text: str, *, first: str = "", width: int = WIDTH) -> list[str]:
    """Break a text into lines between its words; a word longer than a line is broken by `breaks`.

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


def breaks(word: str, width: int) -> Iterator[int]:
    """After how many characters of a word that is longer than a line a new line begins.

    An address or a path is broken after a `/` where a part of it fits into a line.

    Args:
        word: without blanks.
        width: cells of a line.
    """
    used = 0
    for part in _PART.finditer(word):
        length = cell_len(part[0])
        if used + length > width >= length:
            yield part.start()
            used = 0
        if length <= width:
            used += length
            continue
        for place, char in enumerate(part[0], start=part.start()):
            size = get_character_cell_size(char)
            if used and used + size > width:
                yield place
                used = 0
            used += size


def _pieces(word: str, width: int) -> Iterator[str]:
    """The word, or the parts of it that fit into a line."""
    start = 0
    for place in breaks(word, width):
        yield word[start:place]
        start = place
    yield word[start:]


def _ending(text: str, width: int) -> str:
    """As many of the last characters as fit."""
    start = len(text)
    while start and (width := width - get_character_cell_size(text[start - 1])) >= 0:
        start -= 1
    return text[start:].lstrip()
