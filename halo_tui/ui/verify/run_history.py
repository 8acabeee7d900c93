"""The earlier runs of the open profile, and the one that the screen shows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from halo_tui.ui.verify.kept_runs import KeptRun, read_kept_runs

if TYPE_CHECKING:
    from halo_tui.ui.session import Session


class RunHistory:
    """Reads the history, and holds the earlier run that is shown instead of the latest."""

    def __init__(self, session: Session) -> None:
        """Make it for the open profile of a session."""
        self._session = session
        self.opened: KeptRun | None = None
        """The earlier run on the screen; None while the screen shows the latest."""

    def open(self, run: KeptRun) -> None:
        """Select a run for the screen; the latest run counts as no earlier run."""
        started = self._session.results.started
        is_latest = started is not None and started.at == run.summary.at
        self.opened = None if is_latest else run

    async def read(self) -> list[KeptRun] | None:
        """Return all runs, newest first; None if another profile was opened meanwhile."""
        slug = self._session.slug
        runs = await asyncio.to_thread(read_kept_runs, slug) if slug else []
        return runs if slug == self._session.slug else None
