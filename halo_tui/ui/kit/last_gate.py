"""The last check of all output: no control code from outside reaches the terminal.

Text from outside is cleaned where it enters (`base.text`). This module also protects the terminal
if that was forgotten: every cell of every frame passes through it. Control codes and invisible
characters are removed or replaced, and the width in cells stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from halo_tui.base.text import without_codes

_REMEMBERED: Final = 4096
"""The size of the cache, in texts; frames repeat most of their texts."""
_UNSHOWN: Final = "?"


def gated(strip: Strip) -> Strip:
    """Return a line of cells without control codes; the same object if it has none."""
    segments = list(strip)
    if all(_is_clean(segment) for segment in segments):
        return strip
    return Strip(map(_cleaned, segments), strip.cell_length)


def gated_lines(lines: Iterable[Iterable[Strip]]) -> list[Iterable[Strip]]:
    """Apply `gated` to many lines, each of which consists of strips."""
    return [[gated(strip) for strip in line] for line in lines]


def _is_clean(segment: Segment) -> bool:
    text, style, control = segment
    link = style.link if style is not None else None
    return not control and painted(text) == text and (link is None or _is_address(link))


def _cleaned(segment: Segment) -> Segment:
    text, style, _ = segment
    if style is not None and style.link is not None and not _is_address(style.link):
        style = style.update_link(None)
    return Segment(painted(text), style)


def _is_address(link: str) -> bool:
    return link.isascii() and link.isprintable()


def painted(text: str) -> str:
    """Return a text that is safe to write to a terminal, with the same width in cells."""
    return text if text.isascii() and text.isprintable() else _without_codes(text)


@lru_cache(_REMEMBERED)
def _without_codes(text: str) -> str:
    return without_codes(text, lambda char: _UNSHOWN * cell_len(char))
