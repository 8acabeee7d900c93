"""The start: every profile with its last verdict, and what can be done with whole profiles."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import DataTable, Input, Static

from halo_tui.profiles.errors import ProfileError
from halo_tui.ui import glyphs, profile_rows
from halo_tui.ui.actions import Action, bindings
from halo_tui.ui.batch import Progress, Stage
from halo_tui.ui.profile_rows import Row
from halo_tui.ui.screens.profiles_about import WELCOME, about
from halo_tui.ui.screens.profiles_keeping import KeepingProfiles
from halo_tui.ui.widgets.chrome import Question
from halo_tui.ui.widgets.profile_table import ProfileTable

if TYPE_CHECKING:
    from halo_tui.checks.events import AnyEvent
    from halo_tui.ui.batch import Batch

_REST = 0.25
"""Seconds for which the cursor has to rest before the lines below the table follow it."""

_NOT_FOR_NONE = frozenset(
    {"open", "edit", "test_all", "filter", "rename", "duplicate", "delete", "notes", "export"}
)


class ProfilesScreen(KeepingProfiles):
    """The list of profiles."""

    SCOPE = "profiles"
    BINDINGS = bindings("profiles")
    CSS_PATH = "profiles.tcss"

    class Tested(Message):
        """A profile of the batch has moved on; comes from a thread of the batch."""

        def __init__(self, progress: Progress) -> None:
            super().__init__()
            self.progress = progress

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, Row] = {}
        self._filter = ""
        self._filtering = False
        self._batch: Batch | None = None
        self._waiting: set[str] = set()
        self._told = Content("")
        self._done = 0
        self._timer: Timer | None = None
        self._is_stale: bool | None = None
        """Whether the files may have changed since they were read; None before they were."""

    def compose_body(self) -> ComposeResult:
        yield ProfileTable()
        yield Static(id="welcome")
        yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        self.query_one("#welcome", Static).update(Content.from_markup(WELCOME))
        self.app.theme_changed_signal.subscribe(self, lambda _: self._table.redraw())
        self._table.focus()

    def on_screen_resume(self) -> None:
        if self._is_stale:
            self.reload()

    def on_screen_suspend(self) -> None:
        self._is_stale = True

    def actions(self) -> list[Action]:
        found = super().actions()
        if not self._rows:
            found = [a for a in found if a.id.partition(".")[2] not in _NOT_FOR_NONE]
        if self._deleted is None:
            found = [a for a in found if a.id != "profiles.undo"]
        return found

    def show_connection(self) -> None:
        if self._is_stale is None or self.is_current:
            self.reload()

    def show_event(self, event: AnyEvent) -> None:
        slug = self.app.session.slug
        if slug in self._rows and event.event == "run_started":
            self._change(self._rows[slug].now(glyphs.RUNNING))
        elif slug in self._rows and event.event == "run_finished":
            self.reload()

    # The rows ------------------------------------------------------------------------------

    @property
    def _table(self) -> ProfileTable:
        return self.query_one(ProfileTable)

    @property
    def selected(self) -> Row | None:
        """The profile under the cursor."""
        return self._table.selected

    def reload(self, select: str | None = None) -> None:
        """Read every profile again; `select` is the one to put the cursor on."""
        from halo_tui.report import history

        self._is_stale = False
        try:
            summaries = self.app.session.store.summaries()
        except ProfileError as problem:
            self.say(str(problem), "error")
            summaries = []
        summaries.sort(key=lambda summary: summary.name.casefold())
        now = datetime.now().astimezone()
        rows = [profile_rows.row_of(s, history.latest(s.slug), now) for s in summaries]
        self._rows = {row.slug: self._as_in_batch(row) for row in rows}
        if select is None and self.selected is None:
            select = self.app.session.slug
        self._show_rows(select)
        self.redraw_keys()

    def _as_in_batch(self, row: Row) -> Row:
        before = self._rows.get(row.slug)
        under_way = before and before.glyph in (glyphs.WAITING, glyphs.RUNNING)
        return row.now(before.glyph) if before and under_way and self._batch else row

    def _show_rows(self, select: str | None = None) -> None:
        shown = [row for row in self._rows.values() if row.matches(self._filter)]
        self.set_class(not self._rows, "-empty")
        self._table.show(shown, select)
        self._show_about()

    def _change(self, row: Row) -> None:
        self._rows[row.slug] = row
        self._table.change(row)

    @on(DataTable.RowHighlighted)
    def _cursor_moved(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_REST, self._show_about)

    def _show_about(self) -> None:
        row = self.selected
        told = about(row) if row else Content("")
        if told != self._told:
            self._told = told
            self.query_one("#about", Static).update(told)

    # Filter --------------------------------------------------------------------------------

    @work(group="profiles", description="filter")
    async def action_filter(self) -> None:
        """Ask for a text, and show only the profiles that hold it, while it is being typed."""
        self._filtering = True
        text = await self.ask(Question("Filter:", value=self._filter))
        self._filtering = False
        self._apply_filter(text or "")
        if self._filter:
            self.say(f"Only profiles with {self._filter!r}; esc shows all")

    @on(Input.Changed)
    def _filter_typed(self, event: Input.Changed) -> None:
        if self._filtering:
            self._apply_filter(event.value)

    def _apply_filter(self, text: str) -> None:
        before = [row.slug for row in self._rows.values() if row.matches(self._filter)]
        self._filter = text
        after = [row.slug for row in self._rows.values() if row.matches(text)]
        if before != after:
            self._show_rows()

    def step_back(self) -> bool:
        if self._batch is not None:
            self._batch.cancel()
            return True
        if self._filter:
            self._apply_filter("")
            self.say("")
            return True
        return False

    # Test all ------------------------------------------------------------------------------

    def action_test_all(self) -> None:
        """Test every profile that can be read and is shown; the same key stops it."""
        if self._batch is not None:
            self._batch.cancel()
            self.say("Stopping…")
            return
        from halo_tui.settings import SettingsError
        from halo_tui.ui.batch import Batch, run_of

        slugs = [r.slug for r in self._rows.values() if r.usable and r.matches(self._filter)]
        try:
            keep = self.app.session.settings.history
        except SettingsError as problem:
            self.say(str(problem), "error")
            return
        if not slugs:
            return
        for slug in slugs:
            self._change(self._rows[slug].now(glyphs.WAITING))
        self._waiting = set(slugs)
        self._done = 0

        def tell(progress: Progress) -> None:
            self.post_message(self.Tested(progress))

        self._batch = Batch(slugs, partial(run_of, self.app.session), tell, keep=keep)
        self._batch.start()
        self.say(f"Testing {len(slugs)} profiles; t or esc stops")

    def on_profiles_screen_tested(self, message: Tested) -> None:
        """Draw how far one profile of the batch has come."""
        progress = message.progress
        if self._batch is None:
            return
        if progress.stage is Stage.RUNNING:
            if progress.slug in self._rows:
                self._change(self._rows[progress.slug].now(glyphs.RUNNING))
            return
        self._waiting.discard(progress.slug)
        self._done += progress.stage is Stage.DONE
        self._show_last(progress.slug)
        if progress.problem:
            self.say(progress.problem, "error")
        if not self._waiting:
            self._batch_ended(self._batch.total)

    def _show_last(self, slug: str) -> None:
        from halo_tui.report import history

        if slug in self._rows:
            now = datetime.now().astimezone()
            summary = self._rows[slug].summary
            self._change(profile_rows.row_of(summary, history.latest(slug), now))

    def _batch_ended(self, total: int) -> None:
        self._batch = None
        if self._done:
            self.app.open_profile(self.app.session.summary)
        ready = sum(row.glyph.word == "ready" for row in self._rows.values())
        stopped = "" if self._done == total else f" of {total}"
        self.say(f"Tested {self._done}{stopped}; ready now: {ready} of {len(self._rows)}")

    # Open ----------------------------------------------------------------------------------

    @on(DataTable.RowSelected)
    def action_open(self) -> None:
        """Open the profile, and go to its checklist."""
        self._open_and_go("checklist")

    def action_edit(self) -> None:
        """Open the profile, and go to its credentials."""
        self._open_and_go("credentials")

    @work(group="profiles", description="open")
    async def _open_and_go(self, mode: str) -> None:
        row = self.selected
        if row is None:
            return
        if not row.usable:
            self.say(row.problem, "error")
        elif await self.open(row.slug):
            self.app.go(mode)
