"""One line for each profile: its last verdict, why, who must act, and until when it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from halo_tui.checks.events import AnyEvent, RunFinished, Verdict

if TYPE_CHECKING:
    from halo_tui.profiles.records import Summary
    from halo_tui.workspace.history import RunSummary

_SEVERITY: Final = (Verdict.NOT_READY, Verdict.UNDECIDED, Verdict.PARTIAL, Verdict.READY)


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one profile."""

    slug: str
    name: str
    problem: str = ""
    """Why its file cannot be used."""
    verdict: Verdict | None = None
    """Of its last run; None where there was none."""
    at: str = ""
    """When that run began: RFC 3339."""
    root_cause: str | None = None
    cause: str = ""
    """The root cause in a sentence."""
    who: str | None = None
    """Who must act."""
    certificate_days: int | None = None
    events: tuple[AnyEvent, ...] = field(default=(), repr=False)
    """Of the run, where they were read."""

    def members(self) -> Mapping[str, Any]:
        """The members of its JSON."""
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
) -> Line:
    """The line of a profile.

    Args:
        slug: its name on the command line.
        name: what a person calls it.
        last: its last run.
        events: of that run.
        problem: why its file cannot be used.
    """
    told = tuple(events)
    if last is None:
        return Line(slug, name, problem)
    return Line(
        slug, name, problem, last.verdict, last.at, last.root_cause, last.cause, _who(told),
        last.certificate_days_left, told,
    )  # fmt: skip


def lines_of(summaries: Iterable[Summary]) -> list[Line]:
    """The lines of profiles, from their last runs that are kept; reads each of these."""
    from halo_tui.workspace import history

    lines = []
    for summary in summaries:
        problem = "" if summary.is_readable else summary.problem or ""
        last = history.latest(summary.slug)
        events = history.load(last.path) if last else ()
        lines.append(line_of(summary.slug, summary.name, last, events, problem))
    return lines


def severity_of(line: Line) -> int:
    """The place of a line where the worst come first."""
    if line.problem:
        return -1
    return _SEVERITY.index(line.verdict) if line.verdict else len(_SEVERITY)


def _who(events: Iterable[AnyEvent]) -> str | None:
    ended = next((event for event in events if isinstance(event, RunFinished)), None)
    return ended.diagnosis[0].who if ended and ended.diagnosis else None
