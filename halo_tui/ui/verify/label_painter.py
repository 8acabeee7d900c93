"""Sets the labels of the tree of checks; only those that have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual.widgets.tree import TreeNode

from halo_tui.checks.results import CheckKey
from halo_tui.ui.base_screen import is_wide
from halo_tui.ui.verify.check_lines import (
    Columns,
    check_line,
    continuation_lines,
    follow_ups_line,
    subject_line,
    whole_line,
)
from halo_tui.ui.verify.check_nodes import Item
from halo_tui.ui.verify.run_state import ShownRun

if TYPE_CHECKING:
    from halo_tui.ui.verify.check_tree import CheckTree

_NARROWEST: Final = 30
_FOLD: Final = 3
"""The width of the fold sign of a branch, in cells."""
_GUTTER: Final = 2
"""Cells between the lines and the scroll bar."""
_ROOMY: Final = 160
"""The width of the terminal from which all durations and bars are shown, in cells."""


class LabelPainter:
    """Sets the labels of one tree."""

    GUIDE: Final = 3
    """Cells by which a line is indented below its branch."""

    def __init__(self, tree: CheckTree) -> None:
        """Make it for a tree."""
        self._tree = tree
        self._drawn: dict[int, Text] = {}
        self._width = 0
        self.may_wrap = False
        """Whether a long message may continue in the next lines; it does where there is room."""

    def forget(self) -> None:
        """Forget the labels of the former nodes: all nodes are new."""
        self._drawn.clear()

    def draw(self, run: ShownRun) -> bool:
        """Update the labels that have changed.

        Returns:
            Whether lines were added or removed.
        """
        nodes, colour = self._tree.nodes, self._tree.app.colour
        if nodes.whole is not None:
            self._label(nodes.whole, whole_line(run, self.columns(0), colour))
        changed = [self._draw_check(key, run) for key in list(nodes.checks)]
        for title in nodes.subjects:
            self._draw_subject(title, run)
        return any(changed)

    def draw_check(self, key: CheckKey, run: ShownRun) -> None:
        """Update the labels of a check and of its subject."""
        nodes = self._tree.nodes
        if key not in nodes.checks:
            return
        self._draw_check(key, run)
        branch = nodes.checks[key].parent
        while branch is not None and not isinstance(branch.data, str):
            branch = branch.parent
        if branch is not None and isinstance(branch.data, str):
            self._draw_subject(branch.data, run)

    def columns(self, depth: int) -> Columns:
        """Return the columns of a line.

        Args:
            depth: how many levels the line is indented more than the checks of a subject.
        """
        if self._tree.size.width:  # a hidden tree has the width 0
            self._width = self._tree.scrollable_content_region.width
        room = max(_NARROWEST, self._width - _FOLD - depth * self.GUIDE - _GUTTER)
        return Columns.within(room, roomy=self._tree.app.size.width >= _ROOMY)

    def _draw_check(self, key: CheckKey, run: ShownRun) -> bool:
        nodes, colour = self._tree.nodes, self._tree.app.colour
        columns = self.columns(_depth(nodes.checks[key]))
        wraps = self.may_wrap and is_wide(self._tree.screen)
        self._label(nodes.checks[key], check_line(key, run, columns, colour, wraps=wraps))
        rest = continuation_lines(key, run, columns, colour) if wraps else []
        before = nodes.continued(key)
        for node, line in zip(nodes.continue_in(key, len(rest)), rest, strict=True):
            self._label(node, line)
        return len(rest) != before

    def _draw_subject(self, title: str, run: ShownRun) -> None:
        nodes, colour = self._tree.nodes, self._tree.app.colour
        keys = nodes.keys_of(title)
        label = subject_line(title, keys, run, self.columns(0), colour)
        self._label(nodes.subjects[title], label)
        if title in nodes.follow_ups:
            columns = self.columns(1)
            followed = [key for key in keys if nodes.checks[key].parent is nodes.follow_ups[title]]
            self._label(nodes.follow_ups[title], follow_ups_line(followed, run, columns, colour))

    def _label(self, node: TreeNode[Item], label: Text) -> None:
        if self._drawn.get(node.id) != label:
            self._drawn[node.id] = label
            node.set_label(label)


def _depth(node: TreeNode[Item]) -> int:
    """Return the number of branches between a check and its subject; 0 directly below it."""
    depth = -1
    while (branch := node.parent) is not None and not branch.is_root:
        node, depth = branch, depth + 1
    return depth
