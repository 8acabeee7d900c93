"""The start: every profile with its last verdict, and what can be done with whole profiles."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import DataTable, Input, Static

from halo_tui.ui.base_screen import BaseScreen, title_of, titled
from halo_tui.ui.kit import glyphs
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.kit.cycle import following
from halo_tui.ui.profiles.columns import lines_for_table
from halo_tui.ui.profiles.reading import LOOK, ReadingProfiles
from halo_tui.ui.profiles.rows import ORDER_TOLD, Row
from halo_tui.ui.profiles.table import ProfileTable
from halo_tui.ui.profiles.words import details, no_match, welcome
from halo_tui.ui.widgets.chrome import Question, StatusLine, TitleLine
from halo_tui.ui.widgets.page import Page

if TYPE_CHECKING:
    from halo_tui.checks.events import AnyEvent

_REST: Final = 0.25
"""Seconds for which the cursor has to rest before title and details follow it."""

_NOT_FOR_NONE: Final = frozenset(
    {
        "open", "edit", "test_all", "filter", "sort", "rename", "duplicate", "delete", "notes",
        "export",
    }
)  # fmt: skip


class ProfilesScreen(ReadingProfiles):
    """The list of profiles: the one under the cursor is the one to work with."""

    SCOPE = "profiles"
    BINDINGS = bindings("profiles")
    CSS_PATH = "profiles.tcss"
    HORIZONTAL_BREAKPOINTS = [*BaseScreen.HORIZONTAL_BREAKPOINTS, (160, "-beside")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]

    def __init__(self) -> None:
        super().__init__()
        self._filter = ""
        self._filtering = False
        self._timer: Timer | None = None
        self._open_slug: str | None = None
        """The profile that was open when this screen last heard of it."""

    def compose_body(self) -> ComposeResult:
        with Container(id="list"):
            yield ProfileTable()
            yield Static(id="edge")
            yield Page(id="about")
        yield Static(welcome(), id="welcome")

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._table.redraw())
        self.set_interval(LOOK, self.look)
        self._table.focus()

    def on_screen_resume(self) -> None:
        if self._stamp is not None:
            self.refresh_rows(self.app.session.slug)
            self._tell_what_goes_on()

    def on_resize(self, event: events.Resize) -> None:
        self._share_lines()

    def actions(self) -> list[Action]:
        found = super().actions()
        if not self._rows:
            found = [a for a in found if a.id.partition(".")[2] not in _NOT_FOR_NONE]
        if self._deleted is None:
            found = [a for a in found if a.id != "profiles.undo"]
        return found

    def show_connection(self) -> None:
        is_other, self._open_slug = self._open_slug != self.app.session.slug, self.app.session.slug
        if not self._reading and (self._stamp is None or self.is_current):
            self.refresh_rows(self._open_slug if is_other else None)

    def show_event(self, event: AnyEvent) -> None:
        slug = self.app.session.slug
        if slug in self._rows and event.event == "run_started":
            self.change(self._rows[slug].now(glyphs.RUNNING))
        elif slug in self._rows and event.event == "run_finished":
            self.reload()

    # The rows ------------------------------------------------------------------------------

    @property
    def _table(self) -> ProfileTable:
        return self.query_one(ProfileTable)

    @property
    def selected(self) -> Row | None:
        table = self.query_one_optional(ProfileTable)
        return table.selected if table else None

    def shown_rows(self) -> list[Row]:
        return [row for row in self.rows if row.matches(self._filter)]

    def change(self, row: Row) -> None:
        self._rows[row.slug] = row
        self._table.change(row)

    def show_rows(self, select: str | None = None) -> None:
        self.set_class(not self._rows, "-empty")
        if select is None and self.selected is None:
            select = self.app.session.slug
        self._table.show(self.shown_rows(), select)
        self._rested()

    def make_room(self) -> None:
        self._table.fit(self.rows)
        self._share_lines()

    def _share_lines(self) -> None:
        """Give the table the lines that it needs, and the details the rest."""
        height = self.app.size.height
        body = height - (5 if self.has_class("-tall") else 4)
        lines = "1fr" if self.has_class("-beside") else lines_for_table(body, len(self._rows))
        self._table.styles.height = lines

    # The selected one ----------------------------------------------------------------------

    def heading(self) -> Content:
        row = self.selected if self._rows else None
        if row is None:
            return title_of(self.app)
        session = self.app.session
        if row.slug == session.slug and session.run is not None:
            return title_of(self.app)
        chip = glyphs.chip(row.verdict)
        return titled(self.app, row.summary, chip + (f" {row.tested_at}" if row.tested_at else ""))

    @on(DataTable.RowHighlighted)
    def _cursor_moved(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_REST, self._rested)

    def _rested(self) -> None:
        line = self.query_one(TitleLine)
        if (title := self.heading()) != line.content:
            line.show(title)
        row = self.selected
        if row is not None:
            self._tell_about(row)
        elif self._filter:
            self.query_one(Page).show(no_match(self._filter))

    @work(group="about", description="about", exclusive=True)
    async def _tell_about(self, row: Row) -> None:
        from halo_tui.ui.profiles.facts import gather

        facts = await asyncio.to_thread(gather, self.app.session.store, row)
        selected = self.selected
        if selected is not None and selected.slug == row.slug:
            self.query_one(Page).show(details(selected, facts))

    def on_descendant_focus(self) -> None:
        self._light_edge()

    def on_descendant_blur(self) -> None:
        self._light_edge()

    def _light_edge(self) -> None:
        self.query_one("#edge").set_class(self.query_one(Page).has_focus, "-lit")

    # Filter and order ----------------------------------------------------------------------

    @work(group="profiles", description="filter")
    async def action_filter(self) -> None:
        """Ask for a text, and show only the profiles that hold it, while it is being typed."""
        self._filtering = True
        text = await self.ask(Question("Filter:", value=self._filter))
        self._filtering = False
        self._apply_filter(text or "")
        self._tell_what_goes_on()

    @on(Input.Changed)
    def _filter_typed(self, event: Input.Changed) -> None:
        if self._filtering:
            self._apply_filter(event.value)

    def _apply_filter(self, text: str) -> None:
        before = [row.slug for row in self.shown_rows()]
        self._filter = text
        if before != [row.slug for row in self.shown_rows()] or not before:
            self.show_rows()

    def action_sort(self) -> None:
        """Sort by the next of name, state and time."""
        self._order = following(self._order)
        self.show_rows()
        self.say(ORDER_TOLD[self._order])

    def step_back(self) -> bool:
        if self.stop_batch():
            return True
        if self._filter:
            self._apply_filter("")
            self.say("")
            return True
        return False

    def forget(self) -> None:
        line = self.query_one_optional(StatusLine)
        if line is not None and str(line.content) != self._going_on():
            super().forget()
            self._tell_what_goes_on()

    def _going_on(self) -> str:
        if told := self.batch_told():
            return told
        return f"Only profiles with {self._filter!r}; esc shows all" if self._filter else ""

    def _tell_what_goes_on(self) -> None:
        """Say what lasts beyond a key: a running test, a filter."""
        line = self.query_one(StatusLine)
        if not str(line.content) and (told := self._going_on()):
            line.say(told)

    # Open ----------------------------------------------------------------------------------

    @on(DataTable.RowSelected)
    def action_open(self) -> None:
        """Open the profile, and go to its checklist."""
        self.leave_for("checklist")

    def action_edit(self) -> None:
        """Open the profile, and go to its credentials."""
        self.leave_for("credentials")

    def slug_at_hand(self) -> str | None:
        return self.selected.slug if self.selected else super().slug_at_hand()

    def leave_for(self, mode: str) -> None:
        """Open the profile under the cursor, and go on."""
        if mode != self.SCOPE:
            self._open_and_go(mode)

    @work(group="profiles", description="open")
    async def _open_and_go(self, mode: str) -> None:
        row = self.selected
        if row is not None and not row.usable:
            self.say(row.problem, "error")
        elif row is None and self._rows:
            self.say("No profile is selected; esc shows all")
        elif row is None or await self.open(row.slug):
            self.app.go(mode)
