"""The checklist of a connection: what its runs prove, how much is done, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status, Who
from halo_tui.guide.model import Guide, Step, StepState, load_guide, state_of
from halo_tui.profiles.schema import Hosting

if TYPE_CHECKING:
    from halo_tui.checks.events import CheckFinished

TEST: Final = "values.test"
"""The step that is done only if no check fails."""

HAND_OVER: Final = "gradient"
"""The section that comes after a successful test."""

_PREPARE: Final = "prepare"
"""The section whose steps other people do, too, such as those who run a firewall."""

_OF_THE_CHECKLIST: Final = frozenset({None, Who.YOU, Who.HALO_ADMIN})
"""Those who do the steps of all other sections."""

_OPEN: Final = frozenset({StepState.TODO, StepState.UNKNOWN, StepState.CONTRADICTED})


class StepEvidence(NamedTuple):
    """What the last runs show about the steps; see `guide.model.state_of`."""

    statuses: Mapping[str, str] = MappingProxyType({})
    """The last status of each check by its id; the worst one over its targets."""
    verdicts: Mapping[str, str] = MappingProxyType({})
    """By step id: `fail` if a run shows that the step is wrong, `warn` if a run makes it
    doubtful."""
    reasons: Mapping[str, CheckFinished] = MappingProxyType({})
    """By step id: the result that shows this."""


def step_evidence(results: Results, previous: Results | None = None) -> StepEvidence:
    """Return what a run shows about the steps.

    A failure marks the step where it is fixed as wrong, unless another failure explains it, or it
    is the fault of somebody who does no such step: a broken chain does not make an address wrong. A
    warning makes that step doubtful if its check could prove it; any failure makes the step of the
    test doubtful.

    Args:
        results: the results of the run, which may still be in progress.
        previous: the results of the run before it, used for checks that have not ended yet.
    """
    before = previous or Results()
    held = before.without(results.statuses())
    left = list(held.finished.values())
    # Each run explains its own failures: a cause that was fixed must not hide a new failure.
    kept = [(result.check, result.target) for result in left]
    earlier = [cause for cause in _causes(before) if (cause.check, cause.target) in kept]
    failures = [*_causes(results), *earlier]
    doubts = dict(_doubts([*left, *results.finished.values()]))
    if failures:
        doubts[TEST] = failures[0]
    wrong = {each.step: each for each in reversed(failures) if each.step and _is_of_a_step(each)}
    statuses = {**held.statuses(), **results.statuses()}
    return StepEvidence(
        {check: str(status) for check, status in statuses.items()},
        {**dict.fromkeys(doubts, "warn"), **dict.fromkeys(wrong, "fail")},
        {**doubts, **wrong},
    )


def _is_of_a_step(failure: CheckFinished) -> bool:
    """Whether a failure shows that its step was done wrong, not that others have work to do."""
    if failure.step == TEST:  # it was done, and found something
        return False
    sections = {step.id: step.section for step in load_guide().steps}
    return failure.who in _OF_THE_CHECKLIST or sections.get(failure.step or "") == _PREPARE


def _doubts(results: Iterable[CheckFinished]) -> Iterator[tuple[str, CheckFinished]]:
    proofs = {step.id: step.proven_by for step in load_guide().steps}
    for result in results:
        step = result.step
        if step and result.status is Status.WARN and result.check in proofs.get(step, ()):
            yield step, result


def _causes(results: Results) -> Iterator[CheckFinished]:
    """Yield the failures that follow from no other failure of the run, in the plan's order."""
    failed = [result for result in results.finished.values() if result.status is Status.FAIL]
    if not failed:
        return
    from halo_tui.checks.plan import IDS  # late: a checklist without a failure needs no plan

    settled = {(cause.check, cause.target): cause for cause in results.causes}
    order = {check: place for place, check in enumerate(IDS)}
    for result in sorted(failed, key=lambda each: order.get(each.check, len(order))):
        if results.explained_by(result) is None:
            yield settled.get((result.check, result.target), result)


class StepCount(NamedTuple):
    """How many steps of a section, or of the whole guide, are done."""

    done: int
    total: int
    """The steps that apply."""
    wrong: int
    """The steps that a run shows to be wrong."""

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return self.done == self.total


@dataclass(slots=True)
class Checklist:
    """The guide for one connection."""

    hosting: str = Hosting.HOSTED
    ticked: set[str] = field(default_factory=set)
    """Ids of the steps that the user has ticked."""
    evidence: StepEvidence = field(default_factory=StepEvidence)
    """What the runs show."""
    guide: Guide = field(default_factory=load_guide)

    def state(self, step: Step) -> StepState:
        """Return the state of a step."""
        known = self.evidence
        return state_of(
            step, self.ticked, known.statuses, verdicts=known.verdicts, hosting=self.hosting
        )

    def count(self, section: str = "") -> StepCount:
        """Count the steps of a section, or of the whole guide."""
        steps = [s for s in self.guide.steps_for(self.hosting) if section in ("", s.section)]
        states = [self.state(step) for step in steps]
        done = sum(state not in _OPEN for state in states)
        return StepCount(done, len(steps), states.count(StepState.CONTRADICTED))

    def left_out(self) -> int:
        """The number of steps that do not apply."""
        return len(self.guide.steps) - len(self.guide.steps_for(self.hosting))

    @property
    def is_tested(self) -> bool:
        """Whether a run proves that the connection works."""
        return self.state(self.guide.step(TEST)) is StepState.PROVEN

    @property
    def awaits_hand_over(self) -> bool:
        """Whether the connection works and the next task is to give its values to Gradient."""
        step = self.next_step()
        return step is not None and step.section == HAND_OVER and self.is_tested

    def is_done_before_test(self) -> bool:
        """Whether every step before the test is done."""
        return not any(self._is_before_test(step) for part in self._open() for step in part)

    def next_step(self) -> Step | None:
        """The next step: one that a run shows to be wrong, otherwise the first open step.

        Once the test passes, open steps before it are no longer next: they stay open because no
        test can prove them, and come last.
        """
        return next(iter(self._in_order()), None)

    def step_after(self, step_id: str | None) -> Step | None:
        """Return the open step after a given one; after the last one, return the first one.

        Steps that a run shows to be wrong come before all others.
        """
        ordered = self._in_order()
        ids = [step.id for step in ordered]
        wrong, others = self._open()
        if step_id in ids and (self.is_tested or step_id in [step.id for step in wrong]):
            return (ordered * 2)[ids.index(step_id) + 1]
        if self.is_tested or wrong:
            return next(iter(ordered), None)
        order = [step.id for step in self.guide.steps]
        here = order.index(step_id) if step_id in order else -1
        behind = [step for step in others if order.index(step.id) > here]
        return next(iter([*behind, *others]), None)

    def _in_order(self) -> list[Step]:
        """Return the steps with something to do, the most urgent first."""
        wrong, others = self._open()
        if self.is_tested:
            others.sort(key=self._is_before_test)
        return [*wrong, *others]

    def _is_before_test(self, step: Step) -> bool:
        order = [each.id for each in self.guide.steps]
        return order.index(step.id) < order.index(TEST)

    def _open(self) -> tuple[list[Step], list[Step]]:
        """Return the steps that are wrong, and all others with something to do."""
        states = [(step, self.state(step)) for step in self.guide.steps_for(self.hosting)]
        wrong = [step for step, state in states if state is StepState.CONTRADICTED]
        return wrong, [step for step, state in states if state in _OPEN and step not in wrong]
