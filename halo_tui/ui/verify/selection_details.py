"""The details of the selected item: a check, a subject, the whole run or an earlier run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from halo_tui.checks.results import CheckKey
from halo_tui.ui.verify.causes import deciding_result
from halo_tui.ui.verify.check_details import GAP, check_details, check_facts, proof_of
from halo_tui.ui.verify.check_nodes import FollowUps, Item, Whole, as_key
from halo_tui.ui.verify.details_panes import Details
from halo_tui.ui.verify.kept_runs import KeptRun, kept_run_details
from halo_tui.ui.verify.overview import overview, planned_checks
from halo_tui.ui.verify.rights_table import rights_details, rights_lines
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.verify.subject_details import subject_details, subject_proof
from halo_tui.ui.widgets.sheet import Entry


def selection_details(item: Item | None, keys: Sequence[CheckKey], run: ShownRun) -> Details:
    """Return the details of an item, without what the head of the screen shows already.

    Args:
        item: the selected item.
        keys: the checks of this item and their targets.
        run: the run with their results.
    """
    key = as_key(item)
    if isinstance(item, Whole):
        entries = tuple(overview(run.results))
        if not run.results.finished:
            checks = tuple(planned_checks())
            return Details("Whole run", entries=entries, aside=checks, aside_title="Its checks")
        rights = tuple(rights_lines(run.results))
        return Details("Whole run", entries=entries, aside=rights, aside_title="Rights")
    if isinstance(item, str | FollowUps):
        title = item if isinstance(item, str) else item.subject
        entries = tuple(subject_details(title, keys, run))
        return Details(title, entries=entries, aside=tuple(subject_proof(keys, run)))
    if key is None:
        return Details("")
    result = run.results.finished.get(key)
    decides = result is not None and deciding_result(run.results) == result
    return Details(
        *check_facts(key, run),
        entries=tuple(check_details(key, run, step_above=decides)),
        proof=tuple(proof_of(result)),
    )


def details_of_kept_run(run: KeptRun | None) -> Details:
    """Return the details of an earlier run."""
    return Details("Earlier run", entries=tuple(kept_run_details(run)) if run else ())


def details_of_rights(run: ShownRun) -> Details:
    """Return the table of the rights of application and agent."""
    return Details("Rights", entries=tuple(rights_details(run.results)))


def finding_to_copy(item: Item | None, keys: Sequence[CheckKey], run: ShownRun) -> Iterator[Entry]:
    """Yield everything about an item, including its code, for a reader without the screen."""
    details = selection_details(item, keys, run)
    yield Entry("", Content("   ").join([Content(details.title), details.about]))
    key = as_key(item)
    if key is None:
        yield from details.entries
        return
    yield from check_details(key, run)
    if details.proof:
        yield from (GAP, Entry("", Content("Proof")), *details.proof)
    result = run.results.finished.get(key)
    if result is not None:
        yield from (GAP, Entry("", Content(result.code)))
