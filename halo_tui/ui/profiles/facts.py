"""Reads those details of a profile that are not in its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from halo_tui.checks.results import Results
    from halo_tui.profiles.store import Store
    from halo_tui.ui.profiles.rows import ProfileRow
    from halo_tui.workspace.last_run import RunSummary

_RUNS_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """The details of a profile that are not in its row."""

    tenant: str = ""
    notes: str = ""
    next_step: str = ""
    """The next step to fix the root cause of the last run; empty if there is none."""
    runs: Sequence[RunSummary] = field(default=())
    """The latest runs, newest first."""
    done: int = 0
    """The number of steps of the checklist that are done, of `steps`."""
    steps: int = 0


def read_facts(store: Store, row: ProfileRow) -> ProfileFacts:
    """Read the details of a profile from the disk; blocks for some milliseconds."""
    from halo_tui.ui.session import latest_results
    from halo_tui.workspace import history

    if not row.usable:
        return ProfileFacts()
    runs = history.recent(row.slug, _RUNS_SHOWN)
    results, previous = latest_results(runs)
    cause = results.root_cause
    done, steps = _progress(row, results, previous)
    tenant, notes = row.summary.tenant, row.summary.notes
    return ProfileFacts(tenant, notes, cause.next_step if cause else "", runs, done, steps)


def _progress(row: ProfileRow, results: Results, previous: Results) -> tuple[int, int]:
    """Return how many steps of the checklist are done, and how many apply."""
    from halo_tui.guide import progress
    from halo_tui.profiles.schema import Hosting
    from halo_tui.workspace.checklist import Checklist, step_evidence

    hosting = Hosting.of(row.summary.hosting)
    evidence = step_evidence(results, previous)
    count = Checklist(hosting, progress.load(row.slug), evidence).count()
    return count.done, count.total
