"""The exit status for verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from halo_tui.checks.verdicts import Verdict

EXIT_STATUS: Final = {
    Verdict.NOT_READY: 1, Verdict.UNDECIDED: 3, Verdict.READY: 0, Verdict.PARTIAL: 0,
}  # fmt: skip
"""The status by verdict, in the order of precedence."""


def status_of(verdicts: Iterable[Verdict]) -> int:
    """Return the exit status for several profiles; the verdict listed first decides."""
    found = set(verdicts)
    return next((status for verdict, status in EXIT_STATUS.items() if verdict in found), 0)
