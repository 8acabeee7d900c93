"""The table of profiles: columns that fill the width, rows that change without a repaint of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual import events
from textual.coordinate import Coordinate

from halo_tui.ui.lean import LeanTable
from halo_tui.ui.profile_rows import CERTIFICATE_IS_SHORT, Row, told_days
from halo_tui.ui.theme import rich_colour

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

_FIXED: Final[dict[str, list[tuple[str, str, int]]]] = {
    "normal": [
        ("hosting", "Hosting", 11), ("verdict", "Last test", 13), ("when", "When", 13),
        ("certificate", "Cert.", 6),
    ],
    "wide": [
        ("hosting", "Hosting", 14), ("verdict", "Last test", 17), ("when", "When", 16),
        ("certificate", "Certificate", 12),
    ],
    "narrow": [("verdict", "Last test", 16)],
}  # fmt: skip
"""Key, title and width (with the gap after it) of the columns that do not grow."""

_LEAST: Final = 8
_NAME_SHARE: Final = 0.48


class ProfileTable(LeanTable[Text]):
    """Rows of profiles; in a narrow terminal each takes two lines."""

    app: HaloApp

    def __init__(self) -> None:
        super().__init__(cursor_type="row", cell_padding=0)
        self._shown: list[Row] = []
        self._places: dict[str, int] = {}
        self._filled_for = 0
        self._layout = ""
        self._widths: list[int] = []

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        place = self.cursor_row
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def show(self, rows: Sequence[Row], selected: str | None = None) -> None:
        """Show these rows, in this order.

        Args:
            rows: all of them.
            selected: the profile to put the cursor on; by default the one it is on.
        """
        if selected is None and self.selected is not None:
            selected = self.selected.slug
        same = [row.slug for row in rows] == [row.slug for row in self._shown]
        if same and self.row_count:
            for row in rows:
                self.change(row)
        else:
            self._shown = list(rows)
            self._places = {row.slug: place for place, row in enumerate(rows)}
            self._fill()
        if selected in self._places:
            self.move_cursor(row=self._places[selected])

    def change(self, row: Row) -> None:
        """Draw one row anew: only the cells that differ are sent to the terminal."""
        place = self._places.get(row.slug)
        if place is None or self._shown[place] == row:
            return
        self._shown[place] = row
        for column, cell in enumerate(self._cells(row)):
            at = Coordinate(place, column)
            if self.get_cell_at(at) != cell:
                self.change_cell(at, cell)

    def redraw(self) -> None:
        """Draw every row anew, after a change of colours or of the width."""
        place = self.cursor_row
        self._fill()
        self.move_cursor(row=place)

    def on_resize(self, event: events.Resize) -> None:
        if self.app.size.width != self._filled_for:
            self.redraw()

    def _fill(self) -> None:
        width = self._filled_for = self.app.size.width
        self._layout = "narrow" if width < 80 else "normal" if width < 120 else "wide"
        self.clear(columns=True)
        fixed = _FIXED[self._layout]
        room = max(width - 3 - sum(size for _, _, size in fixed), 2 * _LEAST)
        name = int(room * _NAME_SHARE)
        growing = [("name", "Name", name), ("instance", "Instance", room - name)]
        if self._layout == "narrow":
            growing = [("name", "Name, instance", room)]
        self._widths = [size for _, _, size in growing + fixed]
        for key, title, size in growing + fixed:
            self.add_column(title, key=key, width=size)
        height = 2 if self._layout == "narrow" else 1
        for row in self._shown:
            self.add_row(*self._cells(row), height=height, key=row.slug)

    def _cells(self, row: Row) -> list[Text]:
        summary = row.summary
        colour = self.app.colour(row.glyph)
        muted = rich_colour(self.app.theme_variables, "text-muted")
        where = (row.where, "" if row.usable else colour)
        verdict = (f"{self.app.sign(row.glyph)} {row.glyph.word}", colour)
        if self._layout == "narrow":
            told = [[(summary.name, "bold"), where], [verdict, (row.when, muted)]]
        else:
            told = [
                [(summary.name, "")], [where], [(summary.hosting, "")], [verdict],
                [(row.when, muted)], [self._days(row)],
            ]  # fmt: skip
        return [_cell(lines, width) for lines, width in zip(told, self._widths, strict=True)]

    def _days(self, row: Row) -> tuple[str, str]:
        days = row.days_left
        colour = ""
        if days is not None and days < CERTIFICATE_IS_SHORT:
            name = "text-error" if days < 0 else "text-warning"
            colour = rich_colour(self.app.theme_variables, name)
        return told_days(days, brief=self._layout != "wide"), colour


def _cell(lines: Sequence[tuple[str, str]], width: int) -> Text:
    """Lines of text with their colours, each cut at a character before the next column begins."""
    texts = [Text(text, style) for text, style in lines]
    for text in texts:
        text.truncate(width - 1, overflow="ellipsis")
    cell = Text("\n", no_wrap=True, end="").join(texts)
    cell.end = ""
    return cell
