"""The list of profiles: the table, the details of the selected profile, and the filter."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message

from halo_tui.ui.base_screen import is_wide, title_of, titled
from halo_tui.ui.kit import glyphs
from halo_tui.ui.kit.cycle import following
from halo_tui.ui.kit.debounce import Debounce
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.profiles.columns import lines_for_table
from halo_tui.ui.profiles.rows import ORDER_NAMES, ProfileRow
from halo_tui.ui.profiles.table import ProfileTable
from halo_tui.ui.profiles.words import counted, details, no_match, state_of
from halo_tui.ui.widgets.chrome import Question, TitleLine
from halo_tui.ui.widgets.page import Page
from halo_tui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from halo_tui.ui.dialogue import Dialogue
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.profiles.facts import ProfileFacts
    from halo_tui.ui.profiles.row_store import RowStore
    from halo_tui.ui.widgets.sheet import Entry


_TITLE: Final = "Profiles"


class ProfileBoard(Container):
    """Shows the profiles that match the filter, and the details of the selected one."""

    app: Frame

    class Filtered(Message):
        """Posted when the user has set another filter."""

    def __init__(self, rows: RowStore, dialogue: Dialogue) -> None:
        """Make the board.

        Args:
            rows: the rows of all profiles.
            dialogue: asks for the filter.
        """
        super().__init__(id="list")
        self._rows = rows
        self._dialogue = dialogue
        self._filter = ""
        self.is_filtering = False
        """Whether the user is typing the text of the filter."""
        self._rest = Debounce(self)
        self._recount = Debounce(self)
        self._known: tuple[ProfileRow, ProfileFacts] | None = None
        """The details that were read last, and their row at that time."""

    def compose(self) -> ComposeResult:
        with Pane(_TITLE, id="list-pane"):
            yield ProfileTable()
        with Pane(id="about-pane"):
            yield Page(id="about")

    @property
    def table(self) -> ProfileTable:
        """The table of the profiles."""
        return self.query_one(ProfileTable)

    @property
    def selected(self) -> ProfileRow | None:
        """The row of the profile under the cursor; its file is read if it was not yet."""
        table = self.query_one_optional(ProfileTable)
        row = table.selected if table else None
        return self._rows.ensure(row) if row else None

    @property
    def in_view(self) -> list[ProfileRow]:
        """The rows that are visible in the table."""
        table = self.query_one_optional(ProfileTable)
        return list(table.in_view) if table else []

    def shown_rows(self) -> list[ProfileRow]:
        """Return the rows that match the filter, in the order of the list."""
        rows = self._rows.in_order()
        return [row for row in rows if row.matches(self._filter)] if self._filter else rows

    def show(self, select: str | None = None) -> None:
        """Show the rows that match the filter.

        Args:
            select: the slug of the profile to select; None to keep the selection.
        """
        self._welcome(is_empty=not self._rows.by_slug)
        if select is None and self.table.selected is None:
            select = self.app.session.slug
        rows = self.shown_rows()
        self.table.show(rows, select)
        self._count(rows)
        self._follow()

    def _welcome(self, *, is_empty: bool) -> None:
        """Show how to begin instead of an empty list."""
        self.screen.set_class(is_empty, "-empty")
        if is_empty and not self.screen.query("#welcome"):
            from halo_tui.ui.profiles.welcome import Welcome

            self.screen.mount(Welcome(id="welcome"), after=self)

    def change(self, row: ProfileRow) -> None:
        """Draw one row again, and the details if it is selected."""
        self.table.change(row)
        if not self._recount.is_waiting:  # rows change in thousands while files are read
            self._recount.after(lambda: self._count(self.shown_rows()))
        if self.table.selected == row:
            self._follow()

    def _count(self, shown: list[ProfileRow]) -> None:
        """Show in the frame of the list how many profiles are in each state."""
        about = counted(shown, len(self._rows.by_slug))
        self.query_one("#list-pane", Pane).entitle(_TITLE, about)

    def make_room(self) -> None:
        """Fit the columns and the height of the table to all rows."""
        self.table.fit(list(self._rows.by_slug.values()))
        self.share_lines()

    def share_lines(self) -> None:
        """Give the table the height that it needs, and the details the rest."""
        height = self.app.size.height
        body = height - (5 if self.screen.has_class("-tall") else 4)
        count = len(self._rows.by_slug)
        is_beside = is_wide(self.screen)
        self.table.styles.height = "1fr" if is_beside else lines_for_table(body, count)

    def fit(self) -> None:
        """Fit the table and the details to a new size of the terminal."""
        self.share_lines()
        if self._known is not None:
            self._follow()

    # The selected profile ------------------------------------------------------------------

    def heading(self) -> Content:
        """Return the title line: the selected profile with its last verdict."""
        app = self.app
        row, session = self.selected, app.session
        if row is None or (row.slug == session.slug and session.run is not None):
            return title_of(app)
        chip = glyphs.chip(row.verdict)
        return titled(app, row.summary, chip + (f" {row.tested_at}" if row.tested_at else ""))

    @on(ProfileTable.Moved)
    def _cursor_moved(self) -> None:
        self._rest.after(self._follow)

    def _follow(self) -> None:
        """Update title and details after a move of the cursor."""
        self.screen.query_one(TitleLine).show(self.heading())
        row = self.selected
        if row is None:
            if self._filter:
                self._show("", Content(""), no_match(self._filter))
        elif self._known is not None and self._known[0] == row:
            self._show_details(row, self._known[1])
        else:
            # After the frame, because the reading thread would compete with it for the GIL.
            self.call_after_refresh(self._read, row)

    @work(group="about", description="about", exclusive=True)
    async def _read(self, row: ProfileRow) -> None:
        from halo_tui.ui.profiles.facts import read_facts

        facts = await asyncio.to_thread(read_facts, self.app.session.store, row)
        selected = self.selected
        if selected is not None and selected.slug == row.slug:
            self._known = row, facts
            self._show_details(selected, facts)

    def _show_details(self, row: ProfileRow, facts: ProfileFacts) -> None:
        self._show(row.name, state_of(row), details(row, facts, roomy=self._is_roomy))

    def _show(self, title: str, about: Content, entries: Iterable[Entry]) -> None:
        self.query_one("#about-pane", Pane).entitle(title, about)
        self.query_one(Page).show(entries)

    @property
    def _is_roomy(self) -> bool:
        """Whether there is room for blank lines between the details."""
        return self.screen.has_class("-tall")

    def forget_details(self) -> None:
        """Read the details again before they are shown next.

        Ticks and notes are not part of the row, so a change of them would not be noticed.
        """
        self._known = None

    # Filter and order ----------------------------------------------------------------------

    async def ask_filter(self) -> None:
        """Ask for the text of the filter, and apply it while the user types."""
        self.is_filtering = True
        text = await self._dialogue.ask(Question("Filter:", value=self._filter))
        self.is_filtering = False
        self.filter_by(text or "")
        self.post_message(self.Filtered())

    def filter_by(self, text: str) -> None:
        """Show only the profiles that match a text."""
        before = [row.slug for row in self.shown_rows()]
        self._filter = text
        if before != [row.slug for row in self.shown_rows()] or not before:
            self.show()

    def clear_filter(self) -> bool:
        """Show all profiles again; return False if there was no filter."""
        if not self._filter:
            return False
        self.filter_by("")
        self._dialogue.say("")
        return True

    def describe_filter(self) -> str:
        """Return a message about the filter; empty if there is none."""
        if not self._filter:
            return ""
        return f"Only profiles with {self._filter!r}; {key_of('app.go_back')} shows all"

    def sort(self) -> None:
        """Change the order of the list: by name, by state, by time, and again by name."""
        self._rows.order = following(self._rows.order)
        self.show()
        self._dialogue.say(ORDER_NAMES[self._rows.order])
