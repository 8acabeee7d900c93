"""The board below the head: checks, or earlier runs, and beside them all about the selected one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Tree

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.results import Key
from halo_tui.ui.verify.check_tree import CheckTree, Item
from halo_tui.ui.verify.details import details_of, group_details
from halo_tui.ui.verify.earlier import Past, past_details
from halo_tui.ui.verify.groups import Group
from halo_tui.ui.verify.head import weightiest
from halo_tui.ui.verify.lines import Look, Run
from halo_tui.ui.verify.rights import matrix_details
from halo_tui.ui.verify.run_list import RunList
from halo_tui.ui.widgets.edge import Edge
from halo_tui.ui.widgets.page import Page
from halo_tui.ui.widgets.sheet import Entry

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

_MOVES = frozenset(
    {"up", "down", "left", "right", "pageup", "pagedown", "home", "end",
     "j", "k", "h", "l", "g", "G"}
)  # fmt: skip
"""The keys that move the cursor."""

REST = 0.25
"""Seconds that the cursor rests before the details follow it: fewer bytes while it travels."""


class CheckBoard(Container):
    """Checks in lines, made up front and changed in place; the details follow the cursor."""

    app: ThemedApp

    class Rested(Message):
        """The cursor has come to rest, and the details have followed it."""

    def __init__(self, run: Callable[[], Run], *, id: str | None = None) -> None:  # noqa: A002
        """Make the board.

        Args:
            run: asked for the run to draw.
            id: of the widget.
        """
        super().__init__(id=id)
        self.rights = False
        """Whether the matrix of rights stands in the place of the details."""
        self.moved = False
        """Whether a person has moved the cursor since `go_to`."""
        self._run = run
        """Where the cursor was put last, not by a person."""
        self._shown: object = None
        """What the details are about."""
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        yield CheckTree(id="checks")
        yield RunList(id="runs")
        yield Edge(id="edge")
        yield Page(id="details")

    @property
    def checks(self) -> CheckTree:
        """The lines of the checks."""
        return self.query_one(CheckTree)

    @property
    def _details(self) -> Page:
        return self.query_one(Page)

    @property
    def at_rest(self) -> bool:
        """Whether the details have followed the cursor."""
        return self._rest is None

    @property
    def listing(self) -> bool:
        """Whether the earlier runs are shown instead of the checks."""
        return self.has_class("-list")

    @property
    def past(self) -> Past | None:
        """The earlier run under the cursor."""
        return self.query_one(RunList).past if self.listing else None

    @property
    def result(self) -> CheckFinished | None:
        """The result under the cursor."""
        item = self.checks.item
        return self._run().results.finished.get(item) if isinstance(item, tuple) else None

    @property
    def selected(self) -> list[str]:
        """The checks under the cursor: one, or all of a subject."""
        item = self.checks.item
        if item is None:
            return []
        keys = self.checks.keys_of(item) if isinstance(item, str) else [item]
        return list(dict.fromkeys(check for check, _ in keys))

    def build(self, rows: Mapping[str, Sequence[Key]]) -> None:
        """Show these checks; lines are made anew only if others than before have one.

        Args:
            rows: the checks under the title of their subject.
        """
        if [key for keys in rows.values() for key in keys] != self.checks.keys:
            self.checks.build(rows)
        if self.checks.item is None and rows:
            self.go_to(next(iter(rows)))
        self.draw()

    def fold(self, *, all_open: bool = False, all_folded: bool = False) -> None:
        """Fold the subjects in which there is nothing to look into, and open the others.

        Args:
            all_open: open every one, because the lines are few.
            all_folded: fold every one, because a run has begun: nothing moves until its end.
        """
        results = self._run().results

        def is_open(title: str) -> bool:
            if all_open or all_folded:
                return all_open
            return Group.of(self.checks.keys_of(title), results).has_problem

        if all_folded:
            self.checks.forget_hands()
        self.checks.fold(is_open)

    def draw(self) -> None:
        """Draw all that says something else now."""
        self.checks.draw(self._run())
        self.query_one(RunList).draw()
        self.show_soon()

    def draw_check(self, key: Key) -> None:
        """Draw the line of one check."""
        run = self._run()
        in_use = [*run.results.finished, *run.results.running]
        self.checks.draw_check(self.checks.line_for(key, in_use), run)
        if key == self.checks.item:
            self.show_soon()

    def go_to(self, item: Item) -> None:
        """Put the cursor on a check or a subject that has a line."""
        self.checks.go_to(item)
        self.moved = False

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self.draw()
        self.checks.settle()

    @on(events.DescendantFocus, "#details")
    @on(events.DescendantBlur, "#details")
    def _give_room(self) -> None:
        """Light the edge; where the details lie below it, give them more room to be read."""
        self.query_one(Edge).set_class(self._details.has_focus, "-lit")
        if not self.screen.has_class("-wide"):
            self.set_class(self._details.has_focus, "-reading")

    # The details ---------------------------------------------------------------------------

    @on(Tree.NodeHighlighted)
    def _highlighted(self) -> None:
        self.show_soon()

    def on_key(self, event: events.Key) -> None:
        """Note that somebody looks around: a run that ends then leaves the cursor alone."""
        self.moved = self.moved or (self.checks.has_focus and event.key in _MOVES)

    def on_click(self) -> None:
        """Note the same of the mouse."""
        self.moved = True

    def show_soon(self) -> None:
        """Let the details follow once the cursor rests."""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._show)

    def _show(self) -> None:
        self._rest = None
        about = self.past if self.listing else "rights" if self.rights else self.checks.item
        if about != self._shown:
            self._shown = about
            self._details.scroll_home(animate=False)
        self._details.show(self.entries())
        self.post_message(self.Rested())

    def entries(self, *, whole: bool = False) -> Iterable[Entry]:
        """All about what is selected.

        Args:
            whole: whether also what stands above the board anyhow.
        """
        run, item = self._run(), self.checks.item
        look = Look(self.app.colour)
        if self.listing:
            return past_details(self.past, look) if self.past else ()
        if self.rights:
            return matrix_details(run.results, look)
        if isinstance(item, str):
            return group_details(item, self.checks.keys_of(item), run, look)
        if item is None:
            return ()
        first = weightiest(run.results)
        in_head = first is not None and first is self.result and not whole
        there_whole = in_head and not self.screen.has_class("-narrow")
        return details_of(item, run, look, in_head=in_head, next_in_head=there_whole)

    def toggle_rights(self) -> None:
        """Show the matrix of rights, or the selected check again."""
        self.rights = not self.rights
        if not self.rights:
            self._focus_lines()
        elif not self.screen.has_class("-wide"):
            self.screen.set_focus(self._details, scroll_visible=False)
        self._show()

    def toggle_details(self) -> None:
        """Put the focus on the details, or back."""
        if self._details.has_focus:
            self._focus_lines()
        else:
            self.screen.set_focus(self._details, scroll_visible=False)

    def _focus_lines(self) -> None:
        """Put the focus on the lines, which may have made way for the details."""
        self.remove_class("-reading")
        lines = self.query_one(RunList) if self.listing else self.checks
        self.call_after_refresh(self.screen.set_focus, lines, scroll_visible=False)

    def open_list(self) -> None:
        """Show the earlier runs instead of the checks."""
        self.rights = False
        self.add_class("-list")
        self.screen.set_focus(self.query_one(RunList), scroll_visible=False)

    def fill_list(self, runs: Sequence[Past]) -> None:
        """Show these runs in the list."""
        self.query_one(RunList).build(runs)
        self._show()

    def close_list(self) -> None:
        """Show the checks again."""
        if self.listing:
            self.remove_class("-list")
            self.screen.set_focus(self.checks, scroll_visible=False)
            self.show_soon()

    def step_back(self) -> bool:
        """Leave details, list or matrix; False if none of them is open."""
        if self.rights and not self.listing:
            self.toggle_rights()
        elif self._details.has_focus:
            self.toggle_details()
        elif self.listing:
            self.close_list()
        else:
            return False
        return True
