"""Distinguishes the results of a run that are causes from those that only follow from one."""

from __future__ import annotations

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status

_PROBLEMS = frozenset({Status.FAIL, Status.WARN, Status.UNKNOWN})

_UNKNOWABLE = ".unknowable"


def causes_of(results: Results) -> list[CheckFinished]:
    """Return the failures that follow from no other, the most likely cause first."""
    return [cause for cause in results.causes if cause.status is Status.FAIL]


def followed_cause(result: CheckFinished, results: Results) -> CheckFinished | None:
    """Return the cause that a result follows from; None if it follows from no other result."""
    return None if result.status is Status.PASS else results.explained_by(result)


def alternatives(cause: CheckFinished, results: Results) -> list[str]:
    """Return other causes that fit the evidence; the next step of `cause` distinguishes them."""
    place = (cause.check, cause.target)
    conclusions = results.diagnosis.conclusions
    return next((one.otherwise for one in conclusions if (one.check, one.target) == place), [])


def is_unknowable(result: CheckFinished) -> bool:
    """Return whether a check can never be decided from this computer."""
    return result.code.endswith(_UNKNOWABLE)


def needs_a_look(result: CheckFinished, results: Results) -> bool:
    """Return whether a result is a problem of its own that the user should look into."""
    is_problem = result.status in _PROBLEMS and not is_unknowable(result)
    return is_problem and followed_cause(result, results) is None


def open_essential(results: Results) -> CheckFinished | None:
    """Return the result without a failure that keeps the verdict open; None if there is none."""
    return next((cause for cause in results.causes if cause.status is not Status.FAIL), None)


def deciding_result(results: Results) -> CheckFinished | None:
    """Return the result that decides the verdict: the first cause, or what keeps it open."""
    return next(iter(causes_of(results)), None) or open_essential(results)
