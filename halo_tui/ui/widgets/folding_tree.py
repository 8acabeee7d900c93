"""A tree whose branches fold by themselves, until a person folds or opens one."""

from __future__ import annotations

from typing import TypeVar

from textual.actions import SkipAction
from textual.widgets.tree import TreeNode

from halo_tui.ui.kit.glyphs import FOLD_CLOSED, FOLD_OPEN
from halo_tui.ui.widgets.marked_tree import MarkedTree

Data = TypeVar("Data")


class FoldingTree(MarkedTree[Data]):
    """Branches with leaves; on a leaf, space and enter are left to the screen."""

    ICON_NODE = f" {FOLD_CLOSED} "
    ICON_NODE_EXPANDED = f" {FOLD_OPEN} "

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self.show_root = False
        self.show_guides = False
        self._by_hand: dict[str, bool] = {}
        """By a branch's key: whether a person opened it, or folded it."""

    @property
    def item(self) -> Data | None:
        """What is under the cursor."""
        return self.cursor_node.data if self.cursor_node else None

    def branch_key(self, item: Data | None) -> str | None:
        """What tells a branch from others; None for a leaf, and for nothing."""
        raise NotImplementedError

    def branch_folded(self) -> None:
        """A person has folded or opened a branch."""

    def action_toggle_node(self) -> None:
        """Open or close a branch."""
        self._leave_leaves_to_the_screen()
        super().action_toggle_node()

    def action_select_cursor(self) -> None:
        """Open or close a branch."""
        self._leave_leaves_to_the_screen()
        super().action_select_cursor()

    def action_open_branch(self) -> None:
        """Open the branch under the cursor, for good."""
        super().action_open_branch()
        self._remember(self.cursor_node)

    def action_close_branch(self) -> None:
        """Close the branch under the cursor, for good, or go up to the branch of a leaf."""
        node = self.cursor_node
        super().action_close_branch()
        self._remember(node)

    def branch_toggled(self, node: TreeNode[Data]) -> None:
        """Remember that a person did this."""
        self._remember(node)

    def _remember(self, node: TreeNode[Data] | None) -> None:
        key = self.branch_key(node.data) if node is not None else None
        if node is not None and key is not None:
            self._by_hand[key] = node.is_expanded
            self.branch_folded()

    def _leave_leaves_to_the_screen(self) -> None:
        if self.branch_key(self.item) is None:
            raise SkipAction
