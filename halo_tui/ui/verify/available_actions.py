"""The actions that are possible on the Test screen now, the most useful first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from halo_tui.checks.events import CheckFinished
from halo_tui.ui.kit.actions import Action
from halo_tui.ui.verify.check_details import missing_certificate, wants_edit
from halo_tui.ui.verify.check_filter import CheckFilter, to_run_again

if TYPE_CHECKING:
    from halo_tui.ui.session import Session
    from halo_tui.ui.verify.run_view import RunView

_STARTING: Final = frozenset({"test.run", "test.run_failed", "test.run_one"})
_OF_A_PROFILE: Final = _STARTING | {"test.history"}


def available_actions(actions: Sequence[Action], session: Session, view: RunView) -> list[Action]:
    """Return the possible actions, first the one that helps: editing, or saving a certificate.

    Args:
        actions: all actions of the screen.
        session: the session whose run is shown.
        view: the view that shows it.
    """
    board = view.board
    if board.in_history:
        return _in_history(actions)
    labels = {}
    if board.checks.all_open and view.filter is CheckFilter.ALL:
        labels["test.fold"] = "Fold passed"
    hidden = _hidden(session, board.result)
    found = [
        action._replace(label=labels.get(action.id, action.label))
        for action in actions
        if action.id not in hidden
    ]
    if missing_certificate(board.result):
        return sorted(found, key=lambda action: action.id != "test.save_pem")
    if board.result is None or not wants_edit(board.result):
        return found
    edit = next(action for action in found if action.id == "test.to_field")
    rest = [a for a in found if a.id not in ("test.to_field", "test.run_one")]
    return [edit._replace(label="Edit this field"), *rest]


def _in_history(actions: Sequence[Action]) -> list[Action]:
    """Return the actions that are possible in the list of earlier runs."""
    own = {action.id: action for action in actions}
    opening = own["test.read"]._replace(label="Open this run", footer=True)
    return [opening, own["test.history"]._replace(label="Checks"), own["test.run"]]


def _hidden(session: Session, result: CheckFinished | None) -> set[str]:
    """Return the ids of the actions that are not possible with the result under the cursor."""
    hidden = set(_STARTING) if session.busy else {"test.cancel"}
    if session.slug is None:
        hidden |= _OF_A_PROFILE
    if not missing_certificate(result):
        hidden.add("test.save_pem")
    if result is None or result.step is None:
        hidden.add("test.to_step")
    if result is None or result.field is None:
        hidden.add("test.to_field")
    if not session.results.finished or not to_run_again(session.results):
        hidden.add("test.run_failed")
    return hidden
