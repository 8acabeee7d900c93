"""Which lines of the table each profile takes: one, or more for a cause that is long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from halo_tui.base.cells import cells, wrap

_MOST: Final = 4
"""The maximum number of lines of one profile."""


@dataclass(frozen=True)
class RowLines:
    """The lines below the heading, counted from 0."""

    count: int
    """How many rows there are."""
    heights: Sequence[int] = ()
    """How many lines each row takes; one each if it is empty."""

    @classmethod
    def of(cls, causes: Sequence[str], width: int, room: int) -> RowLines:
        """Give each row the lines of its cause if there is room for all, else one line each.

        Args:
            causes: the cause of each row.
            width: of the column of the cause, in cells.
            room: how many lines there are.
        """
        if len(causes) > room:
            return cls(len(causes))
        heights = [len(lines_of(cause, width)) for cause in causes]
        is_spread = max(heights, default=1) > 1 and sum(heights) <= room
        return cls(len(causes), heights if is_spread else ())

    @cached_property
    def _tops(self) -> Sequence[int]:
        return [0, *accumulate(self.heights)]

    @property
    def total(self) -> int:
        """How many lines the rows take together."""
        return self._tops[-1] if self.heights else self.count

    def top(self, place: int) -> int:
        """Return the first line of a row."""
        return self._tops[place] if self.heights else place

    def height(self, place: int) -> int:
        """Return how many lines a row takes."""
        return self.heights[place] if self.heights else 1

    def place(self, line: int) -> int:
        """Return the row on a line; the number of rows, or more, for a line below all of them."""
        return bisect_right(self._tops, line) - 1 if self.heights else line


def lines_of(cause: str, width: int) -> list[str]:
    """Return the lines of a cause in a column; the whole cause as one where they are too many.

    Args:
        cause: the cause.
        width: of the column, in cells.
    """
    if cells(cause) <= width or width <= 0:
        return [cause]
    lines = wrap(cause, width=width)
    return lines if len(lines) <= _MOST else [cause]
