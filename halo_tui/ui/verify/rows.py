"""Which checks have a line on the test screen, and which of them a key runs again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from halo_tui.checks.events import Status
from halo_tui.checks.plan import BY_ID, IDS, Per
from halo_tui.checks.results import Key, Results
from halo_tui.ui.verify.groups import PROBLEMS
from halo_tui.ui.verify.names import grouped

_PASSES = frozenset({Status.PASS})
_HOLDS = frozenset({Status.PASS, Status.WARN})


class Show(Enum):
    """Which checks are shown; the value is how the key for it says so."""

    ALL = "Filter"
    PROBLEMS = "Problems only"
    PASSES = "Passes only"

    def takes(self, status: Status | None) -> bool:
        """Whether a check of that status is shown."""
        if self is Show.ALL:
            return True
        return status in (PROBLEMS if self is Show.PROBLEMS else _PASSES)


def rows_of(
    results: Results, targets: Sequence[str] = (), show: Show = Show.ALL
) -> dict[str, list[Key]]:
    """The checks that have a line, under the title of their subject.

    Args:
        results: what is known of them.
        targets: the origins that checks are about to look at; those of the results if empty.
        show: which checks are wanted.
    """
    seen: dict[str, list[str | None]] = {}
    for check, target in [*results.finished, *results.running]:
        if target not in seen.setdefault(check, []):
            seen[check].append(target)
    rows: dict[str, list[Key]] = {}
    for title, checks in grouped([*IDS, *(check for check in seen if check not in BY_ID)]).items():
        keys = [
            (check, target)
            for check in checks
            for target in _targets_of(check, targets, seen.get(check, []))
        ]
        shown = [key for key in keys if show.takes(_status(results, key))]
        if shown:
            rows[title] = shown
    return rows


def _targets_of(
    check: str, targets: Sequence[str], seen: Sequence[str | None]
) -> Sequence[str | None]:
    if check in BY_ID and BY_ID[check].per is Per.ORIGIN:
        return targets or seen or [None]
    return seen[-1:] or [None]


def _status(results: Results, key: Key) -> Status | None:
    result = results.finished.get(key)
    return result.status if result else None


def several_targets(keys: Iterable[Key]) -> bool:
    """Whether there are checks that run at more than one origin, so that lines must tell which."""
    per_origin = {
        target
        for check, target in keys
        if check in BY_ID and BY_ID[check].per is Per.ORIGIN and target
    }
    return len(per_origin) > 1


def not_passed(results: Results) -> list[str]:
    """The checks that neither passed nor warned, in the order of the plan.

    None if all of these are such that the verdict does not hang on them: some never can be decided
    from here.
    """
    found = {check: status for check in IDS if (status := results.status_of(check)) not in _HOLDS}
    weighs = any(BY_ID[check].essential or found[check] is Status.FAIL for check in found)
    return list(found) if weighs else []
