"""The earlier runs of the open profile, and the one of them that is on the screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from halo_tui.ui.verify.kept_runs import KeptRun, read_kept_runs

if TYPE_CHECKING:
    from halo_tui.ui.session import Session


class RunHistory:
    """Reads the runs that are kept, and holds the one that stands in the place of the latest."""

    def __init__(self, session: Session) -> None:
        """Make it for the open profile of a session."""
        self._session = session
        self.opened: KeptRun | None = None
        """The earlier run on the screen; None while it shows the latest."""

    def open(self, run: KeptRun) -> None:
        """Put an earlier run on the screen, unless it is the latest."""
        started = self._session.results.started
        is_latest = started is not None and started.at == run.summary.at
        self.opened = None if is_latest else run

    async def read(self) -> list[KeptRun] | None:
        """Every run that is kept, newest first; None if another profile was opened meanwhile."""
        slug = self._session.slug
        runs = await asyncio.to_thread(read_kept_runs, slug) if slug else []
        return runs if slug == self._session.slug else None
