"""The output of `halo-tui check`: lines for people, JSON for programs, a table at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from halo_tui.checks.events import AnyEvent, CheckFinished, ProfileUnusable, RunFinished, RunStarted
from halo_tui.checks.headline import headline
from halo_tui.checks.results import CheckKey, Results
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.commands.output import say
from halo_tui.commands.words import STATUS_WORDS, WHO_WORDS

if TYPE_CHECKING:
    from halo_tui.workspace.fleet import ProfileLine

_INDENT: Final = " " * 11
_FOLLOWS: Final = "follows"
"""The word instead of the status of a result that follows from another one."""

_HEAD: Final = ("profile", "verdict", "certificate", "who must act", "cause")


class Detail(IntEnum):
    """How much is written."""

    QUIET = 0
    """The table, or the verdict of a single profile."""
    NORMAL = 1
    VERBOSE = 2
    """Also the meaning, the possible causes and the evidence of each finding."""


@dataclass(frozen=True, slots=True)
class PreviousRun:
    """The result of a profile's previous run."""

    verdict: Verdict | None
    statuses: Mapping[CheckKey, Status]


Earlier: TypeAlias = Mapping[str, PreviousRun]


@dataclass(slots=True)
class Writer:
    """Writes the events of one profile after another."""

    as_json: bool
    detail: Detail
    earlier: Earlier | None = None
    """Previous runs by profile: only changes are written; None to write everything."""
    in_table: bool = False
    """Whether a table with all verdicts follows."""
    _results: Results = field(default_factory=Results)
    _held: list[AnyEvent] = field(default_factory=list)
    """Lines that are written only if a result has changed."""
    _problems: dict[str, str] = field(default_factory=dict)
    """Why files cannot be used, as it was written last, by profile."""

    def write(self, event: AnyEvent) -> None:
        """Write one event, or hold it back."""
        if isinstance(event, RunStarted):
            self._results = Results()
            self._held = []
        self._results.add(event)
        if self.earlier is None:
            self._write(event)
        elif self._is_news(event):
            for held in self._held:
                self._write(held)
            self._held = []
            self._write(event)
        elif isinstance(event, RunStarted):
            self._held.append(event)

    def unusable(self, slug: str, problem: str) -> None:
        """Write that a profile's file cannot be used; of changes alone, once."""
        if self.earlier is not None and self._problems.get(slug) == problem:
            return
        self._problems[slug] = problem
        if self.as_json:
            say(ProfileUnusable(profile=slug, problem=problem).as_json())
        say(f"Error: {problem}", err=True)

    def _is_news(self, event: AnyEvent) -> bool:
        assert self.earlier is not None
        slug = self._results.started.profile if self._results.started else ""
        before = self.earlier.get(slug, PreviousRun(None, {}))
        match event:
            case CheckFinished():
                return before.statuses.get((event.check, event.target)) != event.status
            case RunFinished():
                # A changed result was written, so the end of the run is written, too.
                return before.verdict != event.verdict or not self._held
            case _:
                return False

    def _write(self, event: AnyEvent) -> None:
        if self.as_json:
            if self.detail > Detail.QUIET or isinstance(event, RunFinished):
                say(event.as_json())
            return
        match event:
            case RunStarted() if self.detail > Detail.QUIET:
                say(f"{event.profile}: {len(event.checks)} checks, {event.at}")
            case CheckFinished() if self.detail > Detail.QUIET:
                _write_check(event, verbose=self.detail is Detail.VERBOSE)
            case RunFinished():
                self._write_end(event)

    def _write_end(self, event: RunFinished) -> None:
        quiet = self.detail is Detail.QUIET
        if not quiet or not self.in_table or self.earlier is not None:
            say(f"{event.profile}: {headline(self._results)}")
        if quiet:
            return
        label = "Root cause"
        for one in event.diagnosis:
            whose = f" (for: {WHO_WORDS[one.who]})" if one.who and one.who in WHO_WORDS else ""
            say(f"  {label}: {one.code}{whose}")
            say(f"    {one.name}")
            for text in one.otherwise:
                say(f"    or: {text}")
            if one.next_step:
                say(f"    First: {one.next_step}")
            label = "And"
        say(f"  {event.requests} requests, {event.ms / 1000:.1f} s")


def before_of(events: Iterable[AnyEvent]) -> PreviousRun:
    """Return the result of a run from its events."""
    results = Results.of(events)
    return PreviousRun(results.verdict, {key: r.status for key, r in results.finished.items()})


def write_table(lines: Iterable[ProfileLine]) -> None:
    """Write a line for each profile."""
    rows = [_HEAD, *(_cells(line) for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    say()
    for row in rows:
        say("  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip())


def _cells(line: ProfileLine) -> tuple[str, str, str, str, str]:
    verdict = "unusable file" if line.problem else str(line.verdict or "not run")
    days = "" if line.certificate_days is None else f"{line.certificate_days} days"
    who = WHO_WORDS.get(line.who or "", "")
    cause = line.problem or (f"{line.root_cause}: {line.cause}" if line.root_cause else "")
    return line.slug, verdict.replace("_", " "), days, who, cause


def _write_check(event: CheckFinished, *, verbose: bool) -> None:
    target = f"  {event.target}" if event.target else ""
    is_own = event.explained_by is None
    word = STATUS_WORDS[event.status] if is_own or event.status is Status.SKIP else _FOLLOWS
    say(f"  {word:<7}  {event.check:<28}{target}  {event.summary}")
    if word == _FOLLOWS:
        say(f"{_INDENT}code: {event.code}, follows from {event.explained_by}")
    elif event.status not in (Status.PASS, Status.SKIP):
        say(f"{_INDENT}code: {event.code}")
        if event.means:
            say(f"{_INDENT}{event.means}")
        for number, line in enumerate(event.cure, start=1):
            say(f"{_INDENT}{number}. {line}")
    if verbose:
        _write_proof(event)


def _write_proof(event: CheckFinished) -> None:
    from halo_tui.report.story import evidence_of

    for cause in event.causes:
        say(f"{_INDENT}possible cause: {cause.text}")
    for name, told in evidence_of(event):
        say(f"{_INDENT}{name}: {told}")
