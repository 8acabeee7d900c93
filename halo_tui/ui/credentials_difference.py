"""Where two values differ, so that a person sees it at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Final

Span = tuple[int, int]
"""Where a part of a text begins, and where it ends."""

_LEAD: Final = "…"


@dataclass(frozen=True, slots=True)
class Difference:
    """The part of each of two values that the other does not have."""

    mine: Span
    theirs: Span


def difference(mine: str, theirs: str) -> Difference:
    """What stands between the common beginning and the common end of two values."""
    head = _alike(mine, theirs)
    tail = _alike(mine[head:][::-1], theirs[head:][::-1])
    return Difference((head, len(mine) - tail), (head, len(theirs) - tail))


def in_view(text: str, span: Span, width: int) -> tuple[str, Span]:
    """A text cut at its front, if need be, so that a part of it is among the first cells."""
    start, end = span
    cut = min(start, max(0, end - width + len(_LEAD)))
    if len(text) <= width or not cut:
        return text, span
    shift = len(_LEAD) - cut
    return _LEAD + text[cut:], (start + shift, end + shift)


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with that are the same."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
