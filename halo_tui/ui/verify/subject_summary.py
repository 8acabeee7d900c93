"""Sums up the checks of one subject for its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.plan import title_of
from halo_tui.checks.results import CheckKey, Results, worst_of
from halo_tui.checks.verdicts import Status
from halo_tui.ui.kit.glyphs import RUNNING, STATUS, WAITING, Glyph
from halo_tui.ui.verify.causes import followed_cause, needs_a_look
from halo_tui.ui.verify.words import counted, listed


@dataclass(frozen=True, slots=True)
class SubjectSummary:
    """The results of the checks of one subject so far."""

    size: int
    ended: tuple[CheckFinished, ...]
    running: tuple[str, ...]
    """The ids of the checks that are running."""
    followed: tuple[CheckFinished, ...]
    """The causes of those checks that only follow from a cause, one for each such check."""
    own: tuple[CheckFinished, ...]
    """The results that do not follow from another cause."""
    has_problem: bool
    """Whether the user should look into the subject."""

    @classmethod
    def of(cls, keys: Sequence[CheckKey], results: Results) -> SubjectSummary:
        """Sum up some checks.

        Args:
            keys: the checks and their targets.
            results: the results of the run.
        """
        ended = tuple(results.finished[key] for key in keys if key in results.finished)
        causes = [followed_cause(result, results) for result in ended]
        return cls(
            size=len(keys),
            ended=ended,
            running=tuple(key[0] for key in keys if key in results.running),
            followed=tuple(cause for cause in causes if cause is not None),
            own=tuple(r for r, cause in zip(ended, causes, strict=True) if cause is None),
            has_problem=any(needs_a_look(result, results) for result in ended),
        )

    @property
    def has_ended(self) -> bool:
        """Whether all checks have ended."""
        return len(self.ended) == self.size

    @property
    def glyph(self) -> Glyph:
        """The sign of the worst status, or of the state before the end."""
        worst = worst_of(result.status for result in self.own)
        if self.followed and worst in (None, Status.PASS):
            worst = Status.SKIP
        if self.has_ended or worst is Status.FAIL:
            return STATUS[worst] if worst else WAITING
        return RUNNING if self.ended or self.running else WAITING

    @property
    def count(self) -> str:
        """How many checks have passed; before the end, how many have ended or how many exist."""
        if not self.has_ended:
            return f"{len(self.ended)} of {self.size}" if self.ended else f"{self.size}"
        passed = sum(1 for result in self.ended if result.status is Status.PASS)
        return f"{passed} of {self.size}" if passed else ""

    @property
    def sentence(self) -> str:
        """The summary: the running checks; then the problems, or what the passed checks found."""
        if self.running:
            return listed(title_of(check) for check in self.running)
        if not self.has_ended:
            return ""
        problems = counted(r for r in self.own if r.status is not Status.PASS)
        parts = [problems, self._follows]
        return " · ".join(filter(None, parts)) or listed(filter(None, map(brief_of, self.ended)))

    @property
    def _follows(self) -> str:
        """A clause on the causes from which some of the checks follow; empty if none does."""
        if not self.followed:
            return ""
        verb = "follows" if len(self.followed) == 1 else "follow"
        causes = listed(title_of(cause.check) for cause in self.followed)
        return f"{len(self.followed)} {verb} from {causes}"


def brief_of(result: CheckFinished) -> str:
    """Return what a passed check found in a word or two; empty if it is not worth mentioning."""
    try:
        found = findings.finding(result.code)
    except findings.UnknownCodeError:  # from the history of another version
        return ""
    return found.briefly(result.evidence)


def follows_from(causes: Iterable[CheckFinished]) -> str:
    """Return a clause on the causes: `follows from Token`."""
    return f"follows from {listed(title_of(cause.check) for cause in causes)}"
