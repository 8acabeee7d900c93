"""The tree of checks: each subject with its checks; lines are made before a run and updated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from textual import events

from halo_tui.checks.results import CheckKey
from halo_tui.ui.verify.check_cursor import CheckCursor
from halo_tui.ui.verify.check_nodes import CheckNodes, FollowUps, Item
from halo_tui.ui.verify.label_painter import LabelPainter
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.widgets.folding_tree import FoldingTree

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp


class CheckTree(FoldingTree[Item]):
    """All checks; on a check, the screen handles space and enter."""

    DEFAULT_CSS = "CheckTree { overflow-x: hidden; overflow-y: scroll; padding: 0; }"

    app: ThemedApp

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        self.cursor = CheckCursor(self)  # Textual's own beginning moves the cursor already
        self.nodes = CheckNodes()
        super().__init__(id=id)
        self.painter = LabelPainter(self)
        self.guide_depth = self.painter.GUIDE

    def build(
        self, groups: Mapping[str, Iterable[CheckKey]], follow_ups: Collection[CheckKey] = ()
    ) -> None:
        """Make new lines if the checks have changed; keep the cursor and the open branches.

        Args:
            groups: the checks by the title of their subject.
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
        """Draw only the lines that have changed."""
        before = self.item
        if self.painter.draw(run):
            self.cursor.put_on(before)

    def fold(self, is_open: Callable[[Item], bool], *, all_anew: bool = False) -> None:
        """Open and fold branches.

        Args:
            is_open: returns whether the branch of an item should be open.
            all_anew: whether to include branches that the user has opened or folded by hand.
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
        """Whether all branches are open."""
        return all(node.is_expanded for _, node in self.nodes.branches())

    def toggle_all(self) -> None:
        """Choose to open all branches; if all are open, return to the automatic folding.

        The next `fold` applies the choice.
        """
        self._by_hand = {} if self.all_open else {key: True for key, _ in self.nodes.branches()}

    def validate_cursor_line(self, value: int) -> int:
        """Skip the lines that continue a message."""
        return self.cursor.past_continuations(super().validate_cursor_line(value))

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.cursor.settle)

    def branch_key(self, item: Item | None) -> str | None:
        """Return the key of a branch, see `CheckNodes.branches`; None for a check."""
        if isinstance(item, FollowUps):
            return f"{item.subject} follow-ups"
        return item if isinstance(item, str) else None

    def branch_folded(self) -> None:
        """Keep the cursor visible."""
        self.call_after_refresh(self.cursor.settle)
