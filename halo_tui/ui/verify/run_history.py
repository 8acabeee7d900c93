"""The earlier runs of the open profile, and the one of them that is on the screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from halo_tui.ui.verify.kept_runs import KeptRun, read_kept_runs

if TYPE_CHECKING:
    from halo_tui.ui.verify.check_board import CheckBoard
    from halo_tui.ui.verify.screen import VerifyScreen


class RunHistory:
    """Lists the runs that are kept, and opens one of them in the place of the latest."""

    def __init__(self, screen: VerifyScreen) -> None:
        """Make it for a screen."""
        self._screen = screen
        self.opened: KeptRun | None = None
        """The earlier run on the screen; None while it shows the latest."""

    def toggle(self, board: CheckBoard) -> None:
        """Show the list of earlier runs, or the checks again."""
        if board.in_history:
            board.close_history()
        elif self._screen.app.session.slug is not None:
            board.open_history()
            self._screen.run_worker(
                self._load(board, self._screen.app.session.slug), exclusive=True,
                group="history", description="read earlier runs",
            )  # fmt: skip

    def open(self, run: KeptRun) -> None:
        """Put an earlier run on the screen, unless it is the latest."""
        started = self._screen.app.session.results.started
        is_latest = started is not None and started.at == run.summary.at
        self.opened = None if is_latest else run

    async def _load(self, board: CheckBoard, slug: str) -> None:
        runs = await asyncio.to_thread(read_kept_runs, slug)
        if board.in_history and slug == self._screen.app.session.slug:
            board.fill_history(runs)
            if not runs:
                self._screen.say("No run is kept yet; r runs the checks")
