"""The verdict of a run, complete or not, for the head of the screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.plan import IDS
from halo_tui.checks.results import CheckKey, Results, verdict_of
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.ui.verify.causes import deciding_result
from halo_tui.ui.verify.check_nodes import Whole


def verdict_so_far(results: Results) -> Verdict | None:
    """Return the verdict of all results together; None if there are none.

    As long as checks have no result, or if they were stopped, only a failure is conclusive.
    """
    if not results.finished:
        return None
    verdict = verdict_of(results.finished.values())
    partial = checks_left_out(results) or checks_stopped(results)
    return Verdict.PARTIAL if partial and verdict is not Verdict.NOT_READY else verdict


def checks_left_out(results: Results) -> int:
    """Return how many checks of the plan have no result."""
    return len(set(IDS) - {check for check, _ in results.finished})


def checks_stopped(results: Results) -> int:
    """Return how many checks had not finished when the user stopped the run."""
    return sum(1 for result in results.finished.values() if result.code.endswith(".cancelled"))


def rate_limit(results: Results) -> tuple[CheckFinished, datetime] | None:
    """Return the check that Halo's rate limit refused, and when it may be repeated; or None."""
    if results.started is None:
        return None
    began = datetime.fromisoformat(results.started.at)
    waits = [
        (result, began + timedelta(milliseconds=result.started_ms + result.ms, seconds=seconds))
        for result in results.finished.values()
        if result.status is Status.UNKNOWN and not results.is_carried(result.check)
        if isinstance(seconds := result.evidence.get("retry_after"), int | float)
    ]
    return max(waits, key=lambda wait: wait[1], default=None)


def place_to_begin(results: Results) -> CheckKey | Whole:
    """Return where the cursor starts: on the result that decides the verdict, or the whole run."""
    result = deciding_result(results)
    return (result.check, result.target) if result is not None else Whole.RUN
