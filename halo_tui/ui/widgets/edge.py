"""The line between two panels, lit while the panel behind it has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from halo_tui.ui.glyphs import Glyph

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

_UPRIGHT: Final = Glyph("│", "|", "", "divider")
_LYING: Final = Glyph("─", "-", "", "divider")


class Edge(Widget):
    """Upright where it is one cell wide, else lying.

    A border would do, but one that changes its colour lays the whole screen out anew.
    """

    DEFAULT_CSS = """
    Edge { width: 1fr; height: 1; color: $divider;
        &.-lit { color: $primary; }
    }
    """

    app: HaloApp

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        sign = self.app.sign(_UPRIGHT if width == 1 else _LYING)
        return Strip([Segment(sign * width, self.rich_style)], width)
