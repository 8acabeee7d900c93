"""Finds where two values differ, so that the form can mark these parts."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

Span = tuple[int, int]
"""Start and end of a part of a text."""
Spans = tuple[Span, ...]

_LEAD: Final = "…"
_MOST_PARTS: Final = 3
"""Values with more differing parts are compared only by their common beginning and end."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The parts of each of two values that the other does not have."""

    mine: Spans
    theirs: Spans


def difference(mine: str, theirs: str) -> Difference:
    """Return the parts in which two values differ."""
    changes = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    parts = [change[1:] for change in changes if change[0] != "equal"]
    if len(parts) > _MOST_PARTS:
        parts = [(parts[0][0], parts[-1][1], parts[0][2], parts[-1][3])]
    return Difference(
        tuple((start, end) for start, end, _, _ in parts if start < end),
        tuple((start, end) for _, _, start, end in parts if start < end),
    )


def in_view(text: str, spans: Spans, width: int) -> tuple[str, Spans]:
    """Cut the start of a text if necessary, so that its first marked part is visible."""
    start, end = spans[0] if spans else (0, 0)
    cut = min(start, max(0, end - width + len(_LEAD)))
    if len(text) <= width or not cut:
        return text, spans
    shift = len(_LEAD) - cut
    return _LEAD + text[cut:], tuple((one + shift, other + shift) for one, other in spans)
