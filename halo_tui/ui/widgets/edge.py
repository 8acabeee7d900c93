"""The line between two panels, highlighted while the panel after it has the focus."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

_UPRIGHT: Final = "│"
_LYING: Final = "─"


class Edge(Widget):
    """A vertical line if it is one cell wide, else a horizontal line.

    It is not a border, because a border that changes its colour makes Textual lay out the whole
    screen again.
    """

    DEFAULT_CSS = """
    Edge { width: 1fr; height: 1; color: $divider;
        &.-lit { color: $primary; }
    }
    """

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        sign = _UPRIGHT if width == 1 else _LYING
        return Strip([Segment(sign * width, self.rich_style)], width)
