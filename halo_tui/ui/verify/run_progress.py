"""How far the run of the open profile is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from halo_tui.ui.verify.run_state import Phase

if TYPE_CHECKING:
    from halo_tui.ui.session import Session


class RunProgress:
    """What the run is doing, and for how long."""

    def __init__(self, session: Session) -> None:
        """Make it for a session."""
        self._session = session
        self._stopping = False
        self._began = 0.0

    @property
    def phase(self) -> Phase:
        """What the run of the open profile is doing."""
        if not self._session.busy:
            return Phase.IDLE
        if self._stopping:
            return Phase.STOPPING
        return Phase.RUNNING if self._session.run else Phase.STARTING

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._began

    def has_begun(self) -> None:
        """Count the seconds from now on."""
        self._began = time.monotonic()

    def is_stopping(self) -> None:
        """Note that somebody wants the run to stop, if it does not at once."""
        self._stopping = self._session.busy

    def has_ended(self) -> None:
        """Forget that somebody wanted the run to stop."""
        self._stopping = False
