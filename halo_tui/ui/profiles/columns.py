"""Which columns the list of profiles has at which width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

GAP: Final = 2
"""Cells between two columns."""
MARGIN: Final = 1
"""Cells before the first column, and after the last."""

_TITLES: Final = {
    "name": "Name", "state": "State", "cause": "Cause", "instance": "Instance",
    "certificate": "Cert.", "when": "When",
}  # fmt: skip
"""The columns in their order."""

_WIDEST: Final = {"name": 32, "instance": 30}
_FIXED: Final = {"state": 12, "certificate": 5}
"""Columns that must not move while tests go on, whatever they hold."""
_LEAST_NAME: Final = 12
_LEAST_CAUSE: Final = 24
"""Cells below which a sentence says too little."""
_LEAST_WHEN: Final = 6
_LEAST_LINES: Final = 4
_TALL: Final = 22
_DETAILS: Final = 3
_DETAILS_WHERE_TALL: Final = 9


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    title: str
    width: int
    """Cells for its text."""
    is_right: bool = False
    """Whether it is a number, which ends where the column ends."""


def columns_for(room: int, longest: Mapping[str, int]) -> list[Column]:
    """The columns that fit, each as wide as what it holds; the cause takes the rest.

    State and cause always stay. In a narrow line the name gives way first, then the certificate,
    then the time; the instance is there where all others have what they want.

    Args:
        room: cells of a line.
        longest: cells of the longest text of each column.
    """
    wanted = {key: _wanted(key, longest.get(key, 0)) for key in _TITLES}
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
    """Lines of the table where the details are below it: those it needs, and leaves to them.

    Args:
        body: lines for both, with the line between them.
        profiles: of the whole list, so that a filter moves nothing.
    """
    details = _DETAILS_WHERE_TALL if body > _TALL else _DETAILS
    return max(_LEAST_LINES, min(profiles + 1, body - 1 - details))


def _wanted(key: str, longest: int) -> int:
    if key == "cause":
        return _LEAST_CAUSE
    if key in _FIXED:
        return _FIXED[key]
    least = _LEAST_WHEN if key == "when" else len(_TITLES[key])
    return max(least, min(longest, _WIDEST.get(key, longest)))
