"""What a run tells: one stream of events feeds the screen, the commands, the report, the history.

The JSON shape of each event is a public interface: members are only ever added.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Final, TypeAlias

from halo_tui.base.text import redact

SCHEMA = 1
Evidence: TypeAlias = Mapping[str, Any]


class Status(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What a whole run says of a connection."""

    READY = "ready"
    NOT_READY = "not_ready"
    UNDECIDED = "undecided"
    PARTIAL = "partial"
    """Some checks were left out or stopped, and nothing failed: it claims nothing."""


class Who(StrEnum):
    """Who must act."""

    YOU = "you"
    """Whoever fills in the profile."""
    HALO_ADMIN = "halo_admin"
    """Whoever configures Halo: its application, agents and roles."""
    WEB_SERVER = "web_server"
    """Whoever runs the server that Halo is on, with its certificate and its DNS record."""
    FIREWALL = "firewall"
    """Whoever runs the firewall, CDN or log-in gateway in front of Halo."""
    NETWORK_HERE = "network_here"
    """Whoever runs the network, or the machine, that the checks run on."""
    GRADIENT = "gradient"


ACTORS: Final[Mapping[str | None, str]] = {
    Who.YOU: "You",
    Who.HALO_ADMIN: "A Halo administrator",
    Who.WEB_SERVER: "Whoever runs Halo's web server",
    Who.FIREWALL: "Whoever runs the firewall before Halo",
    Who.NETWORK_HERE: "Whoever runs this network",
    Who.GRADIENT: "Gradient's support",
}
"""Who must act, as people are called on screens and in reports."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One possible cause of a finding."""

    text: str
    fits: bool | None = None
    """True or False where the evidence speaks for or against it; None where it is silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """One cause that a run has come to, and what follows from it."""

    cause: str
    """The id of the cause in the data; where a finding is its own cause, the finding's code."""
    code: str
    """The code of the result in which the cause shows."""
    check: str
    """The check of that result."""
    target: str | None
    """The origin of that result."""
    name: str
    """The cause in a sentence."""
    means: str = ""
    cure: list[str] = dataclasses.field(default_factory=list)
    next_step: str = ""
    who: str | None = None
    step: str | None = None
    field: str | None = None
    explains: list[list[str | None]] = dataclasses.field(default_factory=list)
    """The other results that follow from it: check and target of each."""
    otherwise: list[str] = dataclasses.field(default_factory=list)
    """Causes that fit what was seen as well; `next_step` tells them apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The base of all events."""

    event: ClassVar[str]

    def as_json(self) -> str:
        """One line of JSON in ASCII, free of secrets."""
        members = {"event": self.event, **dataclasses.asdict(self)}
        return redact(json.dumps(members, ensure_ascii=True, default=str))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUnusable(Event):
    """A profile's file cannot be used, so there is no run; the others are checked."""

    event: ClassVar[str] = "profile_unusable"
    profile: str
    problem: str
    """Why, for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """A run begins."""

    event: ClassVar[str] = "run_started"
    profile: str
    at: str
    """RFC 3339, in UTC."""
    checks: list[str]
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStarted(Event):
    """A check begins."""

    event: ClassVar[str] = "check_started"
    check: str
    target: str | None
    """The origin (scheme, host, port) that the check looks at, where it runs once for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinished(Event):
    """A check has ended; everything that a person needs to know of it is here."""

    event: ClassVar[str] = "check_finished"
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
    """In the order of likelihood, those that the evidence speaks against last."""
    next_step: str = ""
    """The one thing to do first: it cures the likeliest cause, or tells the causes apart."""
    started_ms: int = 0
    """Milliseconds from the run's start to this check's."""
    explained_by: str | None = None
    """The code of the cause that this result follows from, as far as is known when it is told."""
    who: str | None = None
    """Who must act; see `Who`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished(Event):
    """A run has ended."""

    event: ClassVar[str] = "run_finished"
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
    """Whether every essential check ran to a decision."""
    diagnosis: list[Conclusion] = dataclasses.field(default_factory=list)
    """The same causes in full, with what follows from each: the last word on every result."""


AnyEvent: TypeAlias = RunStarted | CheckStarted | CheckFinished | RunFinished
