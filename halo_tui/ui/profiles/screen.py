"""The Profiles screen: all profiles with their last verdicts, and actions on whole profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Input

from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.profiles.batch import BatchTest, Tested
from halo_tui.ui.profiles.board import ProfileBoard
from halo_tui.ui.profiles.demo import open_demo
from halo_tui.ui.profiles.profile_actions import ProfileActions
from halo_tui.ui.profiles.reader import CHECK_INTERVAL, ProfileReader
from halo_tui.ui.profiles.row_store import RowStore
from halo_tui.ui.profiles.table import ProfileTable
from halo_tui.ui.widgets.chrome import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from halo_tui.checks.events import AnyEvent

_NOT_FOR_NONE: Final = frozenset(
    f"profiles.{name}"
    for name in (
        "open", "edit", "test_all", "filter", "sort", "rename", "duplicate", "delete", "notes",
        "export",
    )
)  # fmt: skip


_NONE: Final = "There is no profile yet: {} makes one"


def _possible(screen: ProfilesScreen, actions: list[Action]) -> list[Action]:
    """Return the actions that are possible now."""
    left_out = set() if screen.reader.rows.by_slug else set(_NOT_FOR_NONE)
    if not screen.profile_actions.can_undo:
        left_out.add("profiles.undo")
    if screen.app.session.rehearsal is not None:
        left_out.add("profiles.demo")
    possible = [action for action in actions if action.id not in left_out]
    if not screen.reader.rows.by_slug:  # at the first start, the footer shows every way to begin
        possible = [action._replace(footer=True) for action in possible]
    return screen.batch_test.possible(possible)


def _status(screen: ProfilesScreen) -> str:
    """Return the message that a key press does not clear: of a batch or a filter, or empty."""
    return screen.batch_test.describe() or screen.board.describe_filter()


def _asking(name: str) -> Callable[[ProfilesScreen], None]:
    """Return an action method that runs the method of `ProfileActions` with this name."""

    def act(screen: ProfilesScreen) -> None:
        if screen.reader.rows.by_slug or f"profiles.{name}" not in _NOT_FOR_NONE:
            screen.profile_actions.start(getattr(screen.profile_actions, name))
        else:
            screen.say(_NONE.format(key_of("profiles.new")))

    return act


class ProfilesScreen(BaseScreen):
    """The list of profiles; when the user leaves it, the selected profile is opened."""

    SCOPE = "profiles"
    BINDINGS = bindings("profiles")
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]

    def __init__(self) -> None:
        super().__init__()
        rows, redraw = RowStore(self.app.session.store), self.redraw_keys
        self.board = ProfileBoard(rows, self)
        self.reader = ProfileReader(self.app, self, rows, self.board, redraw)
        self.profile_actions = ProfileActions(self.app, self, self.board, self.reader)
        self.batch_test = BatchTest(self.app, self, self.board, self.reader, redraw)
        self._open_slug: str | None = None
        """The slug of the open profile at the last call of `show_connection`."""

    def compose_body(self) -> ComposeResult:
        yield self.board

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self.board.table.redraw())
        self.set_interval(CHECK_INTERVAL, self.reader.check_for_changes)
        self.board.table.focus()

    def on_screen_resume(self) -> None:
        if self.was_left:
            self.board.forget_details()
            self.reader.refresh(self.app.session.slug)
            self.show_status()

    def fit(self, size: Size) -> None:
        self.board.fit()

    def actions(self) -> list[Action]:
        return _possible(self, super().actions())

    def show_connection(self) -> None:
        slug = self.app.session.slug
        if not self.reader.has_read or self.is_current:
            self.reader.refresh(slug if slug != self._open_slug else None)
        self._open_slug = self.app.session.slug  # reading opens one if none is open

    def show_event(self, event: AnyEvent) -> None:
        self.reader.take(event)

    def heading(self) -> Content:
        return self.board.heading()

    @on(Tested)
    def _profile_tested(self, message: Tested) -> None:
        self.batch_test.take(message.progress)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self.board.is_filtering:
            self.board.filter_by(event.value)

    def step_back(self) -> bool:
        return self.batch_test.stop() or self.board.clear_filter()

    def forget(self) -> None:
        line = self.query_one_optional(StatusLine)
        if line is not None and str(line.content) != _status(self):
            super().forget()
            self.show_status()

    @on(ProfileBoard.Filtered)
    def show_status(self) -> None:
        """Show the message about a batch or a filter if the status line is empty."""
        line = self.query_one(StatusLine)
        if not str(line.content) and (text := _status(self)):
            line.say(text)

    def current_slug(self) -> str | None:
        row = self.board.selected
        return row.slug if row else super().current_slug()

    def leave_for(self, mode: str) -> None:
        if mode != self.SCOPE:
            self.profile_actions.open_and_go(mode)

    # Actions -------------------------------------------------------------------------------

    @on(ProfileTable.Chosen)
    def action_open(self) -> None:
        self.leave_for("checklist")

    def action_edit(self) -> None:
        self.leave_for("credentials")

    action_new = _asking("new")
    action_rename = _asking("rename")
    action_duplicate = _asking("duplicate")
    action_undo = _asking("undo")
    action_notes = _asking("notes")
    action_import = _asking("import_file")
    action_export = _asking("export")

    action_delete = _asking("delete")

    def action_stop(self) -> None:
        """Stop the test of all profiles; if there is none, say so."""
        if not self.batch_test.stop():
            self.say("No test is running, so nothing was stopped")

    def action_test_all(self) -> None:
        if self.reader.rows.by_slug:
            self.batch_test.start()
        else:
            self.say(_NONE.format(key_of("profiles.new")))

    def action_demo(self) -> None:
        open_demo(self.app, tour=not self.reader.rows.by_slug)

    def action_filter(self) -> None:
        self.profile_actions.start(self.board.ask_filter)

    def action_sort(self) -> None:
        self.board.sort()
