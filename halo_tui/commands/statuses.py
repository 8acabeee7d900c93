"""The exit status for verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from halo_tui.checks.verdicts import Verdict
from halo_tui.commands.output import BAD_USAGE

if TYPE_CHECKING:
    from halo_tui.workspace.fleet import ProfileLine

EXIT_STATUS: Final = {
    Verdict.NOT_READY: 1, Verdict.UNDECIDED: 3, Verdict.READY: 0, Verdict.PARTIAL: 0,
}  # fmt: skip
"""The status by verdict, in the order of precedence."""


def status_of(verdicts: Iterable[Verdict]) -> int:
    """Return the exit status for several profiles; the verdict listed first decides."""
    found = set(verdicts)
    return next((status for verdict, status in EXIT_STATUS.items() if verdict in found), 0)


def status_of_lines(lines: Iterable[ProfileLine]) -> int:
    """Return the exit status for the lines of a fleet: a profile without a run is undecided.

    An unusable file counts for more than what is undecided, and for less than what is not ready.
    """
    known = list(lines)
    status = status_of(line.verdict or Verdict.UNDECIDED for line in known if not line.problem)
    unusable = any(line.problem for line in known)
    return BAD_USAGE if unusable and status != EXIT_STATUS[Verdict.NOT_READY] else status
