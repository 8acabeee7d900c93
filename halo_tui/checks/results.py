"""What a stream of events adds up to: the latest result of each check, live and afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from halo_tui.checks.events import (
    AnyEvent,
    CheckFinished,
    CheckStarted,
    RunFinished,
    RunStarted,
    Status,
    Verdict,
)
from halo_tui.checks.plan import BY_ID

if TYPE_CHECKING:
    from halo_tui.checks.diagnosis.weighing import Diagnosis

Key = tuple[str, str | None]
"""A check's id and the origin that it looked at."""

WORST_FIRST: Final = (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.SKIP, Status.PASS)
"""The one order of severity: what decides a verdict before what only wants a look."""


def worst_of(statuses: Iterable[Status]) -> Status | None:
    """The most severe of some statuses; None for none."""
    found = set(statuses)
    return next((status for status in WORST_FIRST if status in found), None)


def verdict_of(results: Iterable[CheckFinished]) -> Verdict:
    """What the results of all checks say together."""
    ended = list(results)
    if any(result.status is Status.FAIL for result in ended):
        return Verdict.NOT_READY
    from halo_tui.checks.diagnosis.weighing import must_be_explained

    if any(must_be_explained(result) for result in ended) or not is_complete(ended):
        return Verdict.UNDECIDED
    return Verdict.READY


def is_complete(results: Iterable[CheckFinished]) -> bool:
    """Whether every essential check ran to a decision, as far as there are results."""
    open_checks = {r.check for r in results if r.status in (Status.UNKNOWN, Status.SKIP)}
    return not any(BY_ID[check].essential for check in open_checks if check in BY_ID)


@dataclass(slots=True)
class Results:
    """One run so far: the one place that says what is a cause, and what follows from one.

    Once the run has ended, `finished` holds every result as it has to be read in the light of the
    whole run; before that, as it was told.
    """

    started: RunStarted | None = None
    ended: RunFinished | None = None
    running: dict[Key, CheckStarted] = field(default_factory=dict)
    finished: dict[Key, CheckFinished] = field(default_factory=dict)
    _known: tuple[int, Diagnosis] | None = None
    """The diagnosis, and for how many events it holds."""
    _events: int = 0
    _causes: list[CheckFinished] | None = None

    @classmethod
    def of(cls, events: Iterable[AnyEvent]) -> Results:
        """The results of a recorded run."""
        results = cls()
        for event in events:
            results.add(event)
        return results

    def add(self, event: AnyEvent) -> None:
        """Take one more event."""
        self._events += 1
        match event:
            case RunStarted():
                self.started = event
            case RunFinished():
                self.ended = event
                self.running.clear()
                self._settle(event)
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
        merged = replace(self, finished={**left, **self.finished}, _known=None, _causes=None)
        if left:
            merged.finished = {
                key: merged.diagnosis.settle(result) for key, result in merged.finished.items()
            }
        return merged

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
    def diagnosis(self) -> Diagnosis:
        """The causes, and what follows from each, as far as is known by now."""
        if self._known is None or self._known[0] != self._events:
            from halo_tui.checks.diagnosis.weighing import diagnose

            self._know(diagnose(self.finished.values()))
        assert self._known is not None
        return self._known[1]

    @property
    def causes(self) -> list[CheckFinished]:
        """The fewest results that explain why the verdict is not ready, the likeliest first.

        Each has the words of the cause: what happened, what it means, what to do, who must act.
        """
        if not self.finished:
            return []  # a profile that was never tested needs no diagnosis imported
        known = self.diagnosis
        if self._causes is None:
            keys = [(one.check, one.target) for one in known.conclusions]
            self._causes = [
                self.finished[key] if self.ended else known.settle(self.finished[key])
                for key in keys
                if key in self.finished
            ]
        return self._causes

    @property
    def root_cause(self) -> CheckFinished | None:
        """The likeliest of the causes; None while nothing keeps the verdict from ready."""
        return next(iter(self.causes), None)

    def explained_by(self, result: CheckFinished) -> CheckFinished | None:
        """The cause that a result follows from; None for a cause, and for what stands alone."""
        key = [result.check, result.target]
        places = {
            (one.check, one.target)
            for one in self.diagnosis.conclusions
            if key in one.explains
        }  # fmt: skip
        found = (cause for cause in self.causes if (cause.check, cause.target) in places)
        return next(found, None)

    def _know(self, diagnosis: Diagnosis) -> None:
        self._known = (self._events, diagnosis)
        self._causes = None

    def _settle(self, ended: RunFinished) -> None:
        """Read every result in the light of the whole run."""
        places = [(one.check, one.target) for one in ended.diagnosis]
        if ended.diagnosis and all(place in self.finished for place in places):
            from halo_tui.checks.diagnosis.weighing import Diagnosis

            self._know(Diagnosis.recorded(ended.diagnosis))
        diagnosis = self.diagnosis
        self.finished = {key: diagnosis.settle(result) for key, result in self.finished.items()}
