"""The Test screen: the checks as they finish, the cause on top, and details of the selection."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult

from halo_tui.checks.events import AnyEvent, RunFinished, RunStarted
from halo_tui.checks.plan import title_of
from halo_tui.ui.base_screen import BaseScreen, Place
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.verify.available_actions import available_actions
from halo_tui.ui.verify.check_board import CheckBoard
from halo_tui.ui.verify.check_lines import message_of
from halo_tui.ui.verify.finding_actions import FindingActions
from halo_tui.ui.verify.run_keys import RunKeys
from halo_tui.ui.verify.run_view import RunView

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame


def _places(view: RunView) -> Iterator[Place]:
    run = view.run()
    for key in view.all_checks():
        yield Place(title_of(key[0]), message_of(key, run), partial(view.go_to, key))


class VerifyScreen(BaseScreen):
    """Runs the checks of the open profile, and explains their results."""

    SCOPE: ClassVar[str] = "test"
    BINDINGS = bindings("test")
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high"), (30, "-tall")]

    app: Frame

    def __init__(self) -> None:
        super().__init__()
        self._view = RunView(self.app.session)
        self._board = self._view.board
        self._runs = RunKeys(self.app, self._view)
        self._findings = FindingActions(self.app)

    def compose_body(self) -> ComposeResult:
        yield self._view.head
        yield self._board

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._view.draw())
        self.focus_quietly(self._board.checks)

    def show_connection(self) -> None:
        """Show the latest run of the open profile."""
        self._view.show_latest()

    def show_event(self, event: AnyEvent) -> None:
        """Draw the changes that come from one event."""
        self._view.take(event)
        if isinstance(event, RunStarted | RunFinished):
            self.redraw_keys()
        if isinstance(event, RunFinished):
            self._runs.forget_run()

    @on(CheckBoard.Rested)
    def _keys_changed(self) -> None:
        self.redraw_keys()

    def actions(self) -> list[Action]:
        """Return the possible actions, see `available_actions`."""
        return available_actions(super().actions(), self.app.session, self._view)

    def places(self) -> Iterator[Place]:
        return _places(self._view)

    def step_back(self) -> bool:
        """Leave the details, the list or the table; if none is open, leave an earlier run."""
        return self._board.step_back() or self._view.close_kept_run()

    # What its keys do ----------------------------------------------------------------------

    def action_run(self) -> None:
        self._runs.start()

    def action_run_failed(self) -> None:
        self._runs.start_unpassed()

    def action_run_one(self) -> None:
        if self._board.selected:
            self._runs.start(*self._board.selected)
        else:
            self.say(f"No check is selected: move to one, then {key_of('test.run_one')} runs it")

    def action_cancel(self) -> None:
        self._runs.stop()

    def action_read(self) -> None:
        if self._board.in_history:
            self._view.open_kept_run()
        else:
            self._board.toggle_details()

    def action_matrix(self) -> None:
        self._board.close_history()
        self._board.toggle_rights()

    def action_filter(self) -> None:
        self._view.show_next_filter()
        if not self._board.checks.nodes.checks:
            self.say(f"No check is like that; {key_of('test.filter')} shows others")

    def action_fold(self) -> None:
        self._board.checks.toggle_all()
        self._view.fold()
        self.redraw_keys()

    def action_history(self) -> None:
        if self._board.in_history:
            self._board.close_history()
        elif self.app.session.slug is not None:
            self._board.open_history()
            self._load_history()
        else:
            self.say(f"No profile is open: {key_of('app.show_profiles')} has the list")

    @work(exclusive=True, group="history", description="read earlier runs")
    async def _load_history(self) -> None:
        runs = await self._view.history.read()
        if self._board.in_history and runs is not None:
            self._board.fill_history(runs)
            if not runs:
                self.say(f"No run is kept yet; {key_of('test.run')} runs the checks")

    def action_to_step(self) -> None:
        self._findings.go_to_step(self._board.result)

    def action_to_field(self) -> None:
        self._findings.go_to_field(self._board.result)

    def action_copy(self) -> None:
        self._findings.copy_finding(self._board.finding())

    def action_copy_report(self) -> None:
        self._findings.copy_report(self._view.run().results)

    @work(exclusive=True, group="question", description="save a certificate")
    async def action_save_pem(self) -> None:
        await self._findings.save_certificate(self._board.result)
