"""What the keys for runs do: start all, some, or what did not pass; stop; and say what hinders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.verify.check_filter import to_run_again

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.verify.run_view import RunView


class RunKeys:
    """Starts and stops the runs of the open profile."""

    def __init__(self, app: Frame, view: RunView) -> None:
        """Make it for an application.

        Args:
            app: whose runs it starts.
            view: where they are drawn.
        """
        self._app = app
        self._view = view

    def start(self, *checks: str) -> None:
        """Run some checks and what they need; all of them for none named."""
        if self._app.session.slug is None:
            key = key_of("app.show_profiles")
            self._app.say(f"No profile is open: {key} has the list", "error")
        elif self._app.session.busy:
            self._app.say(f"A run is under way; {key_of('test.cancel')} stops it")
        else:
            self._app.say("")
            self._view.leave_history()
            self._app.runs.start(*checks)
            self._view.draw()

    def start_unpassed(self) -> None:
        """Run what did not pass, and what it needs."""
        checks = to_run_again(self._app.session.results)
        if checks:
            self.start(*checks)
        else:
            self._app.say(f"Everything passed; {key_of('test.run')} runs all checks again")

    def stop(self) -> None:
        """Stop the run."""
        if not self._app.session.busy:
            self._app.say("Nothing is running")
            return
        self._app.runs.cancel()
        self._view.progress.is_stopping()
        self._view.draw()
