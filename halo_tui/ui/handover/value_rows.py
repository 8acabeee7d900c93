"""The five values for Gradient as rows with a cursor; long values wrap and are never cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup, VerticalScroll
from textual.content import Content

from halo_tui.checks.verdicts import Status
from halo_tui.ui.kit.glyphs import STATUS
from halo_tui.ui.widgets.sheet import Entry, Sheet


@dataclass(frozen=True, slots=True)
class ValueText:
    """The content of one row."""

    label: str
    text: Content
    problems: tuple[Content, ...] = ()
    copied: bool = False
    """Whether the user has copied the value."""


class ValueRow(Sheet):
    """One value with its problems below."""

    LABELS: ClassVar[int] = 23
    DEFAULT_CSS = """
    ValueRow { padding: 0 2 0 0; }
    ValueRow.-cursor { background: $selection-quiet; }
    """

    def draw(self, row: ValueText) -> None:
        """Replace the content; a copied value gets a sign before its label."""
        sign = STATUS[Status.PASS].sign if row.copied else " "
        value = Entry(f"{sign} {row.label}", row.text)
        self.show([value, *(Entry(" ", problem) for problem in row.problems)])


class ValueRows(VerticalGroup, can_focus=True):
    """The rows; moving beyond the first or the last one scrolls the page."""

    DEFAULT_CSS = "ValueRows:focus ValueRow.-cursor { background: $selection; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("g", "to_end(0)", show=False),
        Binding("G", "to_end(-1)", show=False),
    ]

    def __init__(self, count: int, *, id: str | None = None) -> None:  # noqa: A002
        """Make all rows at once.

        Args:
            count: the number of rows, which never changes.
            id: the id of the widget.
        """
        super().__init__(id=id)
        self.cursor = 0
        self._rows = [ValueRow() for _ in range(count)]

    def compose(self) -> ComposeResult:
        yield from self._rows

    def on_mount(self) -> None:
        self._put_cursor(0)

    def draw(self, rows: Iterable[ValueText]) -> None:
        """Replace the content of all rows; there must be as many as `count`."""
        for widget, row in zip(self._rows, rows, strict=True):
            widget.draw(row)

    def action_move(self, step: int) -> None:
        """Move the cursor; at either end, scroll the page."""
        wanted = self.cursor + step
        if 0 <= wanted < len(self._rows):
            self._put_cursor(wanted)
        else:
            self.query_ancestor(VerticalScroll).scroll_relative(y=step, animate=False)

    def go_to(self, place: int) -> None:
        """Put the cursor on a row and scroll to it."""
        self._put_cursor(place)

    def go_on(self) -> None:
        """Go to the next row, if there is one."""
        self._put_cursor(min(self.cursor + 1, len(self._rows) - 1))

    def action_to_end(self, place: int) -> None:
        """Go to the first row (0) or the last one (-1)."""
        self._put_cursor(place % len(self._rows))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked."""
        for place, row in enumerate(self._rows):
            if row.region.contains_point(event.screen_offset):
                self._put_cursor(place)

    def _put_cursor(self, place: int) -> None:
        self._rows[self.cursor].remove_class("-cursor")
        self.cursor = place
        self._rows[place].add_class("-cursor")
        self._rows[place].scroll_visible(animate=False)
