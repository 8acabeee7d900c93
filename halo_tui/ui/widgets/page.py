"""A scrolling page of entries that repaints only the lines that change.

A `Static` in a scrolling container would be laid out again for each new text, and the whole
container would be painted several times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.visual import Visual

from halo_tui.ui.kit.inner import LeanScrollView
from halo_tui.ui.widgets.sheet import Entry, lay_out

WIDEST = 88
"""The maximum width of a line in cells; longer lines are hard to read."""

_GUTTER = 2
"""Cells between the text and the scroll bar."""


class Page(LeanScrollView):
    """Labelled paragraphs, wrapped to the available width."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
    ]
    KEEPS_BAR = True
    DEFAULT_CSS = "Page { overflow-x: hidden; overflow-y: scroll; }"

    virtual_size: var[Size] = var(Size(0, 0))
    """As in every widget, but a change causes no new layout: the space of the scroll bar is always
    reserved."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._entries: Sequence[Entry] = ()
        self._lines: Sequence[Content] = ()

    @property
    def text(self) -> str:
        """The plain text of all lines, as laid out."""
        return "\n".join(line.plain for line in self._lines)

    def show(self, entries: Iterable[Entry]) -> None:
        """Replace the entries."""
        self._entries = tuple(entries)
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = min(WIDEST, self.scrollable_content_region.width - _GUTTER)
        if width <= 0:
            return
        before, self._lines = self._lines, lay_out(self._entries, width)
        height = self.scrollable_content_region.height
        # If all lines fit there is no bar: a constant height of 0 avoids painting it.
        fit = len(self._lines) <= height
        self.virtual_size = Size(width, 0 if fit else len(self._lines))
        self._move_bar(height)
        for number in range(max(len(before), len(self._lines))):
            if not _same(before, self._lines, number):
                written = max(_length(before, number), _length(self._lines, number))
                self.refresh(Region(0, number - self.scroll_offset.y, written, 1))

    def _move_bar(self, height: int) -> None:
        bar = self.vertical_scrollbar
        bar.window_virtual_size, bar.window_size = self.virtual_size.height, height
        self.scroll_y = self.validate_scroll_y(self.scroll_y)

    def render_line(self, y: int) -> Strip:
        number, width = y + self.scroll_offset.y, self.size.width
        if number >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[number]
        padded = line.pad_right(max(0, width - line.cell_length))
        strips = Visual.to_strips(self, padded, width, 1, self.visual_style)
        return strips[0].simplify() if strips else Strip.blank(width, self.rich_style)


def _same(before: Sequence[Content], after: Sequence[Content], number: int) -> bool:
    if number >= len(before) or number >= len(after):
        return False
    return before[number].is_same(after[number])


def _length(lines: Sequence[Content], number: int) -> int:
    return lines[number].cell_length if number < len(lines) else 0
