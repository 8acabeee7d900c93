"""What a check is given and what it returns."""

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
    """How a run is made."""

    timeout: float = DEFAULT_TIMEOUT
    """Seconds for each network step: a look-up, a connection, a handshake, a request."""
    aia: bool = True
    """Whether a missing certificate may be fetched from the address that its issuer gives."""
    only: tuple[str, ...] = ()
    """Check ids to run, with what they need; all when empty."""
    hosts_file: Path | None = None
    """Names are looked up here first; see `halo_tui.halo.resolve`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check ended."""

    reason: str
    """The last part of the code; `ok` for a pass."""
    evidence: Evidence = field(default_factory=dict)
    """What was asked, what came back; JSON values only, harmless and free of secrets."""
    blocked_by: str | None = None
    """Set by a check that finds itself without what it needs: it then counts as skipped."""

    @classmethod
    def blocked(cls, by: str) -> Outcome:
        """The outcome of a check that could not run because the check `by` did not pass."""
        return cls(reason="", blocked_by=by)


class Facts:
    """What checks have found out for those after them, by its type and its origin."""

    def __init__(self) -> None:
        self._facts: dict[tuple[type, Origin | None], object] = {}

    def put(self, fact: object, target: Origin | None = None) -> None:
        """Keep a fact."""
        self._facts[type(fact), target] = fact

    def get(self, kind: type[Fact], target: Origin | None = None) -> Fact | None:
        """The fact of that type, if there is one."""
        fact = self._facts.get((kind, target))
        return fact if isinstance(fact, kind) else None


@dataclass(slots=True)
class Context:
    """All that a check may look at."""

    profile: Profile
    options: Options
    http: Client
    """Counts every request of the run, and refuses those above the run's limit."""
    resolver: Resolver
    facts: Facts = field(default_factory=Facts)
    deadline: float = math.inf
    """When the run ends, by `time.monotonic()`."""
    reasons: dict[str, str] = field(default_factory=dict)
    """The reason that each check before this one ended with, by its id; of a check that runs at
    several origins, the last that did not pass. A skipped check has none."""
    _shared: set[asyncio.Task[Any]] = field(default_factory=set)

    def share(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Start work that several checks wait for; it outlives the check that started it.

        Args:
            work: what to do. It ends with the run at the latest.
        """
        task = asyncio.create_task(work)
        # A failure that no check waits for any more must not be reported on the terminal.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._shared.add(task)
        return task

    async def end_shared(self) -> None:
        """Cancel the shared work that still goes on, and wait for its end."""
        for task in self._shared:
            task.cancel()
        await asyncio.gather(*self._shared, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Job:
    """One check to run, at one target."""

    check: str
    """The check's id."""
    target: Origin | None = None

    @property
    def subject(self) -> str:
        """The last part of the id: a field, a resource, a scope."""
        return self.check.rpartition(".")[2]


CheckFunction: TypeAlias = Callable[[Context, Job], Awaitable[Outcome]]
