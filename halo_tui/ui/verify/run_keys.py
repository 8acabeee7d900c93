"""Starts and stops runs for the keys of the Test screen, or shows why this is not possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.ui.base_screen import base_of
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.verify.check_filter import to_run_again
from halo_tui.ui.widgets.chrome import StatusLine

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.verify.run_view import RunView


class RunKeys:
    """Starts and stops the runs of the open profile."""

    def __init__(self, app: Frame, view: RunView) -> None:
        """Make it for an application.

        Args:
            app: the application that carries out the runs.
            view: the view that shows them.
        """
        self._app = app
        self._view = view

    def start(self, *checks: str) -> None:
        """Run some checks and those that they need.

        Args:
            checks: the ids of the checks; none for all checks.
        """
        if self._app.session.slug is None:
            key = key_of("app.show_profiles")
            self._app.say(f"No profile is open: {key} has the list", "error")
        elif self._app.session.busy:
            self._app.say(_under_way())
        else:
            self._app.say("")
            self._view.leave_history()
            self._app.runs.start(*checks)
            self._view.draw()

    def forget_run(self) -> None:
        """Take back the message that a run is under way, because it has ended."""
        line = base_of(self._app).query_one(StatusLine)
        if str(line.content) == _under_way():
            line.say("")

    def start_unpassed(self) -> None:
        """Run the checks that did not pass, and those that they need."""
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


def _under_way() -> str:
    return f"A run is under way; {key_of('test.cancel')} stops it"
