"""The list itself: the table, the details of the selected profile, and the filter."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content

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

    from halo_tui.ui.profiles.facts import ProfileFacts
    from halo_tui.ui.profiles.screen import ProfilesScreen
    from halo_tui.ui.widgets.sheet import Entry


_TITLE: Final = "Profiles"


class ProfileBoard(Container):
    """Shows the profiles that the filter leaves, and what is known of the selected one."""

    def __init__(self, owner: ProfilesScreen) -> None:
        """Make it for a screen, whose profiles it shows."""
        super().__init__(id="list")
        self._owner = owner
        self._filter = ""
        self.is_filtering = False
        """Whether the text of the filter is being typed."""
        self._rest = Debounce(self)
        self._recount = Debounce(self)
        self._known: tuple[ProfileRow, ProfileFacts] | None = None
        """The details that were read last."""

    def compose(self) -> ComposeResult:
        with Pane(_TITLE, id="list-pane"):
            yield ProfileTable()
        with Pane(id="about-pane"):
            yield Page(id="about")

    @property
    def table(self) -> ProfileTable:
        """The rows."""
        return self.query_one(ProfileTable)

    @property
    def selected(self) -> ProfileRow | None:
        """The profile under the cursor."""
        table = self.query_one_optional(ProfileTable)
        row = table.selected if table else None
        return self._owner.reader.ensure(row) if row else None

    @property
    def in_view(self) -> list[ProfileRow]:
        """The profiles that are seen."""
        table = self.query_one_optional(ProfileTable)
        return list(table.in_view) if table else []

    def shown_rows(self) -> list[ProfileRow]:
        """The profiles that the filter leaves."""
        return [row for row in self._owner.reader.in_order() if row.matches(self._filter)]

    def show(self, select: str | None = None) -> None:
        """Show the rows that the filter leaves; `select` is the one to put the cursor on."""
        self._owner.set_class(not self._owner.reader.rows, "-empty")
        if select is None and self.table.selected is None:
            select = self._owner.app.session.slug
        rows = self.shown_rows()
        self.table.show(rows, select)
        self._count(rows)
        self._follow()

    def change(self, row: ProfileRow) -> None:
        """Draw one row anew, and the details where it is the selected one's."""
        self.table.change(row)
        if not self._recount.is_waiting:  # rows change in thousands while files are read
            self._recount.after(lambda: self._count(self.shown_rows()))
        if self.table.selected == row:
            self._follow()

    def _count(self, shown: list[ProfileRow]) -> None:
        """Say in the list's frame how many profiles there are of each state."""
        about = counted(shown, len(self._owner.reader.rows))
        self.query_one("#list-pane", Pane).entitle(_TITLE, about)

    def make_room(self) -> None:
        """Fit the table to all rows."""
        self.table.fit(list(self._owner.reader.rows.values()))
        self.share_lines()

    def share_lines(self) -> None:
        """Give the table the lines that it needs, and the details the rest."""
        height = self._owner.app.size.height
        body = height - (5 if self._owner.has_class("-tall") else 4)
        count = len(self._owner.reader.rows)
        is_beside = is_wide(self._owner)
        self.table.styles.height = "1fr" if is_beside else lines_for_table(body, count)

    # The selected profile ------------------------------------------------------------------

    def heading(self) -> Content:
        """The first line: the selected profile, with its last verdict."""
        app = self._owner.app
        row, session = self.selected, app.session
        if row is None or (row.slug == session.slug and session.run is not None):
            return title_of(app)
        chip = glyphs.chip(row.verdict)
        return titled(app, row.summary, chip + (f" {row.tested_at}" if row.tested_at else ""))

    @on(ProfileTable.Moved)
    def _cursor_moved(self) -> None:
        self._rest.after(self._follow)

    def _follow(self) -> None:
        """Let title and details follow the cursor."""
        line = self._owner.query_one(TitleLine)
        if (title := self._owner.heading()) != line.content:
            line.show(title)
        row = self.selected
        if row is None:
            if self._filter:
                self._show("", Content(""), no_match(self._filter))
        elif self._known is not None and self._known[0] == row:
            self._show_details(row, self._known[1])
        else:
            # The thread that reads would compete with the frame for the interpreter.
            self.call_after_refresh(self._read, row)

    @work(group="about", description="about", exclusive=True)
    async def _read(self, row: ProfileRow) -> None:
        from halo_tui.ui.profiles.facts import read_facts

        facts = await asyncio.to_thread(read_facts, self._owner.app.session.store, row)
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
        """Whether there are lines for blanks between the details."""
        return self._owner.has_class("-tall")

    def forget_details(self) -> None:
        """Read the details again when they are shown next: ticks and notes are not in the row."""
        self._known = None

    # Filter and order ----------------------------------------------------------------------

    async def ask_filter(self) -> None:
        """Ask for a text, and show only the profiles that hold it, while it is being typed."""
        self.is_filtering = True
        text = await self._owner.ask(Question("Filter:", value=self._filter))
        self.is_filtering = False
        self.filter_by(text or "")
        self._owner.show_status()

    def filter_by(self, text: str) -> None:
        """Show only the profiles that hold a text."""
        before = [row.slug for row in self.shown_rows()]
        self._filter = text
        if before != [row.slug for row in self.shown_rows()] or not before:
            self.show()

    def clear_filter(self) -> bool:
        """Show all profiles again; False where they are shown."""
        if not self._filter:
            return False
        self.filter_by("")
        self._owner.say("")
        return True

    def describe_filter(self) -> str:
        """What the filter leaves; empty where there is none."""
        if not self._filter:
            return ""
        return f"Only profiles with {self._filter!r}; {key_of('app.go_back')} shows all"

    def sort(self) -> None:
        """Sort by the next of name, state and time."""
        reader = self._owner.reader
        reader.order = following(reader.order)
        self.show()
        self._owner.say(ORDER_NAMES[reader.order])
