"""What the test screen shows of a run: its results, what they are compared with, how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from halo_tui.checks.events import Status
from halo_tui.checks.results import Key, Results


class Phase(Enum):
    """What the run is doing; the value is how the screen says so."""

    IDLE = ""
    STARTING = "Starting"
    RUNNING = "Running"
    STOPPING = "Stopping"


@dataclass(frozen=True, slots=True)
class ShownRun:
    """The run on the screen: the latest, or one out of the history."""

    results: Results
    previous: Results
    """The run that it is compared with."""
    several_origins: bool = False
    """Whether the two servers have different origins, so that lines must name theirs."""

    @property
    def milliseconds(self) -> int:
        """The time of the whole run; 0 until it has ended."""
        return self.results.ended.ms if self.results.ended else 0

    def earlier_status(self, key: Key) -> Status | None:
        """How a check ended in the run before, if it was run in both and ended otherwise."""
        now, before = self.results.finished.get(key), self.previous.finished.get(key)
        if now is None or before is None or Status.SKIP in (now.status, before.status):
            return None
        return before.status if now.status is not before.status else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """How a run stands at one time."""

    results: Results
    phase: Phase = Phase.IDLE
    elapsed: float = 0.0
    """Seconds since the run began."""
    from_history: bool = False
    """Whether somebody took this run out of the history."""
    values_changed: bool = False
    """Whether the values are others than those that the run has tested."""
    now: datetime

    @property
    def ended_and_planned(self) -> tuple[int, int]:
        """How many checks of the run have ended, and how many it has."""
        planned = self.results.started.checks if self.results.started else []
        ended = {check for check, _ in self.results.finished}
        return sum(1 for check in planned if check in ended), len(planned)
