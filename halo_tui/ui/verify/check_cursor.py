"""The cursor of the tree of checks: moves to a check, opens its branches, and stays visible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from halo_tui.ui.verify.check_nodes import Continuation, Item

if TYPE_CHECKING:
    from halo_tui.ui.verify.check_tree import CheckTree

_ABOVE: Final = 3
"""The number of lines that stay visible above the cursor after a scroll."""


class CheckCursor:
    """The cursor of one tree."""

    def __init__(self, tree: CheckTree) -> None:
        """Make it for a tree."""
        self._tree = tree

    def go_to(self, item: Item) -> bool:
        """Move the cursor to an item, and open its branches; return False if it has no line."""
        nodes = self._tree.nodes
        while (node := nodes.node_of(item)) is not None and node.data != item:
            node.expand()
        if not self.put_on(item):
            return False
        self.settle()
        return True

    def put_on(self, item: Item | None) -> bool:
        """Move the cursor to an item, or to the folded branch around it.

        Returns:
            False if the item has no line.
        """
        node = self._tree.nodes.node_of(item) if item is not None else None
        if node is None:
            return False
        if self._tree.last_line >= 0:  # reading this property gives new nodes their line numbers
            self._tree.cursor_line = node.line
        return True

    def past_continuations(self, line: int) -> int:
        """Return the nearest line that does not continue a message, in the cursor's direction.

        Args:
            line: the line that the cursor is to move to.
        """
        step = 1 if line == self._tree.cursor_line + 1 else -1
        passed = line
        while (node := self._tree.get_node_at_line(passed)) is not None:
            if not isinstance(node.data, Continuation):
                return passed
            passed += step
        return line - 1 if step > 0 else line

    def settle(self) -> None:
        """Scroll to the cursor, and fit the scroll bar to the number of lines."""
        tree = self._tree
        height, lines = tree.scrollable_content_region.height, tree.last_line + 1
        if not height:
            return
        top, line = min(tree.scroll_offset.y, max(0, lines - height)), max(0, tree.cursor_line)
        if not top <= line < top + height:
            above = min(_ABOVE, height // 3)
            top = 0 if line < height else min(line - above, lines - height)
        tree.scroll_to(y=top, animate=False, force=True)
        bar = tree.vertical_scrollbar
        bar.window_virtual_size, bar.window_size, bar.position = lines, height, top
