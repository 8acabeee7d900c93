"""The tree of the checklist: sections with their progress, and steps with their states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets.tree import TreeNode

from halo_tui.guide.model import Section
from halo_tui.ui.checklist.step_labels import Item, label_of
from halo_tui.ui.widgets.folding_tree import FoldingTree
from halo_tui.workspace.checklist import Checklist

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp


class StepTree(FoldingTree[Item]):
    """All sections and steps; on a step, the screen handles space and enter.

    A finished section is folded, unless the user has folded or opened it by hand.
    """

    app: ThemedApp

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.guide_depth = 3
        self._by_id: dict[str, TreeNode[Item]] = {}
        self._drawn: dict[str, Text] = {}

    def build(self, checklist: Checklist, *, all_steps: bool) -> None:
        """Make all nodes again; cursor and scroll position stay as they are.

        Args:
            checklist: the checklist to show.
            all_steps: whether steps that do not apply are shown as well.
        """
        before, scrolled = self.item, self.scroll_offset.y
        self.clear()
        self._by_id, self._drawn = {}, {}
        hosting = None if all_steps else checklist.hosting
        for section, steps in checklist.guide.by_section(hosting):
            branch = self._add(self.root, section)
            for step in steps:
                self._add(branch, step)
        self.relabel(checklist)
        self.fold(checklist)
        if before is not None and before.id in self._by_id:
            self.scroll_to(y=scrolled, animate=False, force=True)
            self._put_cursor(before.id)

    def fold(self, checklist: Checklist) -> None:
        """Fold finished sections and open the others, but keep the cursor's open.

        A section that the user has folded or opened by hand stays as it is.
        """
        here = self.cursor_node.parent if self.cursor_node else None
        for node in self.root.children:
            section = node.data
            assert isinstance(section, Section)
            finished = checklist.count(section.id).finished
            is_open = node is here or self._by_hand.get(section.id, not finished)
            if is_open is not node.is_expanded:
                node.toggle()

    def relabel(self, checklist: Checklist) -> None:
        """Update the labels that have changed."""
        upcoming, colour = checklist.next_step(), self.app.colour
        for key, node in self._by_id.items():
            label = label_of(node.data, checklist, upcoming, colour) if node.data else Text()
            if label != self._drawn[key]:
                self._drawn[key] = label
                node.set_label(label)

    def shows(self, item: Item) -> bool:
        """Return whether a section or step is in the tree."""
        return item.id in self._by_id

    def go_to(self, item: Item) -> None:
        """Move the cursor to a section or step that is in the tree; open its section."""
        parent = self._by_id[item.id].parent
        if parent is not None and parent.is_collapsed:
            parent.expand()
        self._put_cursor(item.id)

    def branch_key(self, item: Item | None) -> str | None:
        """Return a section's id; None for a step."""
        return item.id if isinstance(item, Section) else None

    def _put_cursor(self, key: str) -> None:
        if self.last_line >= 0:  # reading this property gives new nodes their line numbers
            self.move_cursor(self._by_id[key])
            self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        """Scroll to the cursor, and show its section's title as well if both fit."""
        node = self.cursor_node
        if node is not None and node.parent is not None:
            self.scroll_to_node(node.parent, animate=False)
            self.scroll_to_node(node, animate=False)

    def _add(self, parent: TreeNode[Item], item: Item) -> TreeNode[Item]:
        node = parent.add("", item, allow_expand=isinstance(item, Section))
        self._by_id[item.id], self._drawn[item.id] = node, Text()
        return node
