"""The table of profiles; it draws only the visible lines, however many rows there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from halo_tui.ui.kit.actions import VIM_MOVES
from halo_tui.ui.kit.inner import LeanRows
from halo_tui.ui.profiles.row_cells import RowCells
from halo_tui.ui.profiles.row_lines import RowLines
from halo_tui.ui.profiles.rows import ProfileRow

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

_HEADER: Final = 1
"""The number of lines above the first row."""


class ProfileTable(LeanRows):
    """A table with one row for each profile; the selected row keeps the colours of its cells.

    A row is one line. If there is room for all rows, a long cause continues in the lines below.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--header", "table--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *VIM_MOVES,
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
        Binding("enter", "choose", show=False),
    ]

    app: ThemedApp

    class Moved(Message):
        """Posted when the cursor is on another profile, or when other rows are visible."""

    class Chosen(Message):
        """Posted when the user wants to open the selected profile."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ProfileRow] = []
        self._places: dict[str, int] = {}
        self._cursor = 0
        self._width = 0
        self._cells = RowCells()
        self._longest: dict[str, int] = {}
        self._lines = RowLines(0)

    @property
    def selected(self) -> ProfileRow | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    @property
    def in_view(self) -> Sequence[ProfileRow]:
        """The visible rows."""
        first, room = self.scroll_offset.y, max(1, self.size.height - _HEADER)
        return self._rows[self._lines.place(first) : self._lines.place(first + room - 1) + 1]

    def fit(self, rows: Sequence[ProfileRow]) -> None:
        """Fit the widths of the columns to these rows, whether they are shown or not."""
        read = [row for row in rows if row.is_read]  # of the others only the name is known
        longest = {
            "name": max((cell_len(row.name) for row in rows), default=0),
            "instance": max((cell_len(row.summary.instance) for row in read), default=0),
            "when": max((cell_len(row.when) for row in read), default=0),
        }
        if longest != self._longest:
            self._longest = longest
            self._lay_out()

    def show(self, rows: Sequence[ProfileRow], selected: str | None = None) -> None:
        """Show these rows, in this order.

        Args:
            rows: all rows to show.
            selected: the slug of the profile to select; None to keep the selection.
        """
        if selected is None and self.selected is not None:
            selected = self.selected.slug
        before = [row.slug for row in self._rows]
        if before == [row.slug for row in rows]:
            for known, row in zip(tuple(self._rows), rows, strict=True):
                if known is not row:
                    self.change(row)
        else:
            self._rows = list(rows)
            self._places = {row.slug: place for place, row in enumerate(rows)}
            self._cursor = min(self._cursor, max(0, len(rows) - 1))
            self._lay_out()
        if selected in self._places:
            self._move_to(self._places[selected])

    def change(self, row: ProfileRow) -> None:
        """Replace one row, and paint only the cells that differ."""
        place = self._places.get(row.slug)
        if place is None or self._rows[place] == row:
            return
        before, self._rows[place] = self._rows[place], row
        if before.why != row.why and self._share_lines():
            return
        y, x = self._lines.top(place) + _HEADER - self.scroll_offset.y, 0
        if not _HEADER <= y < self.size.height:
            return
        height = self._lines.height(place)
        for old, new, width in zip(
            self._cells_of(before), self._cells_of(row), self._cells.widths, strict=True
        ):
            if old != new:
                self.refresh(Region(x, y, width, height))
            x += width

    def redraw(self) -> None:
        """Paint all rows after a change of the theme."""
        self.refresh()

    # Moving --------------------------------------------------------------------------------

    def action_cursor_up(self) -> None:
        self._move_to(self._cursor - 1)

    def action_cursor_down(self) -> None:
        self._move_to(self._cursor + 1)

    def action_page_up(self) -> None:
        self._move_to(self._cursor - (self.size.height - _HEADER))

    def action_page_down(self) -> None:
        self._move_to(self._cursor + (self.size.height - _HEADER))

    def action_scroll_home(self) -> None:
        self._move_to(0)

    def action_scroll_end(self) -> None:
        self._move_to(len(self._rows) - 1)

    def action_choose(self) -> None:
        self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        place = self._lines.place(event.y - _HEADER + self.scroll_offset.y)
        if event.y < _HEADER or place >= len(self._rows):
            return
        if place == self._cursor:
            self.action_choose()
        else:
            self._move_to(place)

    def _move_to(self, place: int) -> None:
        place = max(0, min(place, len(self._rows) - 1))
        before, self._cursor = self._cursor, place
        if before != place:
            self._paint(before)
            self._paint(place)
            self.post_message(self.Moved())
        self._show_cursor()

    def _show_cursor(self) -> None:
        """Scroll just far enough to show the cursor."""
        room = self.size.height - _HEADER
        if room <= 0:
            return
        first, line = self.scroll_offset.y, self._lines.top(self._cursor)
        wanted = min(max(first, line + self._lines.height(self._cursor) - room), line)
        if wanted != first:
            self.scroll_to(y=wanted, animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    # Drawing -------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        if self.outer_size.width != self._width:
            self._lay_out()
        else:
            self._share_lines()
        self._show_cursor()

    def _lay_out(self) -> None:
        room = self._width = self.outer_size.width
        if room > 0:
            wraps = 2 * len(self._rows) <= self.size.height - _HEADER
            self._cells.lay_out(room, self._longest, wraps=wraps)
        if not self._share_lines():
            self.refresh()

    def _share_lines(self) -> bool:
        """Compute the lines of each row; if they have changed, paint all rows and return True."""
        before, width = self._lines, self._cells.width_of_cause
        room = self.size.height - _HEADER
        self._lines = RowLines.of(self._rows, width, room)
        self.virtual_size = Size(0, self._lines.total + _HEADER)
        if (before.count, before.heights) == (self._lines.count, self._lines.heights):
            return False
        self.refresh()
        return True

    def _paint(self, place: int) -> None:
        if place < len(self._rows):
            y = self._lines.top(place) + _HEADER - self.scroll_offset.y
            self.refresh(Region(0, y, self.size.width, self._lines.height(place)))

    def paint_cursor(self) -> None:
        self._paint(self._cursor)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        line = y - _HEADER + self.scroll_offset.y
        place = self._lines.place(max(0, line))
        if not self._cells.widths or (y >= _HEADER and place >= len(self._rows)):
            return Strip.blank(width, self.rich_style)
        if y < _HEADER:
            style = self.rich_style + self.get_component_rich_style("table--header")
            return Strip([Segment(self._cells.heading, style)]).adjust_cell_length(width, style)
        style = self.rich_style
        if place == self._cursor:
            style += self.get_component_rich_style("table--cursor")
        cells = self._cells_of(self._rows[place], line - self._lines.top(place))
        segments = [Segment(text, style + colour) for text, colour in cells]
        return Strip(segments).simplify().adjust_cell_length(width, style)

    def _cells_of(self, row: ProfileRow, line: int = 0) -> list[tuple[str, Style]]:
        return self._cells.of(row, self.app, line=line, is_spread=bool(self._lines.heights))
