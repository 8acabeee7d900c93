"""A container with a frame and a title; the colour of the frame shows the focus."""

from __future__ import annotations

from typing import ClassVar, Final

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
    """Holds widgets in a frame; on a narrow screen the frame is only the line with the title.

    This class draws the highlighted frame itself, because a border that changes its colour makes
    Textual lay out the whole screen and paint the content again.
    """

    SCOPED_CSS = False
    EDGE: ClassVar[str] = "divider"
    """The theme variable with the colour of the frame without the focus; equal to the CSS."""
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
            title: the title; text from outside must have passed the gate in `base/text.py`.
            key: the key that focuses the pane, as the user reads it.
            id: the id of the widget.
            classes: the CSS classes of the widget.
        """
        super().__init__(id=id, classes=classes)
        self._title = Content(title)
        self._key = key
        self._about = Content("")
        self._is_lit = False
        self._drawn: tuple[object, Strip] | None = None
        """The line with the title, and what else it was drawn from."""

    @property
    def is_lit(self) -> bool:
        """Whether the pane is drawn as focused."""
        return self._is_lit

    def entitle(self, title: str | Content, about: Content | None = None) -> None:
        """Change the title, and repaint only its line.

        Args:
            title: the title; text from outside must have passed the gate in `base/text.py`.
            about: the text at the right end of the line, such as a number of entries.
        """
        before = (self._title, self._about)
        self._title = title if isinstance(title, Content) else Content(title)
        self._about = about or Content("")
        self._drawn = None
        if before != (self._title, self._about):
            self._paint(0)

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        self._light()

    def on_descendant_blur(self, _: events.DescendantBlur) -> None:
        self._light()

    def _light(self) -> None:
        if self._is_lit != self.has_focus_within:
            self._is_lit = not self._is_lit
            # Only the top and the bottom line: the sides would send a cursor movement per line.
            bottom = [self.outer_size.height - 1] if self._has_sides else []
            self._paint(0, *bottom)

    def _paint(self, *lines: int) -> None:
        """Repaint lines, counted from the top of the frame; `refresh` counts from the content."""
        x, y = self.content_offset
        width = self.outer_size.width
        self.refresh(*(Region(-x, line - y, width, 1) for line in lines))

    @property
    def _has_sides(self) -> bool:
        return bool(self.styles.border_left[0])

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render a region, with the title and with the frame in the colour of the focus."""
        strips = super().render_lines(crop)
        if crop.y == 0 and self.styles.border_top[0]:
            strips = [self._top.crop(crop.x, crop.right), *strips[1:]]
        if self._is_lit and self._has_sides and crop.bottom == self.outer_size.height:
            lit = RichStyle.parse(self._colour("primary"))
            edge = [Segment(text, (style or RichStyle()) + lit) for text, style, _ in strips[-1]]
            strips[-1] = self._filtered(Strip(edge, strips[-1].cell_length))
        return strips

    def _filtered(self, strip: Strip) -> Strip:
        """Apply the line filters of the application, such as the one for NO_COLOR."""
        for each in self.app.get_line_filters():
            strip = strip.apply_filter(each, self.background_colors[1])
        return strip

    def _colour(self, name: str) -> str:
        return self.app.theme_variables[name].removeprefix("ansi_")

    @property
    def _top(self) -> Strip:
        """The line with the title; Textual asks for it whenever a line of the screen changes."""
        looks = (self.outer_size.width, self._has_sides, self._is_lit, self.app.theme)
        if self._drawn is None or self._drawn[0] != looks:
            self._drawn = looks, self._draw_top()
        return self._drawn[1]

    def _draw_top(self) -> Strip:
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
        edge = "$primary" if self._is_lit else f"${self.EDGE}"
        line = Content.assemble(
            (left + _LINE, edge), title, (_LINE * rest, edge), about, (_LINE + right, edge)
        )
        strips = Visual.to_strips(self, line, width, 1, self.visual_style)
        return self._filtered(strips[0].simplify() if strips else Strip.blank(width))
