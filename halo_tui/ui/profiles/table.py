"""The table of profiles: columns that fill the width, rows that change without a repaint of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import events
from textual.coordinate import Coordinate

from halo_tui.ui.kit.inner import LeanTable
from halo_tui.ui.kit.theme import rich_colour
from halo_tui.ui.profiles.columns import GAP, MARGIN, Column, columns_for, cut, cut_within
from halo_tui.ui.profiles.rows import CERTIFICATE_IS_SHORT, Row, told_days

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

_BAR: Final = 1
"""Cells of the scroll bar, kept free where there is none yet."""


class ProfileTable(LeanTable[Text]):
    """One line for every profile; the selected one keeps the colours of its signs."""

    app: ThemedApp

    def __init__(self) -> None:
        super().__init__(cursor_type="row", cell_padding=0, cursor_foreground_priority="renderable")
        self._shown: list[Row] = []
        self._places: dict[str, int] = {}
        self._filled_for = 0
        self._wanted: str | None = None
        """The profile to put the cursor on as soon as there is a width to draw in."""
        self._columns: list[Column] = []
        self._widths: list[int] = []
        self._longest: dict[str, int] = {}

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        place = self.cursor_row if self.row_count else self._places.get(self._wanted or "", 0)
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def fit(self, rows: Sequence[Row]) -> None:
        """Make the columns as wide as these rows need, whichever of them are shown."""
        longest = {
            key: max((cell_len(self._told(row)[key][0]) for row in rows), default=0)
            for key in ("name", "instance", "when")
        }
        if longest != self._longest:
            self._longest = longest
            self.redraw()

    def show(self, rows: Sequence[Row], selected: str | None = None) -> None:
        """Show these rows, in this order.

        Args:
            rows: all of them.
            selected: the profile to put the cursor on; by default the one it is on.
        """
        if selected is None and self.selected is not None:
            selected = self.selected.slug
        if [row.slug for row in rows] == [row.slug for row in self._shown] and self.row_count:
            for row in rows:
                self.change(row)
        else:
            self._shown = list(rows)
            self._places = {row.slug: place for place, row in enumerate(rows)}
            self._fill()
        self._wanted = selected
        if selected in self._places:
            self.move_cursor(row=self._places[selected])

    def change(self, row: Row) -> None:
        """Draw one row anew: only the cells that differ are sent to the terminal."""
        place = self._places.get(row.slug)
        if place is None or self._shown[place] == row:
            return
        self._shown[place] = row
        for number, cell in enumerate(self._cells(row)):
            at = Coordinate(place, number)
            if self.get_cell_at(at) != cell:
                self.change_cell(at, cell)

    def redraw(self) -> None:
        """Draw every row anew, after a change of colours or of the width."""
        selected = self.selected
        self._fill()
        if selected is not None:
            self.move_cursor(row=self._places[selected.slug])

    def on_resize(self, event: events.Resize) -> None:
        if self.outer_size.width != self._filled_for:
            self.redraw()

    def _fill(self) -> None:
        room = self._filled_for = self.outer_size.width
        self.clear(columns=True)
        if room <= 0:
            return
        self._columns = columns_for(room - _BAR, self._longest)
        self._widths = self._fill_up(room)
        for column, width in zip(self._columns, self._widths, strict=True):
            title = Text(self._placed(column, column.title), end="")
            self.add_column(title, key=column.key, width=width)
        for row in self._shown:
            self.add_row(*self._cells(row), key=row.slug)

    def _fill_up(self, room: int) -> list[int]:
        """Cells of each column with what lies around it; the last goes on to the edge."""
        widths = [column.width + GAP for column in self._columns]
        widths[0] += MARGIN
        return [*widths[:-1], max(widths[-1], room - sum(widths[:-1]))]

    def _cells(self, row: Row) -> list[Text]:
        told = self._told(row)
        cells = []
        colour = ""
        for column, width in zip(self._columns, self._widths, strict=True):
            text, wanted = told[column.key]
            # Blanks of the colour beside them, so that cells are written as one.
            colour = wanted if text else colour
            filled = set_cell_size(self._placed(column, text), width)
            cells.append(Text(filled, colour, no_wrap=True, end=""))
        return cells

    def _placed(self, column: Column, text: str) -> str:
        """A text as it stands in its column."""
        if column.key == "name":
            return " " * MARGIN + cut_within(text, column.width)
        shown = cut(text, column.width)
        return shown.rjust(column.width) if column.is_right else shown

    def _told(self, row: Row) -> dict[str, tuple[str, str]]:
        """The text of each column and its colour."""
        muted = rich_colour(self.app.theme_variables, "text-muted")
        colour = self.app.colour(row.glyph)
        return {
            "name": (row.name, ""),
            "state": (f"{row.glyph.sign} {row.glyph.word}", colour),
            "cause": (row.cause, ""),
            "instance": (row.summary.instance, muted),
            "certificate": (told_days(row.days_left), self._colour_of_days(row.days_left) or muted),
            "when": (row.when, muted),
        }

    def _colour_of_days(self, days: int | None) -> str:
        if days is None or days >= CERTIFICATE_IS_SHORT:
            return ""
        return rich_colour(self.app.theme_variables, "text-error" if days < 0 else "text-warning")
