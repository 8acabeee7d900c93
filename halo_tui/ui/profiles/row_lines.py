"""The lines of the table that each profile occupies: one, or several if its cause is long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from halo_tui.base.cells import cells, wrap

if TYPE_CHECKING:
    from halo_tui.ui.profiles.rows import ProfileRow

_MOST: Final = 4
"""The maximum number of lines of one profile."""


class RowLines:
    """Maps rows to lines; lines below the heading are counted from 0."""

    def __init__(self, count: int, heights: Sequence[int] = ()) -> None:
        """Make the map.

        Args:
            count: the number of rows.
            heights: the number of lines of each row; empty if each row has one line.
        """
        self.count = count
        self.heights = heights
        self._tops = [0, *accumulate(heights)]

    @classmethod
    def of(cls, rows: Sequence[ProfileRow], width: int, room: int) -> RowLines:
        """Give each row as many lines as its cause needs; one line each if they do not all fit.

        Args:
            rows: the rows, from the top.
            width: the width of the column of the cause, in cells.
            room: the height of the table, in lines.
        """
        if len(rows) > room:
            return cls(len(rows))
        heights = [len(lines_of(row.why, width)) for row in rows]
        is_spread = max(heights, default=1) > 1 and sum(heights) <= room
        return cls(len(rows), heights if is_spread else ())

    @property
    def total(self) -> int:
        """The number of lines of all rows together."""
        return self._tops[-1] if self.heights else self.count

    def top(self, place: int) -> int:
        """Return the first line of a row."""
        return self._tops[place] if self.heights else place

    def height(self, place: int) -> int:
        """Return the number of lines of a row."""
        return self.heights[place] if self.heights else 1

    def place(self, line: int) -> int:
        """Return the index of the row on a line; at least the number of rows below the last row."""
        return bisect_right(self._tops, line) - 1 if self.heights else line


def lines_of(cause: str, width: int) -> list[str]:
    """Wrap a cause into lines; return it as one line if that would give too many.

    Args:
        cause: the cause.
        width: the width of the column, in cells.
    """
    if cells(cause) <= width or width <= 0:
        return [cause]
    lines = wrap(cause, width=width)
    return lines if len(lines) <= _MOST else [cause]
