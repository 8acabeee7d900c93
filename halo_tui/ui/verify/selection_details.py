"""What the details say of whatever is selected: a check, a subject, the whole run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from halo_tui.checks.results import Key
from halo_tui.ui.verify.causes import deciding_result
from halo_tui.ui.verify.check_details import GAP, check_details, proof_of
from halo_tui.ui.verify.check_nodes import FollowUps, Item, Whole, as_key
from halo_tui.ui.verify.overview import overview
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.verify.subject_details import subject_details
from halo_tui.ui.widgets.sheet import Entry


def selection_details(
    item: Item | None, keys: Sequence[Key], run: ShownRun, *, proof_beside: bool = False
) -> Iterator[Entry]:
    """All about an item that the screen does not show elsewhere.

    Args:
        item: what is selected.
        keys: of the checks that it stands for.
        run: what is known.
        proof_beside: whether the proof stands in a page of its own.
    """
    key = as_key(item)
    if isinstance(item, Whole):
        yield from overview(run.results)
    elif isinstance(item, str | FollowUps):
        yield from subject_details(item if isinstance(item, str) else item.subject, keys, run)
    elif key is not None:
        result = run.results.finished.get(key)
        decides = result is not None and deciding_result(run.results) is result
        yield from check_details(key, run, step_above=decides)
        if not proof_beside:
            yield from _with_heading(proof_of(result))


def proof_page(item: Item | None, run: ShownRun) -> Iterator[Entry]:
    """The proof of a check for a page of its own; nothing for other items."""
    key = as_key(item)
    yield from list(_with_heading(proof_of(run.results.finished.get(key) if key else None)))[1:]


def finding_to_copy(item: Item | None, keys: Sequence[Key], run: ShownRun) -> Iterator[Entry]:
    """All about an item for somebody who does not see the screen; a check's code as well."""
    key = as_key(item)
    if key is None:
        yield from selection_details(item, keys, run)
        return
    result = run.results.finished.get(key)
    yield from check_details(key, run)
    yield from _with_heading(proof_of(result))
    if result is not None:
        yield from (GAP, Entry("", Content(result.code)))


def _with_heading(proof: Iterator[Entry]) -> Iterator[Entry]:
    rows = list(proof)
    if rows:
        yield from (GAP, Entry("", Content.styled("Proof", "bold $text-muted")), *rows)
