"""The phase and the duration of the run of the open profile."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from halo_tui.ui.verify.run_state import Phase

if TYPE_CHECKING:
    from halo_tui.ui.session import Session


class RunProgress:
    """Knows the phase of the run, and the time since its start."""

    def __init__(self, session: Session) -> None:
        """Make it for a session."""
        self._session = session
        self._stopping = False
        self._began = 0.0

    @property
    def phase(self) -> Phase:
        """The phase of the run of the open profile."""
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
        """Start to count the seconds."""
        self._began = time.monotonic()

    def is_stopping(self) -> None:
        """Remember that the run is being stopped, if it is still under way."""
        self._stopping = self._session.busy

    def has_ended(self) -> None:
        """Remember that the run is no longer being stopped."""
        self._stopping = False
