"""A tree that highlights the cursor line over its full width and keeps the colours of labels."""

from __future__ import annotations

from typing import Any, TypeVar

from rich.style import Style
from rich.text import Text
from textual.widgets.tree import TreeNode

from halo_tui.ui.kit.inner import LeanTree

Data = TypeVar("Data")


class MarkedTree(LeanTree[Data]):
    """The base of all trees on the screens."""

    def line_style(self, y: int, style: Style) -> Style:
        """Return the cursor's background for the cursor line, else the style as it is."""
        if y != self.cursor_line:
            return style
        return style + Style(bgcolor=self.get_component_rich_style("tree--cursor").bgcolor)

    def render_label(self, node: TreeNode[Any], base_style: Style, style: Style) -> Text:
        """Return a label; its own colours remain visible under the cursor."""
        label = node.label.copy() if isinstance(node.label, Text) else Text(str(node.label))
        if self.app.current_theme.ansi:
            label.stylize(style)  # its own colours may be unreadable on an ANSI cursor
        else:
            label.stylize_before(style)
        if not node.allow_expand:
            return label
        icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
        return Text.assemble((icon, base_style + style), label)
