"""The test runs of the open profile: start, cancellation, events and recording."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from halo_tui.base import crash
from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.checks.events import AnyEvent
    from halo_tui.profiles.model import Profile
    from halo_tui.ui.host import Host
    from halo_tui.ui.unsaved import Unsaved

_UNSAVED = Question(
    "The form has unsaved changes.", {"s": "save and test", "t": "test what is saved"}
)


class RunEvent(Message):
    """Carries one event from the thread of a run to the application.

    `ticket` identifies the run; see `Runs`.
    """

    def __init__(self, event: AnyEvent, ticket: object) -> None:
        super().__init__()
        self.event = event
        self.ticket = ticket


class Runs:
    """Starts, stops and records the runs of the open profile, one at a time."""

    def __init__(self, host: Host, unsaved: Unsaved) -> None:
        """Make it for an application."""
        self._host = host
        self._unsaved = unsaved
        self._session = host.session
        self._recording: list[AnyEvent] = []
        self._ticket: object = None
        """Identifies the current run; events with another ticket are dropped."""

    def start(self, *only: str) -> None:
        """Run the checks of the open profile.

        A run tests the saved values. If the form has unsaved changes, the user is asked first.

        Args:
            only: ids of the checks to run, with the checks that they need; all by default.
        """
        if self._session.busy or self._session.slug is None:
            return
        if self._session.has_unsaved:
            self._host.run_worker(
                self._ask_first(only), group="question", description="ask before run",
                exclusive=True,
            )  # fmt: skip
        else:
            self._begin(only)

    def cancel(self) -> None:
        """Stop the run, even before it has started."""
        if self._session.run is not None:
            self._session.run.cancel()
        elif self._session.starting:
            self.forget()
            self._session.starting = False

    def forget(self) -> None:
        """Drop further events of the current run, because another profile is opened."""
        self._ticket = None

    def take(self, message: RunEvent) -> None:
        """Record an event of the run and publish it to the screens; save the run at its end."""
        if message.ticket is not self._ticket or self._session.slug is None:
            return
        event = message.event
        self._recording.append(event)
        self._session.results.add(event)
        if event.event == "run_finished":
            self._keep(self._session.slug)
        self._host.event_signal.publish(event)

    async def _ask_first(self, only: tuple[str, ...]) -> None:
        draft = self._session.draft
        answer = await self._host.ask(_UNSAVED)
        if draft is None or draft is not self._session.draft:
            return
        if answer == "t" or (answer == "s" and await self._unsaved.save(draft)):
            self._begin(only)

    def _begin(self, only: tuple[str, ...]) -> None:
        if self._session.busy:
            return
        self._ticket = ticket = object()
        self._session.starting = True
        self._host.run_worker(
            partial(self._prepare, ticket, only), thread=True, group="run", description="run",
            exit_on_error=False,
        )  # fmt: skip

    def _prepare(self, ticket: object, only: tuple[str, ...]) -> None:
        from halo_tui.profiles.errors import ProfileError
        from halo_tui.settings import SettingsError

        try:
            profile, options = self._session.prepare(*only)
        except (ProfileError, SettingsError) as problem:
            self._host.call_from_thread(self._not_started, ticket, str(problem))
        except Exception as error:
            crash.note(error)
            kind = type(error).__name__
            why = f"The run could not start: a fault of halo_tui ({kind}); see the log"
            self._host.call_from_thread(self._not_started, ticket, why)
        else:
            self._host.call_from_thread(self._started, ticket, profile, options)

    def _not_started(self, ticket: object, why: str) -> None:
        if ticket is self._ticket:
            self._session.starting = False
            self._host.say(why, "error")
            self._host.connection_signal.publish(None)

    def _started(self, ticket: object, profile: Profile, options: Options) -> None:
        if ticket is not self._ticket:
            return

        def publish(event: AnyEvent) -> None:
            self._host.post_message(RunEvent(event, ticket))

        self._recording = []
        self._session.start(profile, options, publish)

    def _keep(self, slug: str) -> None:
        from halo_tui.workspace import last_run
        from halo_tui.workspace.running import keep_run

        run, self._session.run = self._session.run, None
        if run is None or run.cancelled:
            return
        if run.fault is not None:
            crash.note(run.fault)
            why = f"a fault of halo_tui ({type(run.fault).__name__})"
            self._host.say(f"The run did not come to its end: {why}", "error")
            return
        try:
            keep_run(slug, run.profile, self._recording, keep=self._session.settings.history)
        except OSError as problem:
            self._host.say(f"This run is not kept: {problem.strerror}", "error")
        self._session.last = last_run.latest(slug)
