"""A tree whose selected line is marked from edge to edge, its colours kept."""

from __future__ import annotations

from typing import Any, TypeVar

from rich.style import Style
from rich.text import Text
from textual.strip import Strip
from textual.widgets.tree import TreeNode

from halo_tui.ui.kit.lean import LeanTree

Data = TypeVar("Data")


class MarkedTree(LeanTree[Data]):
    """The tree of our screens."""

    def _render_line(self, y: int, x1: int, x2: int, base_style: Style) -> Strip:
        """A line; the cursor's is marked from edge to edge."""
        if y == self.cursor_line:
            ground = self.get_component_rich_style("tree--cursor").bgcolor
            base_style += Style(bgcolor=ground)
        return super()._render_line(y, x1, x2, base_style)

    def render_label(self, node: TreeNode[Any], base_style: Style, style: Style) -> Text:
        """A label; what has a colour of its own keeps it under the cursor."""
        label = node.label.copy() if isinstance(node.label, Text) else Text(str(node.label))
        if self.app.current_theme.ansi:
            label.stylize(style)  # sixteen colours cannot be mixed: some would not be seen
        else:
            label.stylize_before(style)
        if not node.allow_expand:
            return label
        icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
        return Text.assemble((icon, base_style + style), label)
