"""Selects the checks that the Test screen shows, and those that "Run failed" repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from halo_tui.checks.plan import BY_ID, IDS, Per, subject_of
from halo_tui.checks.results import CheckKey, Results
from halo_tui.checks.verdicts import Status
from halo_tui.ui.verify.causes import needs_a_look

_HOLDS = frozenset({Status.PASS, Status.WARN})


class CheckFilter(Enum):
    """The filters of the list of checks; the value is the title of the list."""

    ALL = "Checks"
    PROBLEMS = "Checks, problems only"
    PASSES = "Checks, passes only"

    def takes(self, key: CheckKey, results: Results) -> bool:
        """Return whether the filter shows a check."""
        result = results.finished.get(key)
        if self is CheckFilter.ALL:
            return True
        if result is None:
            return False
        if self is CheckFilter.PASSES:
            return result.status is Status.PASS
        return needs_a_look(result, results)


def checks_by_subject(
    results: Results, targets: Sequence[str] = (), wanted: CheckFilter = CheckFilter.ALL
) -> dict[str, list[CheckKey]]:
    """Return the checks to show, by the title of their subject.

    Args:
        results: the results so far.
        targets: the origins that a new run will check; if empty, those of the results.
        wanted: the filter.
    """
    seen: dict[str, list[str | None]] = {}
    for check, target in [*results.finished, *results.running]:
        if target not in seen.setdefault(check, []):
            seen[check].append(target)
    found: dict[str, list[CheckKey]] = {}
    for check in [*IDS, *(check for check in seen if check not in BY_ID)]:
        for target in _targets_of(check, targets, seen.get(check, [])):
            if wanted.takes((check, target), results):
                found.setdefault(subject_of(check).title, []).append((check, target))
    return found


def _targets_of(
    check: str, targets: Sequence[str], seen: Sequence[str | None]
) -> Sequence[str | None]:
    if check in BY_ID and BY_ID[check].per is Per.ORIGIN:
        return targets or seen or [None]
    return seen[-1:] or [None]


def several_origins(keys: Iterable[CheckKey]) -> bool:
    """Return whether some checks run at several origins, so that lines must name the origin."""
    per_origin = {
        target
        for check, target in keys
        if check in BY_ID and BY_ID[check].per is Per.ORIGIN and target
    }
    return len(per_origin) > 1


def to_run_again(results: Results) -> list[str]:
    """Return the checks that neither passed nor warned, in the order of the plan.

    The list is empty if none of them affects the verdict: some can never be decided from here.
    """
    found = {check: status for check in IDS if (status := results.status_of(check)) not in _HOLDS}
    matters = any(BY_ID[check].essential or found[check] is Status.FAIL for check in found)
    return list(found) if matters else []
