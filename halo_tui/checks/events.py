"""The events of a run. The screens, the commands, the reports and the history all use this stream.

The JSON form of each event is a public interface: members are only ever added.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias

from halo_tui.base.text import redact
from halo_tui.checks.verdicts import Status, Verdict

SCHEMA = 1
Evidence: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cause:
    """One possible cause of a finding."""

    text: str
    fits: bool | None = None
    """True if the evidence supports it, False if the evidence contradicts it; otherwise None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """One cause in the diagnosis of a run, and the results that follow from it."""

    cause: str
    """The id of the cause in the data; the code of the result if the result is its own cause."""
    code: str
    """The code of the result that shows the cause."""
    check: str
    """The check of that result."""
    target: str | None
    """The origin of that result."""
    name: str
    """The cause as a sentence."""
    means: str = ""
    cure: list[str] = dataclasses.field(default_factory=list)
    next_step: str = ""
    who: str | None = None
    step: str | None = None
    field: str | None = None
    explains: list[list[str | None]] = dataclasses.field(default_factory=list)
    """The other results that follow from it, each as check and target."""
    otherwise: list[str] = dataclasses.field(default_factory=list)
    """Causes that explain the same results; `next_step` distinguishes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The base class of all events."""

    event: ClassVar[str]

    def as_json(self) -> str:
        """Return one line of JSON in ASCII, without secrets."""
        members = {"event": self.event, **dataclasses.asdict(self)}
        return redact(json.dumps(members, ensure_ascii=True, default=str))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUnusable(Event):
    """The file of a profile cannot be used, so it is not checked; the other profiles are."""

    event: ClassVar[Literal["profile_unusable"]] = "profile_unusable"
    profile: str
    problem: str
    """Why, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """A run has started."""

    event: ClassVar[Literal["run_started"]] = "run_started"
    profile: str
    at: str
    """The time in UTC (RFC 3339)."""
    checks: list[str]
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStarted(Event):
    """A check has started."""

    event: ClassVar[Literal["check_started"]] = "check_started"
    check: str
    target: str | None
    """The origin (scheme, host, port) of a check that runs once for each origin; otherwise None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinished(Event):
    """A check has ended. The event contains everything that is shown about its result."""

    event: ClassVar[Literal["check_finished"]] = "check_finished"
    check: str
    target: str | None
    status: Status
    code: str
    summary: str
    cure: list[str] = dataclasses.field(default_factory=list)
    step: str | None = None
    field: str | None = None
    ms: int = 0
    evidence: Evidence = dataclasses.field(default_factory=dict)
    blocked_by: str | None = None
    means: str = ""
    causes: list[Cause] = dataclasses.field(default_factory=list)
    """The likeliest first; those that the evidence contradicts come last."""
    next_step: str = ""
    """The first thing to do: it fixes the likeliest cause, or distinguishes the causes."""
    started_ms: int = 0
    """Milliseconds from the start of the run to the start of this check."""
    explained_by: str | None = None
    """The code of the cause that this result follows from, as far as it was known at this time."""
    who: str | None = None
    """Who has to act; see `Who`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished(Event):
    """A run has ended."""

    event: ClassVar[Literal["run_finished"]] = "run_finished"
    profile: str
    verdict: Verdict
    root_cause: str | None
    counts: dict[str, int]
    requests: int
    ms: int
    causes: list[str] = dataclasses.field(default_factory=list)
    """The codes of the fewest causes that explain why the verdict is not `ready`, the likeliest
    first; `root_cause` is the first of them."""
    complete: bool = False
    """Whether every essential check came to a decision."""
    diagnosis: list[Conclusion] = dataclasses.field(default_factory=list)
    """The same causes in full, with the results that follow from each; final for every result."""


AnyEvent: TypeAlias = RunStarted | CheckStarted | CheckFinished | RunFinished
