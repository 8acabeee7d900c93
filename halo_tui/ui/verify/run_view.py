"""Draws a run on the Test screen: the latest, or one from the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from halo_tui.checks.events import AnyEvent, CheckFinished, CheckStarted, RunFinished, RunStarted
from halo_tui.checks.plan import IDS
from halo_tui.checks.results import CheckKey
from halo_tui.ui.kit.cycle import following
from halo_tui.ui.verify.check_board import CheckBoard
from halo_tui.ui.verify.check_filter import CheckFilter, checks_by_subject, several_origins
from halo_tui.ui.verify.run_history import RunHistory
from halo_tui.ui.verify.run_progress import RunProgress
from halo_tui.ui.verify.run_state import Phase, RunState, ShownRun
from halo_tui.ui.verify.verdict import place_to_begin
from halo_tui.ui.verify.verdict_head import VerdictHead

if TYPE_CHECKING:
    from halo_tui.ui.session import Session


class RunView:
    """Updates head and board of the screen for the run that is shown."""

    def __init__(self, session: Session) -> None:
        """Make head and board for the screen to compose.

        Args:
            session: the session whose run is shown.
        """
        self._session = session
        self.progress = RunProgress(session)
        self.history = RunHistory(session)
        self.filter = CheckFilter.ALL
        self.head = VerdictHead(self._state, id="head")
        self.board = CheckBoard(self.run, id="board")

    def run(self) -> ShownRun:
        """Return the run on the screen: the latest, or one from the history."""
        shown = self.history.opened or self._session
        several = several_origins(self.board.checks.nodes.checks)
        return ShownRun(shown.results, shown.previous, several)

    def _state(self) -> RunState:
        earlier = self.history.opened is not None
        return RunState(
            results=self.run().results, now=datetime.now(UTC), from_history=earlier,
            phase=Phase.IDLE if earlier else self.progress.phase, elapsed=self.progress.elapsed,
            values_changed=self._session.is_changed and not earlier,
            has_profile=self._session.slug is not None,
        )  # fmt: skip

    def show_latest(self) -> None:
        """Show the latest run of the open profile."""
        self.leave_history()
        self.progress.has_ended()
        self.build()
        self.go_to_beginning()

    def leave_history(self) -> None:
        """Return from the history to the latest run, without drawing it yet."""
        self.board.close_history()
        self.history.opened = None

    def open_kept_run(self) -> None:
        """Show the earlier run under the cursor."""
        if self.board.kept_run is not None:
            self.history.open(self.board.kept_run)
            self.board.close_history()
            self.build()
            self.go_to_beginning()

    def close_kept_run(self) -> bool:
        """Return to the latest run; return False if it is shown already."""
        if self.history.opened is None:
            return False
        self.show_latest()
        return True

    def take(self, event: AnyEvent) -> None:
        """Draw the changes that come from one event of the run."""
        if self.history.opened is not None:
            return
        match event:
            case RunStarted():
                self.progress.has_begun()
                self.board.moved = False
                self.build(all_folded=set(event.checks) >= set(IDS))
            case CheckStarted() | CheckFinished():
                self.board.draw_check((event.check, event.target))
                self.head.draw_soon()
            case RunFinished():
                self.progress.has_ended()
                self.build()
                if not self.board.moved:
                    self.go_to_beginning()

    def show_next_filter(self) -> None:
        """Change the filter: all checks, only problems, only passes, and again all."""
        self.filter = following(self.filter)
        self.build()
        if not self.board.moved:
            self.go_to_beginning()

    def go_to(self, key: CheckKey) -> None:
        """Move the cursor to a check; show all checks if the filter hides it."""
        if key not in self.board.checks.nodes.checks:
            self.filter = CheckFilter.ALL
            self.build()
        self.board.go_to(key)

    def all_checks(self) -> list[CheckKey]:
        """Return the checks of the run, whether the filter shows them or not."""
        groups = checks_by_subject(self.run().results, self._targets)
        return [key for keys in groups.values() for key in keys]

    @property
    def _targets(self) -> Sequence[str]:
        return () if self.history.opened is not None else self._session.targets

    def build(self, *, all_folded: bool = False) -> None:
        """Make the lines for the run and draw everything.

        Args:
            all_folded: whether to fold all subjects, because a full run begins; otherwise nothing
                is folded or opened while a run is under way.
        """
        settled = self.history.opened is not None or self._session.run is None
        checks = checks_by_subject(self.run().results, self._targets, self.filter)
        self.board.build(checks, title=self.filter.value, settled=settled)
        if all_folded or settled:
            self.fold(all_folded=all_folded)
        self.draw()

    def fold(self, *, all_folded: bool = False) -> None:
        """Fold and open the subjects again, see `CheckBoard.fold`."""
        self.board.fold(all_open=self.filter is not CheckFilter.ALL, all_folded=all_folded)

    def draw(self) -> None:
        """Draw everything that has changed."""
        self.board.draw()
        self.head.draw()

    def go_to_beginning(self) -> None:
        """Move the cursor to the result that decides the verdict."""
        self.board.go_to(place_to_begin(self.run().results))
