"""A part of a screen in a frame, which has a title and whose colour says where the focus is."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual

from halo_tui.ui.widgets.chrome import key_hint

_CORNERS: Final = ("╭", "╮")
_LINE: Final = "─"


class Pane(Vertical):
    """Holds widgets in a frame. On a narrow screen only the line with the title is left of it.

    A border alone would do, but one that changes its colour lays the whole screen out anew, and
    paints all that stands in it: here only the frame itself is painted.
    """

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Pane { border: round $divider; padding: 0 1; background: $background; }
    .-narrow Pane { border: none; border-top: round $divider; padding: 0; }
    """

    def __init__(
        self,
        title: str = "",
        *,
        key: str = "",
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Make the pane.

        Args:
            title: what stands in it; text from outside has passed the gate.
            key: the key that leads there, as it is written for people.
            id: of the widget.
            classes: of the widget.
        """
        super().__init__(id=id, classes=classes)
        self._title = Content(title)
        self._key = key
        self._about = Content("")
        self._is_lit = False

    @property
    def is_lit(self) -> bool:
        """Whether the focus is in it."""
        return self._is_lit

    def entitle(self, title: str, about: Content | None = None) -> None:
        """Give it another title, and paint no more than that line.

        Args:
            title: what stands in it; text from outside has passed the gate.
            about: stands at the right end of the line, such as a number of entries.
        """
        before = (self._title, self._about)
        self._title, self._about = Content(title), about or Content("")
        if before != (self._title, self._about):
            self._paint(0)

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        self._light()

    def on_descendant_blur(self, _: events.DescendantBlur) -> None:
        self._light()

    def _light(self) -> None:
        if self._is_lit != self.has_focus_within:
            self._is_lit = not self._is_lit
            # Above and below; the sides would cost a jump of the cursor a line.
            bottom = [self.outer_size.height - 1] if self._has_sides else []
            self._paint(0, *bottom)

    def _paint(self, *lines: int) -> None:
        """Paint some lines, counted from the frame's first; `refresh` counts from the content's."""
        x, y = self.content_offset
        width = self.outer_size.width
        self.refresh(*(Region(-x, line - y, width, 1) for line in lines))

    @property
    def _has_sides(self) -> bool:
        return bool(self.styles.border_left[0])

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region; those of the frame in the colour that says where the focus is."""
        strips = super().render_lines(crop)
        if crop.y == 0 and self.styles.border_top[0]:
            strips = [self._top().crop(crop.x, crop.right), *strips[1:]]
        if self._is_lit and self._has_sides and crop.bottom == self.outer_size.height:
            lit = RichStyle.parse(self._colour("primary"))
            edge = [Segment(text, (style or RichStyle()) + lit) for text, style, _ in strips[-1]]
            strips[-1] = self._filtered(Strip(edge, strips[-1].cell_length))
        return strips

    def _filtered(self, strip: Strip) -> Strip:
        """A strip without its colours where NO_COLOR is set."""
        for each in self.app.get_line_filters():
            strip = strip.apply_filter(each, self.background_colors[1])
        return strip

    def _colour(self, name: str) -> str:
        return self.app.theme_variables[name].removeprefix("ansi_")

    def _top(self) -> Strip:
        """The line with the title."""
        width = self.outer_size.width
        left, right = _CORNERS if self._has_sides else (_LINE, _LINE)
        look = "bold $foreground" if self._is_lit else "$text-muted"
        parts = (
            [Content(" "), self._title.stylize_before(look), Content(" ")] if self._title else []
        )
        if self._key and parts:
            parts = [Content(" "), key_hint(self._key, ""), *parts[1:]]
        title, about = Content("").join(parts), self._about
        if about:
            about = Content.assemble(" ", about, " ")
        room = width - 4 - about.cell_length
        title = title.truncate(max(0, room), ellipsis=True)
        rest = max(0, width - 4 - title.cell_length - about.cell_length)
        edge = "$primary" if self._is_lit else "$divider"
        line = Content.assemble(
            (left + _LINE, edge), title, (_LINE * rest, edge), about, (_LINE + right, edge)
        )
        strips = Visual.to_strips(self, line, width, 1, self.visual_style)
        return self._filtered(strips[0].simplify() if strips else Strip.blank(width))
