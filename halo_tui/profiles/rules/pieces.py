"""A piece of a pasted text: the smallest part that may be a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

QUOTED: Final = "\"'`\u201c\u201d\u2018\u2019"
_WRAPPING: Final = " \t,;|*`"


@dataclass(frozen=True, slots=True)
class Piece:
    """A caption with its value, or a line without a caption."""

    line: int
    """Counted from 1."""
    caption: str
    """Empty if there is none."""
    value: str = field(repr=False)
    parents: tuple[str, ...] = ()
    """The keys around the caption, the outermost first."""


def unwrapped(text: str) -> str:
    """Return a value without the marks of JSON, TOML, Markdown, XML or a table around it.

    Asterisks are removed only around other characters: on their own they are a masked secret.
    """
    bare = text.strip(_WRAPPING)
    if not any(map(str.isalnum, bare)):
        return text.strip(_WRAPPING.replace("*", ""))
    if len(bare) > 1 and bare[0] in QUOTED and bare[-1] in QUOTED:
        return bare[1:-1]
    return bare
