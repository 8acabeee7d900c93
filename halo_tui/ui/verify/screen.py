"""The test: checks as they finish, their cause on top, and all about the selected one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult

from halo_tui.checks.events import AnyEvent, CheckFinished, CheckStarted, RunFinished, RunStarted
from halo_tui.checks.plan import IDS
from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.kit.cycle import following
from halo_tui.ui.verify.available_actions import actions_in_history, available_actions
from halo_tui.ui.verify.check_board import CheckBoard
from halo_tui.ui.verify.check_filter import CheckFilter, checks_by_subject, several_origins
from halo_tui.ui.verify.run_control import RunControl
from halo_tui.ui.verify.run_history import RunHistory
from halo_tui.ui.verify.run_state import Phase, RunState, ShownRun
from halo_tui.ui.verify.takeaway import Takeaway
from halo_tui.ui.verify.verdict import place_to_begin
from halo_tui.ui.verify.verdict_head import VerdictHead

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_BROAD = 160
"""Columns with room for the proof beside the details."""


class VerifyScreen(BaseScreen):
    """Runs the checks of the open profile, and explains what they found."""

    SCOPE: ClassVar[str] = "test"
    BINDINGS = bindings("test")
    CSS_PATH = "verify.tcss"
    HORIZONTAL_BREAKPOINTS = [*BaseScreen.HORIZONTAL_BREAKPOINTS, (_BROAD, "-broad")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high"), (30, "-tall")]

    app: Frame

    def __init__(self) -> None:
        super().__init__()
        self._filter = CheckFilter.ALL
        self._runs = RunControl(self.app, before_start=self._show_latest)
        self._history = RunHistory(self)
        self._takeaway = Takeaway(self.app)

    def compose_body(self) -> ComposeResult:
        yield VerdictHead(self._state, id="head")
        yield CheckBoard(self._shown_run, id="board")

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._draw())
        self.focus_quietly(self._board.checks)

    @property
    def _board(self) -> CheckBoard:
        return self.query_one(CheckBoard)

    # What is shown -------------------------------------------------------------------------

    def _shown_run(self) -> ShownRun:
        """The run on the screen: the latest, or one out of the history."""
        shown = self._history.opened or self.app.session
        several = several_origins(self._board.checks.nodes.checks)
        return ShownRun(shown.results, shown.previous, several)

    def _state(self) -> RunState:
        earlier = self._history.opened is not None
        return RunState(
            results=self._shown_run().results, now=datetime.now(UTC), from_history=earlier,
            phase=Phase.IDLE if earlier else self._runs.phase, elapsed=self._runs.elapsed,
            values_changed=self.app.session.is_changed and not earlier,
        )  # fmt: skip

    def _show_latest(self) -> None:
        self._board.close_history()
        self._history.opened = None

    def show_connection(self) -> None:
        """Draw the open profile's last run."""
        self._show_latest()
        self._runs.has_ended()
        self._build()
        self._go_to_beginning()

    def show_event(self, event: AnyEvent) -> None:
        """Draw the lines that one event changed."""
        if self._history.opened is not None:
            return
        match event:
            case RunStarted():
                self._runs.has_begun()
                self._board.moved = False
                self._build(all_folded=set(event.checks) >= set(IDS))
            case CheckStarted() | CheckFinished():
                self._board.draw_check((event.check, event.target))
                self.query_one(VerdictHead).draw_soon()
            case RunFinished():
                self._runs.has_ended()
                self._build()
                if not self._board.moved:
                    self._go_to_beginning()

    def _build(self, *, all_folded: bool = False) -> None:
        """Make the lines that the run needs, and draw all; while it goes on, nothing folds."""
        earlier = self._history.opened is not None
        targets = () if earlier else self.app.session.targets
        settled = earlier or self.app.session.run is None
        checks = checks_by_subject(self._shown_run().results, targets, self._filter)
        self._board.build(checks, settled=settled)
        if all_folded or settled:
            self._fold(all_folded=all_folded)
        self._draw()

    def _fold(self, *, all_folded: bool = False) -> None:
        self._board.fold(all_open=self._filter is not CheckFilter.ALL, all_folded=all_folded)

    def _draw(self) -> None:
        self._board.draw()
        self.query_one(VerdictHead).draw()
        self.redraw_keys()

    def _go_to_beginning(self) -> None:
        self._board.go_to(place_to_begin(self._shown_run().results))

    @on(CheckBoard.Rested)
    def _rested(self) -> None:
        self.redraw_keys()

    def actions(self) -> list[Action]:
        """What can be done now; where only another value helps, editing comes before running."""
        if self._board.in_history:
            return actions_in_history(super().actions())
        labels = {"test.filter": self._filter.value}
        if self._board.checks.all_open and self._filter is CheckFilter.ALL:
            labels["test.fold"] = "Fold passed"
        return available_actions(
            super().actions(), busy=self.app.session.busy, result=self._board.result,
            results=self.app.session.results, labels=labels,
        )  # fmt: skip

    def step_back(self) -> bool:
        """Leave details, list or table, then an earlier run."""
        if self._board.step_back():
            return True
        if self._history.opened is None:
            return False
        self.show_connection()
        return True

    # What its keys do ----------------------------------------------------------------------

    def action_run(self) -> None:
        self._runs.start()
        self._draw()

    def action_run_failed(self) -> None:
        self._runs.start_unpassed()
        self._draw()

    def action_run_one(self) -> None:
        if self._board.selected:
            self._runs.start(self._board.selected)
            self._draw()

    def action_cancel(self) -> None:
        self._runs.stop()
        self._draw()

    def action_read(self) -> None:
        if self._board.kept_run is None:
            self._board.toggle_details()
            return
        self._history.open(self._board.kept_run)
        self._board.close_history()
        self._build()
        self._go_to_beginning()

    def action_matrix(self) -> None:
        self._board.close_history()
        self._board.toggle_rights()

    def action_filter(self) -> None:
        self._filter = following(self._filter)
        self._build()
        if not self._board.moved:
            self._go_to_beginning()
        if not self._board.checks.nodes.checks:
            self.say("No check is like that; v shows others")

    def action_fold(self) -> None:
        self._board.checks.toggle_all()
        self._fold()
        self.redraw_keys()

    def action_history(self) -> None:
        self._history.toggle(self._board)

    def action_to_step(self) -> None:
        result = self._board.result
        if result is None or result.step is None:
            self.say("No step of the checklist is behind this")
        else:
            self.app.go_to_step(result.step)

    def action_to_field(self) -> None:
        result = self._board.result
        if result is None or result.field is None:
            self.say("No field of the profile is behind this")
        else:
            self.app.go_to_field(result.field)

    def action_copy(self) -> None:
        self._takeaway.copy_finding(self._board.finding())

    def action_copy_report(self) -> None:
        self._takeaway.copy_report(self._shown_run().results)

    @work(exclusive=True, group="question", description="save a certificate")
    async def action_save_pem(self) -> None:
        await self._takeaway.save_certificate(self._board.result)
