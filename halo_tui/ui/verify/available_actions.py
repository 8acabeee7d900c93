"""What can be done on the test screen now, what matters most first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.results import Results
from halo_tui.ui.kit.actions import Action
from halo_tui.ui.verify.check_details import missing_certificate, wants_edit
from halo_tui.ui.verify.check_filter import to_run_again

_RUNNING = frozenset({"test.run", "test.run_failed", "test.run_one"})


def actions_in_history(actions: Iterable[Action]) -> list[Action]:
    """What can be done while earlier runs are listed."""
    own = {action.id: action for action in actions}
    opening = replace(own["test.read"], label="Open this run", footer=True)
    return [opening, replace(own["test.history"], label="Checks"), own["test.run"]]


def available_actions(
    actions: Iterable[Action],
    *,
    busy: bool,
    result: CheckFinished | None,
    results: Results,
    labels: Mapping[str, str],
) -> list[Action]:
    """What can be done; where only another value helps, editing comes before running.

    Args:
        actions: of the screen.
        busy: whether a run is under way.
        result: under the cursor.
        results: of the run.
        labels: what keys are called that say how the screen stands, by the action's id.
    """
    hidden = set(_RUNNING) if busy else {"test.cancel"}
    if not missing_certificate(result):
        hidden.add("test.save_pem")
    if result is None or result.step is None:
        hidden.add("test.to_step")
    if result is None or result.field is None:
        hidden.add("test.to_field")
    if not results.finished or not to_run_again(results):
        hidden.add("test.run_failed")
    found = [
        replace(action, label=labels.get(action.id, action.label))
        for action in actions
        if action.id not in hidden
    ]
    if result is None or not wants_edit(result):
        return found
    edit = next(action for action in found if action.id == "test.to_field")
    rest = [a for a in found if a.id not in ("test.to_field", "test.run_one")]
    return [replace(edit, label="Edit this field"), *rest]
