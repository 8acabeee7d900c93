"""What the checks of one subject say together, in the line that stands for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.events import CheckFinished, Status
from halo_tui.checks.results import WORST_FIRST, Key, Results, worst_of
from halo_tui.ui.kit.glyphs import RUNNING, STATUS, WAITING, Glyph
from halo_tui.ui.verify.names import name_of

PROBLEMS: Final = frozenset({Status.FAIL, Status.WARN, Status.UNKNOWN})
"""What a person may have to do something about: a skipped check only follows from one of these."""

_COUNTED: Final = {
    Status.PASS: ("passed", "passed"),
    Status.WARN: ("warning", "warnings"),
    Status.FAIL: ("failed", "failed"),
    Status.SKIP: ("not run", "not run"),
    Status.UNKNOWN: ("unknown", "unknown"),
}
"""What stands behind the number of one, and of several."""


@dataclass(frozen=True, slots=True)
class Group:
    """The checks of one subject, so far."""

    size: int
    ended: tuple[CheckFinished, ...]
    running: tuple[str, ...]
    """The checks that are under way."""

    @classmethod
    def of(cls, keys: Sequence[Key], results: Results) -> Group:
        """What is known of some checks.

        Args:
            keys: the checks and their targets.
            results: of the run.
        """
        return cls(
            len(keys),
            tuple(results.finished[key] for key in keys if key in results.finished),
            tuple(key[0] for key in keys if key in results.running),
        )

    @property
    def has_ended(self) -> bool:
        """Whether every check has."""
        return len(self.ended) == self.size

    @property
    def has_problem(self) -> bool:
        """Whether a person should look into it."""
        return any(result.status in PROBLEMS for result in self.ended)

    @property
    def glyph(self) -> Glyph:
        """The worst of its signs, or that it is under way."""
        worst = worst_of(result.status for result in self.ended)
        if self.has_ended or worst is Status.FAIL:
            return STATUS[worst] if worst else WAITING
        return RUNNING if self.ended or self.running else WAITING

    @property
    def count(self) -> str:
        """How many have passed; before that, how many have ended, or how many there are."""
        if not self.has_ended:
            return f"{len(self.ended)} of {self.size}" if self.ended else f"{self.size}"
        passed = sum(1 for result in self.ended if result.status is Status.PASS)
        return f"{passed} of {self.size}" if passed else ""

    @property
    def told(self) -> str:
        """What is worth knowing: what is under way, what did not pass, what the passes found."""
        if self.running:
            return listed(name_of(check) for check in self.running)
        if not self.has_ended:
            return ""
        if self.has_problem:
            return counted(r.status for r in self.ended if r.status is not Status.PASS)
        return _not_run(self.ended) or listed(filter(None, map(brief_of, self.ended)))


def brief_of(result: CheckFinished) -> str:
    """What a pass found, in a word or two; empty where nothing is worth them."""
    try:
        found = findings.finding(result.code)
    except findings.UnknownCodeError:  # out of the history of another version
        return ""
    return found.briefly(result.evidence)


def counted(statuses: Iterable[Status], *, passes_first: bool = False) -> str:
    """How many checks ended how: `1 failed · 2 warnings · 5 passed`.

    Args:
        statuses: how they ended.
        passes_first: whether to begin with what is good, `31 of 34 passed`.
    """
    counts = Counter(statuses)
    order = [status for status in WORST_FIRST if counts[status]]
    parts = {status: _number(counts[status], status) for status in order}
    if passes_first and counts[Status.PASS]:
        del parts[Status.PASS]
        passed = f"{counts[Status.PASS]} of {counts.total()} passed"
        return " · ".join([passed, *parts.values()])
    return " · ".join(parts.values())


def _number(count: int, status: Status) -> str:
    one, several = _COUNTED[status]
    return f"{count} {one if count == 1 else several}"


def told(result: CheckFinished) -> str:
    """How a check ended in a sentence; of one that was not run, what it waits for."""
    if result.status is Status.SKIP and result.blocked_by:
        return f"Not run: it needs {name_of(result.blocked_by)}"
    return result.summary


def listed(names: Iterable[str]) -> str:
    """Names beside each other, each once."""
    return ", ".join(dict.fromkeys(names))


def _not_run(ended: Iterable[CheckFinished]) -> str:
    """Why some checks were not run, in one sentence for all of them; empty if all were."""
    skipped = [result for result in ended if result.status is Status.SKIP]
    if not skipped:
        return ""
    needed = listed(name_of(result.blocked_by) for result in skipped if result.blocked_by)
    it_needs = "it needs" if len(skipped) == 1 else "they need"
    return f"{len(skipped)} not run: {it_needs} {needed}"
