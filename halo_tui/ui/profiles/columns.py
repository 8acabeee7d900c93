"""The columns of the list of profiles, and their widths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

GAP: Final = 2
"""Cells between two columns."""
MARGIN: Final = 1
"""Cells before the first column and after the last."""

_TITLES: Final = {
    "name": "Name", "state": "State", "cause": "Cause", "instance": "Instance",
    "certificate": "Cert.", "when": "When",
}  # fmt: skip
"""The titles of the columns by key, from left to right."""

_WIDEST: Final = {"name": 32, "instance": 30}
_FIXED: Final = {"state": 12, "certificate": 5}
"""The widths of columns that must not change during tests, whatever they contain."""
_LEAST_NAME: Final = 12
_LEAST_CAUSE: Final = 24
"""The minimum width of a column of sentences, in cells."""
_LEAST_CAUSE_WRAPPED: Final = 20
"""The same where a sentence goes on in the next line."""
_LEAST_WHEN: Final = 6
_LEAST_LINES: Final = 4
_TALL: Final = 22
_DETAILS: Final = 3
_DETAILS_WHERE_TALL: Final = 9


class Column(NamedTuple):
    """One column."""

    key: str
    title: str
    width: int
    """In cells, without the gap to the next column."""
    is_right: bool = False
    """Whether the text is aligned to the right, as for numbers."""


def columns_for(room: int, longest: Mapping[str, int], *, wraps: bool = False) -> list[Column]:
    """Return the columns that fit, each as wide as its content; the cause gets the remaining width.

    In a narrow table the name is shortened first, then the certificate is left out, then the time.
    The instance is only shown if all other columns have the width that they need.

    Args:
        room: the width of a line, in cells.
        longest: the width of the longest text of each column, in cells.
        wraps: whether there is room for a cause of several lines.
    """
    wanted = {key: _wanted(key, longest.get(key, 0)) for key in _TITLES}
    wanted["cause"] = _LEAST_CAUSE_WRAPPED if wraps else _LEAST_CAUSE
    left = room - 2 * MARGIN
    least = max(1, min(wanted["name"], _LEAST_NAME, left - wanted["state"] - GAP))
    widths = {"name": least}
    left -= least
    for key in ("state", "cause", "when", "certificate"):
        if wanted[key] + GAP <= left:
            widths[key] = wanted[key]
            left -= wanted[key] + GAP
    more = max(0, min(left, wanted["name"] - least))
    widths["name"] += more
    left -= more
    if wanted["instance"] + GAP <= left and "cause" in widths:
        widths["instance"] = wanted["instance"]
        left -= wanted["instance"] + GAP
    widths["cause" if "cause" in widths else "name"] += max(0, left)
    return [
        Column(key, title, widths[key], key in ("certificate", "when"))
        for key, title in _TITLES.items()
        if key in widths
    ]


def lines_for_table(body: int, profiles: int) -> int:
    """Return the height of the table, in lines, if the details are below it.

    Args:
        body: the height of both together, with the line between them.
        profiles: the number of all profiles, so that a filter does not change the height.
    """
    details = _DETAILS_WHERE_TALL if body > _TALL else _DETAILS
    return max(_LEAST_LINES, min(profiles + 1, body - 1 - details))


def _wanted(key: str, longest: int) -> int:
    if key in _FIXED:
        return _FIXED[key]
    least = _LEAST_WHEN if key == "when" else len(_TITLES[key])
    return max(least, min(longest, _WIDEST.get(key, longest)))
