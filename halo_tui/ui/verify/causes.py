"""Which results of a run are causes, and which only follow from one."""

from __future__ import annotations

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.events import CheckFinished, Status
from halo_tui.checks.plan import BY_ID, IDS
from halo_tui.checks.results import Results

_PROBLEMS = frozenset({Status.FAIL, Status.WARN, Status.UNKNOWN})

_UNKNOWABLE = ".unknowable"


def causes_of(results: Results) -> list[CheckFinished]:
    """The failures that follow from no other, the likeliest cause first."""
    failed = [result for result in results.finished.values() if result.status is Status.FAIL]
    failed.sort(key=lambda result: _place(result.check))
    codes = {result.code for result in failed}
    found: dict[str, CheckFinished] = {}
    for result in failed:
        others = codes - {result.code}
        if not any(findings.explains(other, result.code) for other in others):
            found.setdefault(result.code, result)
    return list(found.values())


def followed_cause(result: CheckFinished, results: Results) -> CheckFinished | None:
    """The cause that a result follows from; None for one that stands for itself."""
    if result.status in (Status.PASS, Status.WARN):
        return None
    seen = {result.check}
    while result.status is Status.SKIP and result.blocked_by and result.blocked_by not in seen:
        seen.add(result.blocked_by)
        blocking = [
            other
            for other in results.of_check(result.blocked_by)
            if other.status not in (Status.PASS, Status.WARN)
        ]
        if not blocking:
            return None
        result = blocking[0]
    for cause in causes_of(results):
        if cause is result:
            return result if len(seen) > 1 else None
        if findings.explains(cause.code, result.code):
            return cause
    return result if len(seen) > 1 else None


def is_unknowable(result: CheckFinished) -> bool:
    """Whether no run, however good, could decide a check from this computer."""
    return result.code.endswith(_UNKNOWABLE)


def needs_a_look(result: CheckFinished, results: Results) -> bool:
    """Whether a person may have to do something about a result that follows from no other."""
    is_problem = result.status in _PROBLEMS and not is_unknowable(result)
    return is_problem and followed_cause(result, results) is None


def open_essential(results: Results) -> CheckFinished | None:
    """The essential check without a decision that keeps the verdict open; None where none does."""
    undecided = [
        result
        for result in results.finished.values()
        if result.status in (Status.UNKNOWN, Status.SKIP)
        and result.check in BY_ID
        and BY_ID[result.check].essential
    ]
    undecided.sort(key=lambda result: (result.status is Status.SKIP, _place(result.check)))
    return undecided[0] if undecided else None


def deciding_result(results: Results) -> CheckFinished | None:
    """The result that decides the verdict: the first cause, or what keeps the verdict open."""
    return next(iter(causes_of(results)), None) or open_essential(results)


def _place(check: str) -> int:
    return IDS.index(check) if check in BY_ID else len(IDS)
