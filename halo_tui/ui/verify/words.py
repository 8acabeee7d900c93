"""Small pieces of text on the test screen: counts, lists, times, hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from halo_tui.base.cells import cells
from halo_tui.checks.events import CheckFinished, Status
from halo_tui.checks.results import WORST_FIRST
from halo_tui.ui.verify.causes import is_unknowable

COUNTED: Final[Mapping[Status, tuple[str, str]]] = {
    Status.PASS: ("passed", "passed"),
    Status.WARN: ("warning", "warnings"),
    Status.FAIL: ("failed", "failed"),
    Status.SKIP: ("not run", "not run"),
    Status.UNKNOWN: ("unknown", "unknown"),
}
"""What stands behind the number of one, and of several."""


def host_of(target: str | None) -> str:
    """The host and the port of an origin, for a person who knows that it is a web server."""
    return urlsplit(target).netloc or target if target else ""


def listed(names: Iterable[str]) -> str:
    """Names beside each other, each once."""
    return ", ".join(dict.fromkeys(names))


_DOT: Final = " · "
_COMMA: Final = ", "


def within(sentence: str, width: int) -> str:
    """Leave out the last parts of a sentence that is too long, whole, where it has parts.

    Args:
        sentence: parts with dots between them, or names with commas between them, of which the
            number of those left out is said.
        width: how many cells there are.
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
    """How many checks ended how, the worst first: `1 failed · 2 warnings · 5 passed`.

    What no run can decide is counted last, and is not called a result that is missing.
    """
    found = list(results)
    counts = Counter(result.status for result in found if not is_unknowable(result))
    parts = [numbered(counts[s], *COUNTED[s]) for s in WORST_FIRST if counts[s]]
    unseen = sum(1 for result in found if is_unknowable(result))
    return _DOT.join([*parts, f"{unseen} not testable here"] if unseen else parts)


def numbered(count: int, one: str, several: str) -> str:
    """A number and what it counts: `1 check`, `2 checks`."""
    return f"{count} {one if count == 1 else several}"


def milliseconds(spent: int) -> str:
    """A time as people say it."""
    return f"{spent} ms" if spent < 1000 else f"{spent / 1000:.1f} s"
