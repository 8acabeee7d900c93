"""One line for each profile: its last verdict, the cause, who has to act, and when it expires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from halo_tui.checks.events import AnyEvent, RunFinished
from halo_tui.checks.verdicts import Verdict

if TYPE_CHECKING:
    from halo_tui.profiles.records import Summary
    from halo_tui.workspace.last_run import RunSummary

_SEVERITY: Final = (Verdict.NOT_READY, Verdict.UNDECIDED, Verdict.PARTIAL, Verdict.READY)


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """What is known about one profile."""

    slug: str
    name: str
    problem: str = ""
    """Why its file cannot be used."""
    verdict: Verdict | None = None
    """The verdict of its last run; None if there is no run."""
    at: str = ""
    """The start of that run (RFC 3339)."""
    root_cause: str | None = None
    cause: str = ""
    """The root cause as a sentence."""
    who: str | None = None
    """Who has to act."""
    certificate_days: int | None = None
    events: tuple[AnyEvent, ...] = field(default=(), repr=False)
    """The events of the run, if they were read."""

    def members(self) -> Mapping[str, Any]:
        """The members of the line in JSON."""
        return {
            "slug": self.slug,
            "name": self.name,
            "problem": self.problem or None,
            "verdict": self.verdict,
            "at": self.at or None,
            "root_cause": self.root_cause,
            "cause": self.cause or None,
            "who": self.who,
            "certificate_days": self.certificate_days,
        }


def line_of(
    slug: str,
    name: str,
    last: RunSummary | None,
    events: Iterable[AnyEvent] = (),
    problem: str = "",
) -> ProfileLine:
    """Return the line of a profile.

    Args:
        slug: its name on the command line.
        name: its name.
        last: its last run.
        events: the events of that run.
        problem: why its file cannot be used.
    """
    recorded = tuple(events)
    if last is None:
        return ProfileLine(slug, name, problem)
    return ProfileLine(
        slug, name, problem, last.verdict, last.at, last.root_cause, last.cause, _who(recorded),
        last.certificate_days_left, recorded,
    )  # fmt: skip


def lines_of(summaries: Iterable[Summary]) -> list[ProfileLine]:
    """Return the lines of profiles, from the last saved run of each."""
    from halo_tui.workspace import history, last_run

    lines = []
    for summary in summaries:
        problem = "" if summary.is_readable else summary.problem or ""
        last = last_run.latest(summary.slug)
        events = history.load(last.path) if last else ()
        lines.append(line_of(summary.slug, summary.name, last, events, problem))
    return lines


def severity_of(line: ProfileLine) -> int:
    """Return the sort key of a line; the most severe comes first."""
    if line.problem:
        return -1
    return _SEVERITY.index(line.verdict) if line.verdict else len(_SEVERITY)


def _who(events: Iterable[AnyEvent]) -> str | None:
    ended = next((event for event in events if isinstance(event, RunFinished)), None)
    return ended.diagnosis[0].who if ended and ended.diagnosis else None
