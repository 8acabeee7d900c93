"""The tree of checks: subjects, and below each its checks, made up front and changed in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from textual import events

from halo_tui.checks.results import Key
from halo_tui.ui.verify.check_cursor import CheckCursor
from halo_tui.ui.verify.check_nodes import CheckNodes, Continuation, FollowUps, Item
from halo_tui.ui.verify.label_painter import LabelPainter
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.widgets.folding_tree import FoldingTree

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp


class CheckTree(FoldingTree[Item]):
    """All checks; on one of them, space and enter are left to the screen."""

    DEFAULT_CSS = "CheckTree { overflow-x: hidden; overflow-y: scroll; padding: 0; }"

    app: ThemedApp

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.nodes = CheckNodes()
        self.painter = LabelPainter(self)
        self.cursor = CheckCursor(self)
        self.guide_depth = self.painter.GUIDE

    def build(self, groups: Mapping[str, Iterable[Key]], follow_ups: Collection[Key] = ()) -> None:
        """Make the lines, if there are to be others; the cursor and what is open stay.

        Args:
            groups: the checks under the title of their subject.
            follow_ups: the checks that only follow from a cause.
        """
        if self.nodes.are_those_of(groups, follow_ups):
            return
        were_open = {key for key, node in self.nodes.branches() if node.is_expanded}
        before, scrolled = self.item, self.scroll_offset.y
        self.clear()
        self.painter.forget()
        self.nodes = CheckNodes.below(self.root, groups, follow_ups)
        for key, node in self.nodes.branches():
            if key in were_open:
                node.expand()
        self.forget_cursor()
        if self.cursor.put_on(before):
            self.scroll_to(y=scrolled, animate=False, force=True)

    def draw(self, run: ShownRun) -> None:
        """Draw the lines that say something else now, and no others."""
        before = self.item
        if self.painter.draw(run):
            self.cursor.put_on(before)

    def fold(self, is_open: Callable[[Item], bool], *, all_anew: bool = False) -> None:
        """Open and fold branches.

        Args:
            is_open: tells of a branch's item whether it is to be open.
            all_anew: also those that a person has opened or folded.
        """
        if all_anew:
            self._by_hand.clear()
        item = self.item
        for key, node in self.nodes.branches():
            assert node.data is not None
            if self._by_hand.get(key, is_open(node.data)) is not node.is_expanded:
                node.toggle()
        self.cursor.put_on(item)
        self.cursor.settle()

    @property
    def all_open(self) -> bool:
        """Whether every branch is."""
        return all(node.is_expanded for _, node in self.nodes.branches())

    def toggle_all(self) -> None:
        """Want all branches open, whatever they hold; or, if all are, as they come."""
        self._by_hand = {} if self.all_open else {key: True for key, _ in self.nodes.branches()}

    def validate_cursor_line(self, value: int) -> int:
        """Pass the lines in which a message goes on."""
        line: int = super().validate_cursor_line(value)
        step = 1 if line == self.cursor_line + 1 else -1
        passed = line
        while (node := self.get_node_at_line(passed)) is not None:
            if not isinstance(node.data, Continuation):
                return passed
            passed += step
        return line - 1 if step > 0 else line

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.cursor.settle)

    def branch_key(self, item: Item | None) -> str | None:
        """The key of a branch; see `CheckNodes.branches`."""
        if isinstance(item, FollowUps):
            return f"{item.subject} follow-ups"
        return item if isinstance(item, str) else None

    def branch_folded(self) -> None:
        """Keep the cursor in view."""
        self.call_after_refresh(self.cursor.settle)
