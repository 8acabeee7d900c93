"""The test: checks as they finish, the one root cause on top, and all about the selected one."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult

from halo_tui.checks.events import AnyEvent, CheckFinished, CheckStarted, RunFinished, RunStarted
from halo_tui.checks.plan import IDS
from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.kit.cycle import following
from halo_tui.ui.verify.board import CheckBoard
from halo_tui.ui.verify.details import as_text, missing_pem
from halo_tui.ui.verify.earlier import Past, read_runs
from halo_tui.ui.verify.head import Moment, Phase, to_look_at
from halo_tui.ui.verify.lines import Run
from halo_tui.ui.verify.offers import offers, offers_in_list
from halo_tui.ui.verify.pem import write_new
from halo_tui.ui.verify.rows import Show, not_passed, rows_of, several_targets
from halo_tui.ui.verify.run_head import RunHead
from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame


class VerifyScreen(BaseScreen):
    """Runs the checks of the open profile, and explains what they found."""

    __test__ = False  # pytest takes classes of such a name for tests

    SCOPE: ClassVar[str] = "test"
    BINDINGS = bindings("test")
    CSS_PATH = "verify.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high"), (30, "-tall")]

    app: Frame

    def __init__(self) -> None:
        super().__init__()
        self._show = Show.ALL
        self._earlier: Past | None = None
        self._stopping = False
        self._began = 0.0

    # What is shown -------------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        height = self.app.size.height  # Textual would set this class after the first painting
        self.add_class([name for least, name in self.VERTICAL_BREAKPOINTS if height >= least][-1])
        yield RunHead(self._moment, id="head")
        yield CheckBoard(self._shown_run, id="board")

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._draw())
        self.focus_quietly(self._board.checks)

    @property
    def _board(self) -> CheckBoard:
        return self.query_one(CheckBoard)

    def _shown_run(self) -> Run:
        """The run on the screen: the latest, or one out of the history."""
        shown = self._earlier or self.app.session
        return Run(shown.results, shown.previous, several_targets(self._board.checks.keys))

    def _moment(self) -> Moment:
        session = self.app.session
        phase = Phase.IDLE
        if session.busy and self._earlier is None:
            running = Phase.RUNNING if session.run else Phase.STARTING
            phase = Phase.STOPPING if self._stopping else running
        return Moment(
            results=self._shown_run().results, phase=phase, now=datetime.now(UTC),
            elapsed=time.monotonic() - self._began, earlier=self._earlier is not None,
            changed=session.is_changed and self._earlier is None,
        )  # fmt: skip

    def show_connection(self) -> None:
        """Draw the open profile's last run."""
        self._earlier, self._stopping = None, False
        self._board.close_list()
        self._build()
        self._go_to_weightiest()

    def show_event(self, event: AnyEvent) -> None:
        """Draw the lines that one event changed."""
        if self._earlier is not None:
            return
        match event:
            case RunStarted():
                self._began = time.monotonic()
                self._board.moved = False
                self._build(all_folded=set(event.checks) >= set(IDS))
            case CheckStarted() | CheckFinished():
                self._board.draw_check((event.check, event.target))
            case RunFinished():
                self._stopping = False
                self._build()
                if not self._board.moved:
                    self._go_to_weightiest()
        head = self.query_one(RunHead)
        if isinstance(event, RunStarted | RunFinished):
            head.draw()
        else:
            head.draw_soon()

    def _build(self, *, all_folded: bool = False) -> None:
        """Make the lines that the run needs, and draw all; while it goes on, nothing folds."""
        targets = self.app.session.targets if self._earlier is None else ()
        self._board.build(rows_of(self._shown_run().results, targets, self._show))
        if all_folded or self.app.session.run is None or self._earlier is not None:
            self._fold(all_folded=all_folded)
        self._draw()

    def _fold(self, *, all_folded: bool = False) -> None:
        self._board.fold(all_open=self._show is not Show.ALL, all_folded=all_folded)

    def _draw(self) -> None:
        self._board.draw()
        self.query_one(RunHead).draw()
        self.redraw_keys()

    def _go_to_weightiest(self) -> None:
        result = to_look_at(self._shown_run().results)
        if result is not None:
            self._board.go_to((result.check, result.target))

    @on(CheckBoard.Rested)
    def _rested(self) -> None:
        self.redraw_keys()

    def actions(self) -> list[Action]:
        """What can be done now; where only another value helps, editing comes before running."""
        if self._board.listing:
            return offers_in_list(super().actions())
        session = self.app.session
        labels = {"test.filter": self._show.value}
        if self._board.checks.all_open and self._show is Show.ALL:
            labels["test.fold"] = "Fold passed"
        return offers(
            super().actions(), busy=session.busy, result=self._board.result,
            results=session.results, labels=labels,
        )  # fmt: skip

    def action_read(self) -> None:
        """Go to the details and back, or open the earlier run."""
        past = self._board.past
        if past is None:
            self._board.toggle_details()
            return
        started = self.app.session.results.started
        is_latest = started is not None and started.at == past.summary.at
        self._earlier = None if is_latest else past
        self._board.close_list()
        self._build()
        self._go_to_weightiest()

    def action_matrix(self) -> None:
        """Show what application and agent may do, or the selected check again."""
        self._board.close_list()
        self._board.toggle_rights()

    def action_filter(self) -> None:
        """Show all checks, only problems, only passes."""
        self._show = following(self._show)
        self._build()
        if not self._board.moved:
            self._go_to_weightiest()
        if not self._board.checks.keys:
            self.say("No check is like that; v shows others")

    def action_fold(self) -> None:
        """Open every subject, or fold again those in which there is nothing to look into."""
        self._board.checks.toggle_all()
        self._fold()
        self.redraw_keys()

    def action_history(self) -> None:
        """Show earlier runs, or the checks again."""
        if self._board.listing:
            self._board.close_list()
        elif self.app.session.slug is not None:
            self._board.open_list()
            self._load_history(self.app.session.slug)

    @work(exclusive=True, group="history", description="read earlier runs")
    async def _load_history(self, slug: str) -> None:
        runs = await asyncio.to_thread(read_runs, slug)
        if self._board.listing and slug == self.app.session.slug:
            self._board.fill_list(runs)
            if not runs:
                self.say("No run is kept yet; r runs the checks")

    def step_back(self) -> bool:
        """Leave details, list or matrix, then an earlier run."""
        if self._board.step_back():
            return True
        if self._earlier is None:
            return False
        self.show_connection()
        return True

    # Running -------------------------------------------------------------------------------

    def _start(self, *only: str) -> None:
        if self.app.session.slug is None:
            self.say("No profile is open: 1 has the list", "error")
        elif self.app.session.busy:
            self.say("A run is under way; x stops it")
        else:
            self._board.close_list()
            self._earlier = None
            self.say("")
            self.app.runs.start(*only)
            self._draw()

    def action_run(self) -> None:
        """Run all checks."""
        self._start()

    def action_run_failed(self) -> None:
        """Run what did not pass, and what it needs."""
        wanted = not_passed(self.app.session.results)
        if wanted:
            self._start(*wanted)
        else:
            self.say("Everything passed; r runs all checks again")

    def action_run_one(self) -> None:
        """Run the selected check, or the checks of the selected subject."""
        if self._board.selected:
            self._start(*self._board.selected)

    def action_cancel(self) -> None:
        """Stop the run."""
        if self.app.session.busy:
            self.app.runs.cancel()
            self._stopping = self.app.session.busy
            self._draw()
        else:
            self.say("Nothing is running")

    # To where it is mended, and to others --------------------------------------------------

    def action_to_step(self) -> None:
        """Go to the step of the checklist that mends the selected check."""
        result = self._board.result
        if result is None or result.step is None:
            self.say("No step of the checklist is behind this")
        else:
            self.app.go_to_step(result.step)

    def action_to_field(self) -> None:
        """Go to the field that the selected check is about."""
        result = self._board.result
        if result is None or result.field is None:
            self.say("No field of the profile is behind this")
        else:
            self.app.go_to_field(result.field)

    def action_copy(self) -> None:
        """Copy what is known of the selected check."""
        self.app.copy(as_text(self._board.entries(whole=True)), "The finding")

    def action_copy_report(self) -> None:
        """Copy the report of the run."""
        from halo_tui.report.render import render

        told = self._shown_run().results.events()
        summary = self.app.session.summary
        if not told or summary is None:
            self.say("There is no run to report yet; r runs the checks")
        else:
            self.app.copy(render(told, "text", name=summary.name), "The report")

    @work(exclusive=True, group="question", description="save a certificate")
    async def action_save_pem(self) -> None:
        """Write the certificate that the server leaves out to a file."""
        pem = missing_pem(self._board.result)
        if not pem:
            self.say("This check has no certificate to save")
            return
        name = await self.ask(Question("Save as:", value="intermediate.crt"))
        if not name or not name.strip():
            return
        try:
            written = await asyncio.to_thread(write_new, name.strip(), pem)
        except FileExistsError:
            self.say(f"{name} is there already; nothing was written", "error")
        except OSError as problem:
            self.say(f"{name} was not written: {problem.strerror}", "error")
        else:
            self.say(f"Saved as {written}", "good")
