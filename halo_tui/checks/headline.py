"""The result of a run in one sentence, which claims no more than the run has seen."""

from __future__ import annotations

from collections.abc import Sequence

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.plan import IDS
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Verdict

_UNFINISHED = "NOT FINISHED: the run was stopped before its end."


def headline(results: Results) -> str:
    """Return the verdict and its reason, for a command or a report.

    Args:
        results: the results of a run.
    """
    match results.verdict:
        case Verdict.READY:
            return _ready(results.warnings)
        case Verdict.NOT_READY:
            return f"NOT READY: {_why(results) or 'a check failed'}"
        case Verdict.UNDECIDED:
            return f"UNDECIDED: {_why(results) or 'an essential check came to no decision'}"
        case Verdict.PARTIAL:
            ran = len({check for check, _ in results.finished})
            return (
                f"PARTIAL: {ran} of {len(IDS)} checks ran, and none failed. "
                "That says nothing about the connection as a whole."
            )
        case None:
            return _UNFINISHED


def _ready(warnings: Sequence[CheckFinished]) -> str:
    if not warnings:
        return "READY: every essential check passed, seen from this computer."
    return f"READY, seen from this computer, with a warning: {_first(warnings)}"


def _why(results: Results) -> str:
    return _first(results.causes) if results.causes else ""


def _first(found: Sequence[CheckFinished]) -> str:
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{found[0].summary}{more}"
