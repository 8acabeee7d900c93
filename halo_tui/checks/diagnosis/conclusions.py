"""The diagnosis: the fewest causes that explain the results of a run.

It is a pure function of the results. The runner calls it after every new result, and a saved run
has the same diagnosis as the live one.

1. Every failure, and every essential check that is unknown, has to be explained.
2. A cause from the data is possible if everything that it needs was seen, and nothing that rules it
   out. The cause that explains most is taken first, then the next, until no cause explains more.
3. Each remaining result is its own cause, unless the finding of another result explains it.
4. Other results that a cause explains follow from it. A skipped check follows from the result that
   skipped it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from halo_tui.base.text import harmless
from halo_tui.checks.diagnosis import findings
from halo_tui.checks.diagnosis.causes import CauseData, all_causes
from halo_tui.checks.diagnosis.observations import Observations
from halo_tui.checks.events import Cause, CheckFinished, Conclusion
from halo_tui.checks.plan import BY_ID, IDS
from halo_tui.checks.verdicts import Status

if TYPE_CHECKING:
    from halo_tui.checks.results import CheckKey

LONGEST_NAME: Final = 78
"""Characters of a cause's name on one line."""

_PLACES: Final = {check: place for place, check in enumerate(IDS)}
_TROUBLE: Final = (Status.FAIL, Status.UNKNOWN, Status.WARN)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The diagnosis of a run."""

    conclusions: tuple[Conclusion, ...] = ()
    """The fewest causes that explain why the verdict is not ready, the likeliest first."""
    explained: Mapping[CheckKey, str] = field(default_factory=dict)
    """The results that follow from a cause, each with the code of the result that shows the
    cause."""

    @classmethod
    def recorded(cls, conclusions: Sequence[Conclusion]) -> Diagnosis:
        """Return a diagnosis as it was saved with a run."""
        explained = {
            (str(check), target): one.code for one in conclusions for check, target in one.explains
        }
        return cls(tuple(conclusions), explained)

    def applied_to(self, result: CheckFinished) -> CheckFinished:
        """Return a result in the light of the diagnosis: a cause, a consequence, or unchanged."""
        key = (result.check, result.target)
        for one in self.conclusions:
            if (one.check, one.target) == key:
                return result if one.cause == result.code else _in_words_of(result, one)
            if list(key) in one.explains:
                return _following(result, one)
        return result


def diagnose(results: Iterable[CheckFinished]) -> Diagnosis:
    """Return the causes of all results that did not pass, and the consequences of each cause.

    Args:
        results: of a run, so far.
    """
    observations = Observations.of(results)
    open_results = [result for result in observations.results.values() if must_be_explained(result)]
    if not open_results:
        return Diagnosis()
    chosen = [*_by_data(observations, open_results)]
    covered = {key for one in chosen for key in one.keys}
    left = [result for result in open_results if _key(result) not in covered]
    chosen += _by_findings(observations, left)
    chosen.sort(key=lambda one: (one.shown.status is not Status.FAIL, one.rank))
    return _concluded(observations, chosen)


def must_be_explained(result: CheckFinished) -> bool:
    """Whether a result keeps the verdict from being ready."""
    if result.status is Status.FAIL or findings.undecides(result.code):
        return True
    check = BY_ID.get(result.check)
    return result.status is Status.UNKNOWN and check is not None and check.essential


@dataclass(frozen=True, slots=True)
class _ChosenCause:
    """A cause and the results that it explains."""

    shown: CheckFinished
    """The result that shows it."""
    explains: tuple[CheckFinished, ...]
    rank: tuple[int, int]
    data: CauseData | None = None
    others: tuple[CauseData, ...] = ()
    """Causes that explain the same results."""

    @property
    def keys(self) -> set[CheckKey]:
        return {_key(self.shown), *map(_key, self.explains)}


def _key(result: CheckFinished) -> CheckKey:
    return result.check, result.target


def _place(result: CheckFinished) -> int:
    return _PLACES.get(result.check, len(_PLACES))


def _by_data(
    observations: Observations, open_results: Sequence[CheckFinished]
) -> Iterator[_ChosenCause]:
    """Yield causes from the data, those that explain most first, until none explains more."""
    possible = [one for one in all_causes().values() if _is_possible(one, observations)]
    left = {_key(result) for result in open_results}
    reach = {
        one.id: {_key(r) for r in observations.matching(one.explains)} & left for one in possible
    }
    while possible and left:
        best = max(
            possible, key=lambda one: (len(reach[one.id] & left), _likelihood(one, observations))
        )
        won = reach[best.id] & left
        if not won:
            return
        others = [one for one in possible if one is not best and reach[one.id] >= won]
        others.sort(key=lambda one: -_likelihood(one, observations))
        yield _chosen(best, observations, tuple(others))
        left -= won


def _is_possible(cause: CauseData, observations: Observations) -> bool:
    return all(observations.holds(one) for one in cause.needs) and not any(
        observations.holds(one) for one in cause.rules_out
    )


def _likelihood(cause: CauseData, observations: Observations) -> int:
    """Return how strongly the results support a cause; conditions of `speaks_for` count twice."""
    return 2 * sum(1 for one in cause.speaks_for if observations.holds(one)) + len(cause.needs)


def _chosen(
    cause: CauseData, observations: Observations, others: tuple[CauseData, ...]
) -> _ChosenCause:
    explained = sorted(
        (result for result in observations.matching(cause.explains) if result.status in _TROUBLE),
        key=lambda result: (_TROUBLE.index(result.status), _place(result)),
    )
    shown = next(
        (
            r
            for pattern in cause.shows
            for r in observations.matching((pattern,))
            if r.status in _TROUBLE
        ),
        explained[0],
    )
    rest = tuple(result for result in explained if result is not shown)
    return _ChosenCause(shown, rest, (0, _place(shown)), cause, others)


def _by_findings(observations: Observations, left: Sequence[CheckFinished]) -> list[_ChosenCause]:
    """Return each remaining result as its own cause, unless another result explains it."""
    trouble = [result for result in observations.results.values() if result.status in _TROUBLE]
    causes: dict[CheckKey, list[CheckFinished]] = {}
    for result in sorted(left, key=_place):
        cause = _first_cause(result, trouble)
        causes.setdefault(_key(cause), [])
    chosen = []
    for key in causes:
        shown = observations.results[key]
        rest = tuple(r for r in trouble if r is not shown and _explains(shown, r))
        chosen.append(_ChosenCause(shown, rest, (1, _place(shown))))
    return chosen


def _first_cause(result: CheckFinished, trouble: Sequence[CheckFinished]) -> CheckFinished:
    """Trace a result back through the findings to its cause; it can be its own cause."""
    found, passed = result, {_key(result)}
    while True:
        above = (
            other for other in trouble
            if other.status is Status.FAIL and _key(other) not in passed and _explains(other, found)
        )  # fmt: skip
        cause = min(above, key=_place, default=None)
        if cause is None:
            return found
        found = cause
        passed.add(_key(cause))


def _explains(cause: CheckFinished, symptom: CheckFinished) -> bool:
    return cause.code != symptom.code and findings.explains(cause.code, symptom.code)


def _concluded(observations: Observations, chosen: Sequence[_ChosenCause]) -> Diagnosis:
    explained: dict[CheckKey, str] = {}
    taken = {_key(one.shown) for one in chosen}
    conclusions = []
    for one in chosen:
        following = [_key(r) for r in one.explains if _key(r) not in taken | explained.keys()]
        following += _skipped(observations, {_key(one.shown), *following}, explained)
        explained |= dict.fromkeys(following, one.shown.code)
        conclusions.append(_conclusion(observations, one, following))
    return Diagnosis(tuple(conclusions), explained)


def _skipped(
    observations: Observations, keys: set[CheckKey], known: Mapping[CheckKey, str]
) -> list[CheckKey]:
    """Return the checks that were skipped because of some results."""
    checks = {check for check, _ in keys}
    return [
        key
        for key, result in observations.results.items()
        if result.status is Status.SKIP and result.blocked_by in checks and key not in known
    ]


def _conclusion(
    observations: Observations, one: _ChosenCause, following: Sequence[CheckKey]
) -> Conclusion:
    shown, data = one.shown, one.data
    place: dict[str, Any] = {
        "code": shown.code, "check": shown.check, "target": shown.target,
        "explains": [list(key) for key in following],
    }  # fmt: skip
    if data is None:
        return Conclusion(
            cause=shown.code, name=shown.summary, means=shown.means, cure=list(shown.cure),
            next_step=shown.next_step, who=shown.who, step=shown.step, field=shown.field, **place,
        )  # fmt: skip
    evidence = {**shown.evidence, **observations.facts}

    def fill(text: str) -> str:
        return findings.fill(text, evidence)

    return Conclusion(
        cause=data.id, name=harmless(fill(data.name), limit=LONGEST_NAME), means=fill(data.means),
        cure=[fill(line) for line in data.cure], next_step=fill(data.decides), who=str(data.who),
        step=_step(observations, data, shown), field=data.field or None,
        otherwise=[fill(other.name) for other in one.others], **place,
    )  # fmt: skip


def _step(observations: Observations, data: CauseData, shown: CheckFinished) -> str | None:
    """Return the guide's step: the cause's own if it applies to the hosting, else the result's."""
    from halo_tui.guide.model import load_guide

    tenant = observations.results.get(("fields.tenant", None))
    hosting = str(tenant.evidence["hosting"]) if tenant and "hosting" in tenant.evidence else None
    applying = {step.id for step in load_guide().steps_for(hosting)}
    return data.step if data.step in applying else shown.step


def _following(result: CheckFinished, one: Conclusion) -> CheckFinished:
    """Return a result that follows from a cause, without its own advice."""
    if result.status is Status.SKIP:
        return replace(result, explained_by=one.code)
    return replace(
        result, explained_by=one.code, who=one.who, step=one.step, field=one.field,
        causes=[Cause(one.name, True)], next_step=one.next_step,
        means=f"It follows from another result: {one.name}. By itself it says nothing more.",
        cure=[f"Fix the cause first: {one.name}"],
    )  # fmt: skip


def _in_words_of(result: CheckFinished, one: Conclusion) -> CheckFinished:
    """Return the result that shows a cause, with the words of the cause."""
    data = all_causes().get(one.cause)
    fails = data is not None and data.fails
    return replace(
        result, status=Status.FAIL if fails else result.status, summary=one.name, means=one.means,
        causes=[Cause(one.name, True), *(Cause(text) for text in one.otherwise)],
        cure=list(one.cure), next_step=one.next_step, who=one.who, step=one.step, field=one.field,
        explained_by=None,
    )  # fmt: skip
