"""The checklist of a connection: what its runs prove of the steps, how far it is, what is next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from halo_tui.checks.events import CheckFinished, Status
from halo_tui.checks.plan import IDS
from halo_tui.checks.results import Results
from halo_tui.guide.model import Guide, Step, StepState, load_guide, state_of
from halo_tui.profiles.schema import Hosting

TEST: Final = "values.test"
"""The step that is done only when nothing fails."""

HAND_OVER: Final = "gradient"
"""The section that a connection is ready for once its test passes."""

_OPEN: Final = frozenset({StepState.TODO, StepState.UNKNOWN, StepState.CONTRADICTED})


@dataclass(frozen=True, slots=True)
class StepEvidence:
    """What the last runs say of the steps; see `guide.model.state_of`."""

    statuses: Mapping[str, str] = field(default_factory=dict)
    """How each check ended last, by its id; the worst of its targets."""
    verdicts: Mapping[str, str] = field(default_factory=dict)
    """By a step's id: `fail` where a run shows that it is wrong, `warn` where one doubts it."""
    reasons: Mapping[str, CheckFinished] = field(default_factory=dict)
    """By the same ids: the result that says so."""


def step_evidence(results: Results, previous: Results | None = None) -> StepEvidence:
    """What a run says of the steps.

    A failure marks the step where it is fixed as wrong, unless another failure explains it. A
    warning doubts that step if its check would prove it; any failure doubts the step of the test.

    Args:
        results: of the run, which may still be under way.
        previous: of the run before it; they hold until this run has ended the same check.
    """
    before = previous or Results()
    held = before.without(results.statuses())
    left = list(held.finished.values())
    # Each run explains its own failures: a cause that is fixed must not hide what is new.
    kept = [(result.check, result.target) for result in left]
    earlier = [cause for cause in _causes(before) if (cause.check, cause.target) in kept]
    failures = [*_causes(results), *earlier]
    doubts = dict(_doubts([*left, *results.finished.values()]))
    if failures:
        doubts[TEST] = failures[0]
    wrong = {failure.step: failure for failure in reversed(failures) if failure.step}
    statuses = {**held.statuses(), **results.statuses()}
    return StepEvidence(
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
    """The failures that follow from no other of the same run, in the order of the plan."""
    settled = {(cause.check, cause.target): cause for cause in results.causes}
    order = {check: place for place, check in enumerate(IDS)}
    failed = [result for result in results.finished.values() if result.status is Status.FAIL]
    for result in sorted(failed, key=lambda each: order.get(each.check, len(order))):
        if results.explained_by(result) is None:
            yield settled.get((result.check, result.target), result)


@dataclass(frozen=True, slots=True)
class StepCount:
    """How far a section, or the whole guide, has come."""

    done: int
    total: int
    """The steps that apply."""
    wrong: int
    """Those that a run shows to be wrong."""

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.done == self.total


@dataclass(slots=True)
class Checklist:
    """The guide, for one connection."""

    hosting: str = Hosting.HOSTED
    ticked: set[str] = field(default_factory=set)
    """Ids of the steps that a person has ticked."""
    evidence: StepEvidence = field(default_factory=StepEvidence)
    """What the runs say."""
    guide: Guide = field(default_factory=load_guide)

    def state(self, step: Step) -> StepState:
        """How far somebody has come with a step."""
        known = self.evidence
        return state_of(
            step, self.ticked, known.statuses, verdicts=known.verdicts, hosting=self.hosting
        )

    def count(self, section: str = "") -> StepCount:
        """How many steps of a section, or of the whole guide, are done."""
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
        """Whether the connection works, and giving it to Gradient is what comes next."""
        step = self.next_step()
        return step is not None and step.section == HAND_OVER and self.is_tested

    def is_done_before_test(self) -> bool:
        """Whether no step is open that comes before the test."""
        return not any(self._is_before_test(step) for part in self._open() for step in part)

    def next_step(self) -> Step | None:
        """What to do next: what a run shows to be wrong, else the first step that is open.

        Where the test passes, what was only to lead there is not next: it stays open where no
        test can prove it, and comes last.
        """
        return next(iter(self._in_order()), None)

    def step_after(self, step_id: str | None) -> Step | None:
        """The step with something to do that follows one; after the last comes the first.

        What a run shows to be wrong comes before everything else.
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
        """The steps with something to do, the most urgent first."""
        wrong, others = self._open()
        if self.is_tested:
            others.sort(key=self._is_before_test)
        return [*wrong, *others]

    def _is_before_test(self, step: Step) -> bool:
        order = [each.id for each in self.guide.steps]
        return order.index(step.id) < order.index(TEST)

    def _open(self) -> tuple[list[Step], list[Step]]:
        """The steps that are wrong, and all others with something to do."""
        states = [(step, self.state(step)) for step in self.guide.steps_for(self.hosting)]
        wrong = [step for step, state in states if state is StepState.CONTRADICTED]
        return wrong, [step for step, state in states if state in _OPEN and step not in wrong]
