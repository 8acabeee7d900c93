"""A tree whose selected line is marked from edge to edge, its colours kept."""

from __future__ import annotations

from typing import Any, TypeVar

from rich.style import Style
from rich.text import Text
from textual.widgets.tree import TreeNode

from halo_tui.ui.kit.inner import LeanTree

Data = TypeVar("Data")


class MarkedTree(LeanTree[Data]):
    """The tree of our screens."""

    def line_style(self, y: int, style: Style) -> Style:
        """The cursor's line is marked from edge to edge."""
        if y != self.cursor_line:
            return style
        return style + Style(bgcolor=self.get_component_rich_style("tree--cursor").bgcolor)

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
