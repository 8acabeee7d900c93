"""The cells of the table of profiles: widths, texts and colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rich.cells import set_cell_size
from rich.style import Style

from halo_tui.base.cells import cut, cut_within
from halo_tui.ui.kit.theme import rich_colour
from halo_tui.ui.profiles.columns import GAP, MARGIN, Column, columns_for
from halo_tui.ui.profiles.row_lines import lines_of
from halo_tui.ui.profiles.rows import CERTIFICATE_IS_SHORT, ProfileRow, days_text

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

_BAR: Final = 1
"""The width of the scroll bar in cells; it is always kept free."""


class RowCells:
    """Computes the cells of a row for the current width of the table."""

    def __init__(self) -> None:
        """Make it without any columns."""
        self._columns: list[Column] = []
        self.widths: list[int] = []
        """The width of each column in cells, including gap and margin."""

    def lay_out(self, room: int, longest: Mapping[str, int], *, wraps: bool = False) -> None:
        """Choose the columns.

        Args:
            room: the width of the table, in cells.
            longest: the width of the longest text of each column, in cells.
            wraps: whether there is room for a cause of several lines.
        """
        self._columns = columns_for(room - _BAR, longest, wraps=wraps)
        widths = [column.width + GAP for column in self._columns]
        widths[0] += MARGIN
        self.widths = [*widths[:-1], max(widths[-1], room - sum(widths[:-1]))]

    @property
    def width_of_cause(self) -> int:
        """The width of the column of the cause, in cells; 0 if there is none."""
        return next((each.width for each in self._columns if each.key == "cause"), 0)

    @property
    def heading(self) -> str:
        """The line with the names of the columns."""
        titles = zip(self._columns, self.widths, strict=True)
        return "".join(set_cell_size(_placed(each, each.title), room) for each, room in titles)

    def of(
        self, row: ProfileRow, app: ThemedApp, *, line: int = 0, is_spread: bool = False
    ) -> list[tuple[str, Style]]:
        """Return each cell's text, as wide as its column, and its colour.

        Args:
            row: the profile.
            app: has the colours of the theme.
            line: the number of the line within the row, from 0.
            is_spread: whether a long cause continues in the lines below.
        """
        texts = _texts(row, app)
        if is_spread:
            cause = lines_of(row.why, self.width_of_cause)[line]
            texts = {**(dict.fromkeys(texts, ("", "")) if line else texts), "cause": (cause, "")}
        cells: list[tuple[str, Style]] = []
        style = Style.null()
        for column, width in zip(self._columns, self.widths, strict=True):
            text, colour = texts[column.key]
            # An empty cell gets the style of its neighbour, which saves an escape sequence.
            style = (Style.parse(colour) if colour else Style.null()) if text else style
            cells.append((set_cell_size(_placed(column, text), width), style))
        return cells


def _placed(column: Column, text: str) -> str:
    """Return a text cut and aligned for its column."""
    if column.key == "name":
        return " " * MARGIN + cut_within(text, column.width)
    shown = cut(text, column.width)
    return shown.rjust(column.width) if column.is_right else shown


def _texts(row: ProfileRow, app: ThemedApp) -> dict[str, tuple[str, str]]:
    """Return the text of each column and its colour."""
    muted = rich_colour(app.theme_variables, "text-muted")
    return {
        "name": (row.name, ""),
        "state": (f"{row.glyph.sign} {row.glyph.word}".strip(), app.colour(row.glyph)),
        "cause": (row.why, ""),
        "instance": (row.summary.instance, muted),
        "certificate": (days_text(row.days_left), _colour_of_days(row.days_left, app) or muted),
        "when": (row.when, muted),
    }


def _colour_of_days(days: int | None, app: ThemedApp) -> str:
    if days is None or days >= CERTIFICATE_IS_SHORT:
        return ""
    return rich_colour(app.theme_variables, "text-error" if days < 0 else "text-warning")
