"""Small pieces of text on the test screen: counts, lists, times, hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

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


def counted(results: Iterable[CheckFinished]) -> str:
    """How many checks ended how, the worst first: `1 failed · 2 warnings · 5 passed`.

    What no run can decide is counted last, and is not called a result that is missing.
    """
    found = list(results)
    counts = Counter(result.status for result in found if not is_unknowable(result))
    parts = [numbered(counts[s], *COUNTED[s]) for s in WORST_FIRST if counts[s]]
    unseen = sum(1 for result in found if is_unknowable(result))
    return " · ".join([*parts, f"{unseen} not testable here"] if unseen else parts)


def numbered(count: int, one: str, several: str) -> str:
    """A number and what it counts: `1 check`, `2 checks`."""
    return f"{count} {one if count == 1 else several}"


def milliseconds(spent: int) -> str:
    """A time as people say it."""
    return f"{spent} ms" if spent < 1000 else f"{spent / 1000:.1f} s"
