"""The exit status that follows from verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from halo_tui.checks.events import Verdict

EXIT_STATUS: Final = {
    Verdict.NOT_READY: 1, Verdict.UNDECIDED: 3, Verdict.READY: 0, Verdict.PARTIAL: 0,
}  # fmt: skip
"""By the verdict, the one that outweighs the others first."""


def status_of(verdicts: Iterable[Verdict]) -> int:
    """The exit status for several profiles: not ready outweighs undecided outweighs ready."""
    found = set(verdicts)
    return next((status for verdict, status in EXIT_STATUS.items() if verdict in found), 0)
