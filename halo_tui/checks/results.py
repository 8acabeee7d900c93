"""The results of a run, collected from its events: the latest result of each check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from halo_tui.checks.verdicts import Status, Verdict

if TYPE_CHECKING:
    from halo_tui.checks.diagnosis.conclusions import Diagnosis
    from halo_tui.checks.events import (
        AnyEvent,
        CheckFinished,
        CheckStarted,
        RunFinished,
        RunStarted,
    )

CheckKey = tuple[str, str | None]
"""A check's id, and the origin at which it ran."""

WORST_FIRST: Final = (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.SKIP, Status.PASS)
"""The only order of severity: statuses that decide the verdict come before warnings."""


def worst_of(statuses: Iterable[Status]) -> Status | None:
    """Return the most severe status; None for no status."""
    found = set(statuses)
    return next((status for status in WORST_FIRST if status in found), None)


def verdict_of(results: Iterable[CheckFinished]) -> Verdict:
    """Return the verdict of the results of all checks."""
    ended = list(results)
    if any(result.status is Status.FAIL for result in ended):
        return Verdict.NOT_READY
    from halo_tui.checks.diagnosis.conclusions import must_be_explained

    if any(must_be_explained(result) for result in ended) or not is_complete(ended):
        return Verdict.UNDECIDED
    return Verdict.READY


def is_complete(results: Iterable[CheckFinished]) -> bool:
    """Whether every essential check with a result came to a decision."""
    from halo_tui.checks.plan import BY_ID  # late: the list of profiles needs no plan

    open_checks = {r.check for r in results if r.status in (Status.UNKNOWN, Status.SKIP)}
    return not any(BY_ID[check].essential for check in open_checks if check in BY_ID)


@dataclass(slots=True)
class Results:
    """The results of one run: the only source of its causes and their consequences.

    After the end of the run, `finished` holds every result in the light of the whole diagnosis;
    before that, as it was published.
    """

    started: RunStarted | None = None
    ended: RunFinished | None = None
    running: dict[CheckKey, CheckStarted] = field(default_factory=dict)
    finished: dict[CheckKey, CheckFinished] = field(default_factory=dict)
    _known: tuple[int, Diagnosis] | None = None
    """The diagnosis, and the number of events that it covers."""
    _events: int = 0
    _causes: list[CheckFinished] | None = None

    @classmethod
    def of(cls, events: Iterable[AnyEvent]) -> Results:
        """Return the results of a recorded run."""
        results = cls()
        for event in events:
            results.add(event)
        return results

    def add(self, event: AnyEvent) -> None:
        """Add one event."""
        self._events += 1
        # By name, because the import of the classes would delay a profile without a run.
        if event.event == "run_started":
            self.started = event
        elif event.event == "run_finished":
            self.ended = event
            self.running.clear()
            self._settle(event)
        elif event.event == "check_started":
            self.running[event.check, event.target] = event
        elif event.event == "check_finished":
            self.running.pop((event.check, event.target), None)
            self.finished[event.check, event.target] = event

    def without(self, checks: Iterable[str]) -> Results:
        """Return the results of all other checks, before some checks are run again."""
        repeated = set(checks)
        left = {key: result for key, result in self.finished.items() if key[0] not in repeated}
        return Results(finished=left)

    def completed_by(self, older: Results) -> Results:
        """Return these results, completed by an older run for the checks that this one left out."""
        if self.started is None:
            return older
        left = older.without(self.started.checks).finished
        merged = replace(self, finished={**left, **self.finished}, _known=None, _causes=None)
        if left:
            merged.finished = {
                key: merged.diagnosis.applied_to(result) for key, result in merged.finished.items()
            }
        return merged

    def is_carried(self, check_id: str) -> bool:
        """Whether a result comes from an older run because this run left the check out."""
        return self.started is not None and check_id not in self.started.checks

    def events(self) -> list[AnyEvent]:
        """The events of these results, as a report needs them."""
        ends: tuple[AnyEvent | None, ...] = (self.started, *self.finished.values(), self.ended)
        return [event for event in ends if event is not None]

    def of_check(self, check_id: str) -> Iterator[CheckFinished]:
        """Yield the results of one check, one for each origin."""
        return (result for (check, _), result in self.finished.items() if check == check_id)

    def status_of(self, check_id: str) -> Status | None:
        """Return the worst status of a check over its origins; None if it has no result."""
        return worst_of(result.status for result in self.of_check(check_id))

    def statuses(self) -> dict[str, Status]:
        """Return the status of every check that has ended."""
        checks = dict.fromkeys(check for check, _ in self.finished)
        return {check: status for check in checks if (status := self.status_of(check))}

    @property
    def verdict(self) -> Verdict | None:
        """The run's verdict; None before its end."""
        return self.ended.verdict if self.ended else None

    @property
    def diagnosis(self) -> Diagnosis:
        """The causes and their consequences, as far as they are known."""
        if self._known is None or self._known[0] != self._events:
            from halo_tui.checks.diagnosis.conclusions import diagnose

            self._know(diagnose(self.finished.values()))
        assert self._known is not None
        return self._known[1]

    @property
    def causes(self) -> list[CheckFinished]:
        """The fewest results that explain why the verdict is not ready, the likeliest first.

        Each has the words of its cause: what happened, what it means, what to do, who has to act.
        """
        if not self.finished:
            return []  # a profile without a run must not import the diagnosis: start-up time
        known = self.diagnosis
        if self._causes is None:
            keys = [(one.check, one.target) for one in known.conclusions]
            self._causes = [
                self.finished[key] if self.ended else known.applied_to(self.finished[key])
                for key in keys
                if key in self.finished
            ]
        return self._causes

    @property
    def root_cause(self) -> CheckFinished | None:
        """The likeliest cause; None if the verdict is ready."""
        return next(iter(self.causes), None)

    @property
    def warnings(self) -> list[CheckFinished]:
        """The results that do not keep a connection from being ready, and have to be looked at."""
        return [result for result in self.finished.values() if result.status is Status.WARN]

    def explained_by(self, result: CheckFinished) -> CheckFinished | None:
        """Return the cause that a result follows from; None if it follows from no other result."""
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
        """Replace every result by its form in the light of the whole run."""
        places = [(one.check, one.target) for one in ended.diagnosis]
        if ended.diagnosis and all(place in self.finished for place in places):
            from halo_tui.checks.diagnosis.conclusions import Diagnosis

            self._know(Diagnosis.recorded(ended.diagnosis))
        diagnosis = self.diagnosis
        self.finished = {key: diagnosis.applied_to(result) for key, result in self.finished.items()}
