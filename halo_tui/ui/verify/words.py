"""Small texts of the Test screen: counts, lists, durations, hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from halo_tui.base.cells import cells
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.results import WORST_FIRST
from halo_tui.checks.verdicts import Status
from halo_tui.ui.verify.causes import is_unknowable

COUNTED: Final[Mapping[Status, tuple[str, str]]] = {
    Status.PASS: ("passed", "passed"),
    Status.WARN: ("warning", "warnings"),
    Status.FAIL: ("failed", "failed"),
    Status.SKIP: ("not run", "not run"),
    Status.UNKNOWN: ("unknown", "unknown"),
}
"""The word after a number of results: for one, and for several."""


def host_of(target: str | None) -> str:
    """Return the host and port of an origin, without the scheme; empty for None."""
    return urlsplit(target).netloc or target if target else ""


def listed(names: Iterable[str]) -> str:
    """Return names separated by commas, without repetitions."""
    return ", ".join(dict.fromkeys(names))


_DOT: Final = " · "
_COMMA: Final = ", "


def within(sentence: str, width: int) -> str:
    """Shorten a sentence that is too long by whole parts, if it consists of parts.

    Args:
        sentence: parts separated by dots, or names separated by commas; for names, the result ends
            with the number of those left out.
        width: the maximum width, in cells.
    """
    if cells(sentence) <= width:
        return sentence
    if _DOT in sentence:
        return within(sentence.rpartition(_DOT)[0], width)
    names = sentence.split(_COMMA)
    for left_out in range(1, len(names)):
        shorter = _COMMA.join([*names[:-left_out], f"{left_out} more"])
        if cells(shorter) <= width:
            return shorter
    return sentence


def counted(results: Iterable[CheckFinished]) -> str:
    """Return how many checks have which status, the worst first: `1 failed · 5 passed`.

    Checks that can never be decided from here are counted last, and not as unknown.
    """
    found = list(results)
    counts = Counter(result.status for result in found if not is_unknowable(result))
    parts = [numbered(counts[s], *COUNTED[s]) for s in WORST_FIRST if counts[s]]
    unseen = sum(1 for result in found if is_unknowable(result))
    return _DOT.join([*parts, f"{unseen} not testable here"] if unseen else parts)


def numbered(count: int, one: str, several: str) -> str:
    """Return a number and what it counts: `1 check`, `2 checks`."""
    return f"{count} {one if count == 1 else several}"


def milliseconds(spent: int) -> str:
    """Return a duration as text: `120 ms`, `1.5 s`.

    Args:
        spent: the duration in milliseconds.
    """
    return f"{spent} ms" if spent < 1000 else f"{spent / 1000:.1f} s"
