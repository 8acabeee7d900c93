"""The line between two panels, lit while the panel behind it has the focus."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

_UPRIGHT: Final = "│"
_LYING: Final = "─"


class Edge(Widget):
    """Upright where it is one cell wide, else lying.

    A border would do, but one that changes its colour lays the whole screen out anew.
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
