"""Starting and stopping runs from the test screen, and saying why that cannot be done now."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from halo_tui.ui.verify.check_filter import to_run_again
from halo_tui.ui.verify.run_state import Phase

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame


class RunControl:
    """The keys that start and stop a run of the open profile."""

    def __init__(self, app: Frame, before_start: Callable[[], None]) -> None:
        """Make it for an application.

        Args:
            app: whose runs it starts.
            before_start: called when a run is about to start, to show the latest run again.
        """
        self._app = app
        self._before_start = before_start
        self._stopping = False
        self._began = 0.0

    @property
    def phase(self) -> Phase:
        """What the run of the open profile is doing."""
        session = self._app.session
        if not session.busy:
            return Phase.IDLE
        if self._stopping:
            return Phase.STOPPING
        return Phase.RUNNING if session.run else Phase.STARTING

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._began

    def has_begun(self) -> None:
        """Count the seconds from now on."""
        self._began = time.monotonic()

    def has_ended(self) -> None:
        """Forget that somebody wanted the run to stop."""
        self._stopping = False

    def start(self, checks: Sequence[str] = ()) -> None:
        """Run some checks and what they need; all of them for none named."""
        say = self._app.say
        if self._app.session.slug is None:
            say("No profile is open: 1 has the list", "error")
        elif self._app.session.busy:
            say("A run is under way; x stops it")
        else:
            self._before_start()
            say("")
            self._app.runs.start(*checks)

    def start_unpassed(self) -> None:
        """Run what did not pass, and what it needs."""
        checks = to_run_again(self._app.session.results)
        if checks:
            self.start(checks)
        else:
            self._app.say("Everything passed; r runs all checks again")

    def stop(self) -> None:
        """Stop the run."""
        if self._app.session.busy:
            self._app.runs.cancel()
            self._stopping = self._app.session.busy
        else:
            self._app.say("Nothing is running")
