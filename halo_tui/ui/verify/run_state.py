"""The data that the Test screen shows of a run: results, comparison and progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from halo_tui.checks.results import CheckKey, Results
from halo_tui.checks.verdicts import Status


class Phase(Enum):
    """The phase of a run; the value is its text on the screen."""

    IDLE = ""
    STARTING = "Starting"
    RUNNING = "Running"
    STOPPING = "Stopping"


@dataclass(frozen=True, slots=True)
class ShownRun:
    """The run on the screen: the latest, or one from the history."""

    results: Results
    previous: Results
    """The results that they are compared with."""
    several_origins: bool = False
    """Whether the two servers have different origins, so that lines must name the origin."""

    @property
    def milliseconds(self) -> int:
        """The duration of the whole run; 0 until it has ended."""
        return self.results.ended.ms if self.results.ended else 0

    def earlier_status(self, key: CheckKey) -> Status | None:
        """Return the status of a check in the run before; None if it is the same or not known."""
        now, before = self.results.finished.get(key), self.previous.finished.get(key)
        if now is None or before is None or Status.SKIP in (now.status, before.status):
            return None
        return before.status if now.status is not before.status else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """The state of the shown run at one time."""

    results: Results
    phase: Phase = Phase.IDLE
    elapsed: float = 0.0
    """Seconds since the run began."""
    from_history: bool = False
    """Whether the user has opened this run from the history."""
    values_changed: bool = False
    """Whether the values have changed since the run."""
    has_profile: bool = True
    """Whether a profile is open, so that a run can begin."""
    now: datetime

    @property
    def ended_and_planned(self) -> tuple[int, int]:
        """The number of checks of the run that have ended, and of all its checks."""
        planned = self.results.started.checks if self.results.started else []
        ended = {check for check, _ in self.results.finished}
        return sum(1 for check in planned if check in ended), len(planned)
