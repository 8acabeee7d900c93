"""What the tests say of the steps: which one a failure is about, and which it leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.events import CheckFinished, Status
from halo_tui.checks.plan import IDS
from halo_tui.checks.results import Results
from halo_tui.guide.model import load_guide

TEST: Final = "values.test"
"""The step that is done only when nothing fails."""


@dataclass(frozen=True, slots=True)
class Said:
    """What stands of the last tests, as far as steps are concerned; see `guide.model.state_of`."""

    statuses: Mapping[str, str] = field(default_factory=dict)
    """How each check ended last, by its id; the worst of its targets."""
    about: Mapping[str, str] = field(default_factory=dict)
    """By a step's id: `fail` where a test disproves it, `warn` where one doubts it."""
    because: Mapping[str, CheckFinished] = field(default_factory=dict)
    """By the same ids: the result that says so."""


def what_tests_say(results: Results, previous: Results | None = None) -> Said:
    """What a run says of the steps.

    A failure disproves the step where it is mended, unless another failure explains it. A warning
    doubts that step if its check would prove it; any failure doubts the step of the test.

    Args:
        results: of the run, which may still be under way.
        previous: of the run before it; they stand until this run has ended the same check.
    """
    before = previous or Results()
    standing = before.without(results.statuses())
    left = list(standing.finished.values())
    # Each run explains its own failures: a cause that is mended must not hide what is new.
    failures = [*_causes(results), *(failure for failure in _causes(before) if failure in left)]
    doubts = dict(_doubts([*left, *results.finished.values()]))
    if failures:
        doubts[TEST] = failures[0]
    wrong = {failure.step: failure for failure in reversed(failures) if failure.step}
    statuses = {**standing.statuses(), **results.statuses()}
    return Said(
        {check: str(status) for check, status in statuses.items()},
        {**dict.fromkeys(doubts, "warn"), **dict.fromkeys(wrong, "fail")},
        {**doubts, **wrong},
    )


def _doubts(results: Iterable[CheckFinished]) -> Iterator[tuple[str, CheckFinished]]:
    proofs = {step.id: step.proven_by for step in load_guide().steps}
    for result in results:
        step = result.step
        if step and result.status is Status.WARN and result.check in proofs.get(step, ()):
            yield step, result


def _causes(results: Results) -> Iterator[CheckFinished]:
    """The failures that no other failure of the same run explains, in the order of the plan."""
    failed = [result for result in results.finished.values() if result.status is Status.FAIL]
    codes = {result.code for result in failed}
    order = {check: place for place, check in enumerate(IDS)}
    for result in sorted(failed, key=lambda each: order.get(each.check, len(order))):
        if not any(_explains(code, result.code) for code in codes - {result.code}):
            yield result


def _explains(cause: str, symptom: str) -> bool:
    try:
        return findings.explains(cause, symptom)
    except findings.UnknownCodeError:  # of a run that another version has recorded
        return False
