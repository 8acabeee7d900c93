"""Which results of a run are causes, and which only follow from one."""

from __future__ import annotations

from halo_tui.checks.events import CheckFinished, Status
from halo_tui.checks.results import Results

_PROBLEMS = frozenset({Status.FAIL, Status.WARN, Status.UNKNOWN})

_UNKNOWABLE = ".unknowable"


def causes_of(results: Results) -> list[CheckFinished]:
    """The failures that follow from no other, the likeliest cause first."""
    return [cause for cause in results.causes if cause.status is Status.FAIL]


def followed_cause(result: CheckFinished, results: Results) -> CheckFinished | None:
    """The cause that a result follows from; None for one that stands for itself."""
    return None if result.status is Status.PASS else results.explained_by(result)


def alternatives(cause: CheckFinished, results: Results) -> list[str]:
    """The causes that fit what was seen as well; the next step of `cause` tells them apart."""
    place = (cause.check, cause.target)
    conclusions = results.diagnosis.conclusions
    return next((one.otherwise for one in conclusions if (one.check, one.target) == place), [])


def is_unknowable(result: CheckFinished) -> bool:
    """Whether no run, however good, could decide a check from this computer."""
    return result.code.endswith(_UNKNOWABLE)


def needs_a_look(result: CheckFinished, results: Results) -> bool:
    """Whether a person may have to do something about a result that follows from no other."""
    is_problem = result.status in _PROBLEMS and not is_unknowable(result)
    return is_problem and followed_cause(result, results) is None


def open_essential(results: Results) -> CheckFinished | None:
    """What keeps the verdict open without failing; None where nothing does."""
    return next((cause for cause in results.causes if cause.status is not Status.FAIL), None)


def deciding_result(results: Results) -> CheckFinished | None:
    """The result that decides the verdict: the first cause, or what keeps the verdict open."""
    return next(iter(causes_of(results)), None) or open_essential(results)
