"""A tree whose branches expand and collapse automatically, unless the user did it by hand."""

from __future__ import annotations

from typing import TypeVar

from textual.actions import SkipAction
from textual.widgets.tree import TreeNode

from halo_tui.ui.kit.glyphs import FOLD_CLOSED, FOLD_OPEN
from halo_tui.ui.widgets.marked_tree import MarkedTree

Data = TypeVar("Data")


class FoldingTree(MarkedTree[Data]):
    """A tree of branches and leaves; on a leaf, the screen handles space and enter."""

    ICON_NODE = f" {FOLD_CLOSED} "
    ICON_NODE_EXPANDED = f" {FOLD_OPEN} "

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self.show_root = False
        self.show_guides = False
        self._by_hand: dict[str, bool] = {}
        """The branches that the user expanded (True) or collapsed (False), by branch key."""

    @property
    def item(self) -> Data | None:
        """The data of the node under the cursor; None if there is none."""
        return self.cursor_node.data if self.cursor_node else None

    def branch_key(self, item: Data | None) -> str | None:
        """Return a unique key of a branch; None for a leaf and for None."""
        raise NotImplementedError

    def branch_folded(self) -> None:
        """Called after the user has expanded or collapsed a branch."""

    def action_toggle_node(self) -> None:
        """Expand or collapse a branch."""
        self._leave_leaves_to_the_screen()
        super().action_toggle_node()

    def action_select_cursor(self) -> None:
        """Expand or collapse a branch."""
        self._leave_leaves_to_the_screen()
        super().action_select_cursor()

    def action_open_branch(self) -> None:
        """Expand the branch under the cursor and remember it."""
        super().action_open_branch()
        self._remember(self.cursor_node)

    def action_close_branch(self) -> None:
        """Collapse the branch under the cursor and remember it, or go from a leaf to its branch."""
        node = self.cursor_node
        super().action_close_branch()
        self._remember(node)

    def branch_toggled(self, node: TreeNode[Data]) -> None:
        """Remember that the user expanded or collapsed the branch."""
        self._remember(node)

    def _remember(self, node: TreeNode[Data] | None) -> None:
        key = self.branch_key(node.data) if node is not None else None
        if node is not None and key is not None:
            self._by_hand[key] = node.is_expanded
            self.branch_folded()

    def _leave_leaves_to_the_screen(self) -> None:
        if self.branch_key(self.item) is None:
            raise SkipAction
