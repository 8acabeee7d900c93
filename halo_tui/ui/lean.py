"""Two of Textual's inner workings, redefined so that a key press costs few bytes over SSH.

Both are tied to Textual 8.2 and guarded by tests on bytes and on equal cells.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from halo_tui.ui.actions import VIM_MOVES

Result = TypeVar("Result")
Data = TypeVar("Data")


class LeanScreen(Screen[Result]):
    """A screen that is not painted anew when the focus moves: both widgets paint themselves."""

    focused: var[Widget | None] = var(None)


class LeanTree(Tree[Data]):
    """A tree that paints the line of a node, not those of all nodes below it.

    The style sheet draws the guides of a selected node like all others, so no other line changes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *VIM_MOVES,
        Binding("right,l", "open_branch", show=False),
        Binding("left,h", "close_branch", show=False),
    ]

    DEFAULT_CSS = """
    LeanTree > .tree--guides, LeanTree > .tree--guides-hover, LeanTree > .tree--guides-selected {
        color: $text-muted;
        text-style: none;
    }
    """

    def _refresh_node(self, node: TreeNode[Any]) -> None:
        if node.line >= 0:
            self._refresh_line(node.line)

    def action_open_branch(self) -> None:
        """Open the branch under the cursor."""
        if self.cursor_node is not None and self.cursor_node.allow_expand:
            self.cursor_node.expand()

    def action_close_branch(self) -> None:
        """Close the branch under the cursor, or go up to the branch of a leaf."""
        node = self.cursor_node
        if node is None:
            return
        if node.allow_expand and node.is_expanded:
            node.collapse()
        elif node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)
