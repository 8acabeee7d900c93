"""The widgets below the head: the checks or the earlier runs, and the details."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Tree

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.results import CheckKey
from halo_tui.checks.verdicts import Verdict
from halo_tui.ui.base_screen import is_wide
from halo_tui.ui.kit.debounce import Debounce
from halo_tui.ui.verify.causes import followed_cause
from halo_tui.ui.verify.check_nodes import FollowUps, Item, Whole, as_key
from halo_tui.ui.verify.check_tree import CheckTree
from halo_tui.ui.verify.details_panes import DetailsPanes
from halo_tui.ui.verify.kept_run_list import KeptRunList
from halo_tui.ui.verify.kept_runs import KeptRun
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.verify.selection_details import (
    details_of_kept_run,
    details_of_rights,
    finding_to_copy,
    selection_details,
)
from halo_tui.ui.verify.subject_summary import SubjectSummary
from halo_tui.ui.verify.verdict import verdict_so_far
from halo_tui.ui.widgets.chrome import Line
from halo_tui.ui.widgets.pane import Pane
from halo_tui.ui.widgets.sheet import Entry

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

_MOVES: Final = frozenset(
    {"up", "down", "left", "right", "pageup", "pagedown", "home", "end",
     "j", "k", "h", "l", "g", "G"}
)  # fmt: skip
"""The keys that move the cursor."""


class CheckBoard(Container):
    """Shows the checks, one line each, and the details of the line under the cursor."""

    app: ThemedApp

    class Rested(Message):
        """Posted when the details have been updated after a move of the cursor."""

    def __init__(self, run: Callable[[], ShownRun], *, id: str | None = None) -> None:  # noqa: A002
        """Make the board.

        Args:
            run: returns the run to draw.
            id: the id of the widget.
        """
        super().__init__(id=id)
        self.rights = False
        """Whether the table of rights is shown instead of the details."""
        self.moved = False
        """Whether the user has moved the cursor since the last `go_to`."""
        self._run = run
        self._title = ""
        self._rest = Debounce(self)

    def compose(self) -> ComposeResult:
        with Pane(id="lines"):
            yield Line(id="columns")
            yield CheckTree(id="checks")
            yield KeptRunList(id="runs")
        yield DetailsPanes(id="panes")

    @property
    def checks(self) -> CheckTree:
        """The tree of the checks."""
        return self.query_one(CheckTree)

    @property
    def _panes(self) -> DetailsPanes:
        return self.query_one(DetailsPanes)

    @property
    def _panes_beside(self) -> bool:
        """Whether the details are beside the checks, not below them."""
        return is_wide(self.screen)

    @property
    def at_rest(self) -> bool:
        """Whether the details are up to date with the cursor."""
        return not self._rest.is_waiting

    @property
    def in_history(self) -> bool:
        """Whether the earlier runs are shown instead of the checks."""
        return self.has_class("-history")

    @property
    def kept_run(self) -> KeptRun | None:
        """The earlier run under the cursor; None while the checks are shown."""
        return self.query_one(KeptRunList).run if self.in_history else None

    @property
    def result(self) -> CheckFinished | None:
        """The result of the check under the cursor; None if there is none."""
        key = as_key(self.checks.item)
        return self._run().results.finished.get(key) if key else None

    @property
    def selected(self) -> list[str]:
        """The ids of the checks under the cursor: of one check, or of all checks of a subject."""
        return list(dict.fromkeys(check for check, _ in self._selected_keys))

    @property
    def _selected_keys(self) -> list[CheckKey]:
        item, nodes = self.checks.item, self.checks.nodes
        if isinstance(item, str | FollowUps):
            return nodes.keys_of(item if isinstance(item, str) else item.subject)
        return [key] if (key := as_key(item)) else []

    def build(self, groups: Mapping[str, Sequence[CheckKey]], *, title: str, settled: bool) -> None:
        """Show these checks; make new lines only if the checks are not the same as before.

        Args:
            groups: the checks by the title of their subject.
            title: says which of the checks they are.
            settled: whether no run is under way; only then may lines be added or removed.
        """
        results = self._run().results
        self._title = title
        self._entitle()
        self.checks.painter.may_wrap = settled
        follow_ups = {
            key for key, result in results.finished.items() if followed_cause(result, results)
        }
        self.checks.build(groups, follow_ups if settled else ())
        self.set_class(settled and verdict_so_far(results) is Verdict.READY, "-ready")
        is_first = self.checks.item is None
        if is_first:
            self.go_to(Whole.RUN)
        self.draw()
        if is_first:
            self._show()

    def fold(self, *, all_open: bool = False, all_folded: bool = False) -> None:
        """Fold the subjects without problems, and open the others.

        Args:
            all_open: open all subjects, because a filter leaves only few lines.
            all_folded: fold all subjects, because a run has begun, so that no line moves during it.
        """
        results = self._run().results

        def is_open(item: Item) -> bool:
            if all_open or all_folded or not isinstance(item, str):
                return all_open
            return SubjectSummary.of(self.checks.nodes.keys_of(item), results).has_problem

        self.checks.fold(is_open, all_anew=all_folded)

    def draw(self) -> None:
        """Draw everything that has changed."""
        run = self._run()
        self.checks.draw(run)
        self.query_one(KeptRunList).draw()
        heading = self.checks.painter.columns(0).heading if run.results.finished else ""
        self.query_one("#columns", Line).update(Content("   ") + Content(heading))
        self.show_soon()

    def draw_check(self, key: CheckKey) -> None:
        """Draw the line of one check, and its details if it is selected."""
        run = self._run()
        in_use = [*run.results.finished, *run.results.running]
        nodes = self.checks.nodes
        self.checks.painter.draw_check(nodes.line_for(key, in_use), run)
        if key == self.checks.item:
            self.show_soon()

    def go_to(self, item: Item) -> None:
        """Move the cursor to an item that has a line."""
        self.checks.cursor.go_to(item)
        self.moved = False

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self.draw()
        self.checks.cursor.settle()

    @on(events.DescendantFocus, "Page")
    @on(events.DescendantBlur, "Page")
    def _give_room(self) -> None:
        """Make the details higher while they have the focus, if they are below the checks."""
        if not self._panes_beside:
            self.set_class(self._panes.details.has_focus, "-reading")

    # The details ---------------------------------------------------------------------------

    @on(Tree.NodeHighlighted)
    def _highlighted(self) -> None:
        self.show_soon()

    def on_key(self, event: events.Key) -> None:
        """Remember that the user moves the cursor: the end of a run must not move it then."""
        self.moved = self.moved or (self.checks.has_focus and event.key in _MOVES)

    def on_click(self) -> None:
        """Remember the same for the mouse."""
        self.moved = True

    def show_soon(self) -> None:
        """Update the details as soon as the cursor has stopped moving."""
        self._rest.after(self._show)

    def _show(self) -> None:
        beside = self.screen.has_class("-broad") and not (self.in_history or self.rights)
        item: object = self.checks.item
        if self.in_history:
            item, details = self.kept_run, details_of_kept_run(self.kept_run)
        elif self.rights:
            item, details = "rights", details_of_rights(self._run())
        else:
            details = selection_details(self.checks.item, self._selected_keys, self._run())
        self._panes.show(item, details, proof_beside=beside)
        self.post_message(self.Rested())

    def finding(self) -> Iterable[Entry]:
        """Return everything about the selected check or subject, to be copied."""
        return finding_to_copy(self.checks.item, self._selected_keys, self._run())

    def toggle_rights(self) -> None:
        """Show the table of rights, or the details of the selected check again."""
        self.rights = not self.rights
        if not self.rights:
            self._focus_lines()
        elif not self._panes_beside:
            self.screen.set_focus(self._panes.details, scroll_visible=False)
        self._show()

    def toggle_details(self) -> None:
        """Move the focus to the details, or back to the checks."""
        if self._panes.has_focus_in_page:
            self._focus_lines()
        else:
            self.screen.set_focus(self._panes.details, scroll_visible=False)

    def _focus_lines(self) -> None:
        """Move the focus to the checks, which may have been hidden by the details."""
        self.remove_class("-reading")
        lines = self.query_one(KeptRunList) if self.in_history else self.checks
        self.call_after_refresh(self.screen.set_focus, lines, scroll_visible=False)

    def open_history(self) -> None:
        """Show the earlier runs instead of the checks."""
        self.rights = False
        self.add_class("-history")
        self._entitle()
        self.screen.set_focus(self.query_one(KeptRunList), scroll_visible=False)

    def _entitle(self) -> None:
        self.query_one("#lines", Pane).entitle("Earlier runs" if self.in_history else self._title)

    def fill_history(self, runs: Sequence[KeptRun]) -> None:
        """Fill the list of earlier runs."""
        self.query_one(KeptRunList).build(runs)
        self._show()

    def close_history(self) -> None:
        """Show the checks again."""
        if self.in_history:
            self.remove_class("-history")
            self._entitle()
            self.screen.set_focus(self.checks, scroll_visible=False)
            self.show_soon()

    def step_back(self) -> bool:
        """Leave the details, the list or the table; return False if none of them is open."""
        if self.rights and not self.in_history:
            self.toggle_rights()
        elif self._panes.has_focus_in_page:
            self._focus_lines()
        elif self.in_history:
            self.close_history()
        else:
            return False
        return True
