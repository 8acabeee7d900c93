"""Measure, cut, pad and wrap text by the number of terminal cells that it occupies.

Widths come from `rich.cells`, as in Textual, so that a width counted here is the width on the
screen. This is the only module below `ui` that imports `rich`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, get_character_cell_size, set_cell_size

from halo_tui.base.text import ELLIPSIS

WIDTH: Final = 80
"""The default line width, in cells."""

_PART: Final = re.compile(r"[^/]*/+|[^/]+")
"""Matches one segment of an address or a path, with the slashes after it."""


def cells(text: str) -> int:
    """Return the number of terminal cells that a text occupies."""
    return cell_len(text)


def cut(text: str, width: int) -> str:
    """Cut a text to at most `width` cells and end it with an ellipsis if it is longer."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip() + ELLIPSIS


def cut_within(text: str, width: int) -> str:
    """Like `cut`, but drop the middle, because many names differ only at the end."""
    if cell_len(text) <= width:
        return text
    tail = _ending(text, width // 2)
    return set_cell_size(text, max(0, width - 1 - cell_len(tail))).rstrip() + ELLIPSIS + tail


def fit(text: str, width: int) -> str:
    """Pad or cut a text to exactly `width` cells, with at least one blank cell at the end."""
    return set_cell_size(cut(text, max(0, width - 1)), width)


def wrap(text: str, *, first: str = "", width: int = WIDTH) -> list[str]:
    """Wrap a text at word boundaries; a word longer than a line is split at `breaks`.

    Args:
        text: the text; line breaks in it count as spaces.
        first: the prefix of the first line; later lines are indented by its width.
        width: the line width, in cells.
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
    """Yield the character offsets at which a word longer than a line is split.

    An address or a path is split after a `/` if the next segment fits into a line.

    Args:
        word: the word, without spaces.
        width: the line width, in cells.
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
    """Split a word into parts that fit into a line."""
    start = 0
    for place in breaks(word, width):
        yield word[start:place]
        start = place
    yield word[start:]


def _ending(text: str, width: int) -> str:
    """Return the longest suffix that fits into `width` cells."""
    start = len(text)
    while start and (width := width - get_character_cell_size(text[start - 1])) >= 0:
        start -= 1
    return text[start:].lstrip()
