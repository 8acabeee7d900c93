"""What a stream of events adds up to: the latest result of each check, live and afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.events import (
    AnyEvent,
    CheckFinished,
    CheckStarted,
    RunFinished,
    RunStarted,
    Status,
    Verdict,
)
from halo_tui.checks.plan import IDS

WORST_FIRST: Final = (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.SKIP, Status.PASS)
"""The one order of severity: what decides a verdict before what only wants a look."""

Key = tuple[str, str | None]
"""A check's id and the origin it looked at."""


def worst_of(statuses: Iterable[Status]) -> Status | None:
    """The most severe of some statuses; None for none."""
    found = set(statuses)
    return next((status for status in WORST_FIRST if status in found), None)


@dataclass(slots=True)
class Results:
    """One run so far."""

    started: RunStarted | None = None
    ended: RunFinished | None = None
    running: dict[Key, CheckStarted] = field(default_factory=dict)
    finished: dict[Key, CheckFinished] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[AnyEvent]) -> Results:
        """The results of a recorded run."""
        results = cls()
        for event in events:
            results.add(event)
        return results

    def add(self, event: AnyEvent) -> None:
        """Take one more event."""
        match event:
            case RunStarted():
                self.started = event
            case RunFinished():
                self.ended = event
                self.running.clear()
            case CheckStarted():
                self.running[event.check, event.target] = event
            case CheckFinished():
                self.running.pop((event.check, event.target), None)
                self.finished[event.check, event.target] = event

    def without(self, checks: Iterable[str]) -> Results:
        """What a run of some checks leaves standing: the results of all others."""
        repeated = set(checks)
        left = {key: result for key, result in self.finished.items() if key[0] not in repeated}
        return Results(finished=left)

    def over(self, older: Results) -> Results:
        """These results, and those of an older run for the checks that this one left out."""
        if self.started is None:
            return older
        left = older.without(self.started.checks).finished
        return replace(self, finished={**left, **self.finished})

    def is_carried(self, check_id: str) -> bool:
        """Whether a result is an older run's, because this run left the check out."""
        return self.started is not None and check_id not in self.started.checks

    def events(self) -> list[AnyEvent]:
        """The events that these results come from, as a report takes them."""
        ends: tuple[AnyEvent | None, ...] = (self.started, *self.finished.values(), self.ended)
        return [event for event in ends if event is not None]

    def of_check(self, check_id: str) -> Iterator[CheckFinished]:
        """The results of one check, one for each origin."""
        return (result for (check, _), result in self.finished.items() if check == check_id)

    def status_of(self, check_id: str) -> Status | None:
        """The worst status of a check over its origins; None while it has none."""
        return worst_of(result.status for result in self.of_check(check_id))

    def statuses(self) -> dict[str, Status]:
        """The status of every check that has ended."""
        checks = dict.fromkeys(check for check, _ in self.finished)
        return {check: status for check in checks if (status := self.status_of(check))}

    @property
    def verdict(self) -> Verdict | None:
        """The run's verdict; None until it has ended."""
        return self.ended.verdict if self.ended else None

    @property
    def root_cause(self) -> CheckFinished | None:
        """The one result that explains the others, as far as is known by now."""
        in_plan_order = self._failures()
        code = findings.root_cause(result.code for result in in_plan_order)
        return next((result for result in in_plan_order if result.code == code), None)

    def _failures(self) -> list[CheckFinished]:
        order = {check: place for place, check in enumerate(IDS)}
        failed = [r for r in self.finished.values() if r.status is Status.FAIL]
        return sorted(failed, key=lambda result: order.get(result.check, len(order)))
