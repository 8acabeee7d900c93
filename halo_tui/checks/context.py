"""The input and the result of a check."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from halo_tui.checks.events import Evidence

if TYPE_CHECKING:
    from halo_tui.halo.http import Client
    from halo_tui.halo.origin import Origin
    from halo_tui.halo.resolve import Resolver
    from halo_tui.profiles.model import Profile

Fact = TypeVar("Fact")
Result = TypeVar("Result")

DEFAULT_TIMEOUT = 10.0
"""Seconds that one network step may take."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run."""

    timeout: float = DEFAULT_TIMEOUT
    """Seconds for each network step: a look-up, a connection, a handshake, a request."""
    aia: bool = True
    """Whether a missing certificate may be downloaded from the address in the certificate below
    it."""
    only: tuple[str, ...] = ()
    """Ids of the checks to run, together with those that they need; empty for all."""
    hosts_file: Path | None = None
    """A file in which names are looked up first; see `halo_tui.halo.resolve`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check ended."""

    reason: str
    """The last part of the code; `ok` for a pass."""
    evidence: Evidence = field(default_factory=dict)
    """What was requested and what was answered: JSON values, safe to show, without secrets."""
    blocked_by: str | None = None
    """Set by a check that lacks what it needs: the result is then a skip, blocked by this check."""

    @classmethod
    def blocked(cls, by: str) -> Outcome:
        """Return the outcome of a check that could not run because the check `by` did not pass."""
        return cls(reason="", blocked_by=by)


class Facts:
    """Results of checks for later checks, by type and origin."""

    def __init__(self) -> None:
        self._facts: dict[tuple[type, Origin | None], object] = {}

    def put(self, fact: object, target: Origin | None = None) -> None:
        """Store a fact."""
        self._facts[type(fact), target] = fact

    def get(self, kind: type[Fact], target: Origin | None = None) -> Fact | None:
        """Return the fact of this type; None if there is none."""
        fact = self._facts.get((kind, target))
        return fact if isinstance(fact, kind) else None


@dataclass(slots=True)
class Context:
    """Everything that a check may use."""

    profile: Profile
    options: Options
    http: Client
    """Counts every request of the run, and refuses requests above the run's limit."""
    resolver: Resolver
    facts: Facts = field(default_factory=Facts)
    deadline: float = math.inf
    """When the run ends, in the time of `time.monotonic()`."""
    reasons: dict[str, str] = field(default_factory=dict)
    """The reasons of the checks that have ended, by check id. For a check that runs at several
    origins, it is the last reason that was not a pass. A skipped check has none."""
    _shared: set[asyncio.Task[Any]] = field(default_factory=set)

    def share(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Start work whose result several checks await; it can outlive the check that started it.

        Args:
            work: the work. It is cancelled at the end of the run.
        """
        task = asyncio.create_task(work)
        # Retrieve the exception: asyncio would print a failure that no check awaits any more.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._shared.add(task)
        return task

    async def end_shared(self) -> None:
        """Cancel the shared work that is still running, and wait for its end."""
        for task in self._shared:
            task.cancel()
        await asyncio.gather(*self._shared, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Job:
    """One check at one target."""

    check: str
    """The check's id."""
    target: Origin | None = None

    @property
    def subject(self) -> str:
        """The last part of the id: a field, a resource or a scope."""
        return self.check.rpartition(".")[2]


CheckFunction: TypeAlias = Callable[[Context, Job], Awaitable[Outcome]]
