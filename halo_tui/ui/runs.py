"""The runs of the open profile: from the wish to test to what is kept of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from halo_tui.checks.events import AnyEvent, RunFinished
from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.profiles.model import Profile
    from halo_tui.ui.app import HaloApp

_UNSAVED = Question(
    "The form has unsaved changes.", {"s": "save and test", "t": "test what is saved"}
)


class RunEvent(Message):
    """One event of a run, on its way from the run's thread to the screens."""

    def __init__(self, event: AnyEvent, ticket: object) -> None:
        super().__init__()
        self.event = event
        self.ticket = ticket


class Runs:
    """Starts, stops and keeps the runs of the open profile; there is one at a time."""

    def __init__(self, app: HaloApp) -> None:
        """Make it for an application."""
        self._app = app
        self._session = app.session
        self._recording: list[AnyEvent] = []
        self._ticket: object = None
        """Tells the run that is wanted from those that were given up."""

    def start(self, *only: str) -> None:
        """Run the checks for the open profile, or some of them and what they need.

        A run looks at what is saved; whoever has changed something in the form is asked first.
        """
        if self._session.busy or self._session.slug is None:
            return
        if self._session.has_unsaved:
            self._app.run_worker(
                self._ask_first(only), group="question", description="ask before run",
                exclusive=True,
            )  # fmt: skip
        else:
            self._begin(only)

    def cancel(self) -> None:
        """Stop the run, also one that is only about to start."""
        if self._session.run is not None:
            self._session.run.cancel()
        elif self._session.starting:
            self.forget()
            self._session.starting = False

    def forget(self) -> None:
        """Take no more events of the run under way: another profile is opened."""
        self._ticket = None

    def take(self, message: RunEvent) -> None:
        """Take one event of the run, and pass it on to the screens; a run that ends is kept."""
        if message.ticket is not self._ticket or self._session.slug is None:
            return
        event = message.event
        self._recording.append(event)
        self._session.results.add(event)
        if isinstance(event, RunFinished):
            self._keep(self._session.slug)
        self._app.event_signal.publish(event)

    def rehearse(self, scenario: str) -> None:
        """Let the demo's Halo fail in another way, and test again."""
        self._app.run_worker(
            lambda: self._play(scenario), thread=True, group="run", description="rehearse"
        )

    async def _ask_first(self, only: tuple[str, ...]) -> None:
        draft = self._session.draft
        answer = await self._app.base.ask(_UNSAVED)
        if draft is None or draft is not self._session.draft:
            return
        if answer == "t" or (answer == "s" and await self._app.save_draft(draft)):
            self._begin(only)

    def _begin(self, only: tuple[str, ...]) -> None:
        if self._session.busy:
            return
        self._ticket = ticket = object()
        self._session.starting = True
        self._app.run_worker(
            partial(self._prepare, ticket, only), thread=True, group="run", description="run",
            exit_on_error=False,
        )  # fmt: skip

    def _prepare(self, ticket: object, only: tuple[str, ...]) -> None:
        from halo_tui.profiles.errors import ProfileError
        from halo_tui.settings import SettingsError

        try:
            profile, options = self._session.prepare(*only)
        except (ProfileError, SettingsError) as problem:
            self._app.call_from_thread(self._not_started, ticket, str(problem))
        except Exception as error:
            why = f"The run could not start: a fault of halo_tui ({type(error).__name__})"
            self._app.call_from_thread(self._not_started, ticket, why)
        else:
            self._app.call_from_thread(self._started, ticket, profile, options)

    def _not_started(self, ticket: object, why: str) -> None:
        if ticket is self._ticket:
            self._session.starting = False
            self._app.base.say(why, "error")
            self._app.connection_signal.publish(None)

    def _started(self, ticket: object, profile: Profile, options: Options) -> None:
        if ticket is not self._ticket:
            return

        def tell(event: AnyEvent) -> None:
            self._app.post_message(RunEvent(event, ticket))

        self._recording = []
        self._session.start(profile, options, tell)

    def _keep(self, slug: str) -> None:
        from halo_tui.workspace import history
        from halo_tui.workspace.running import keep_run

        run, self._session.run = self._session.run, None
        if run is None or run.cancelled:
            return
        try:
            keep_run(slug, run.profile, self._recording, keep=self._session.settings.history)
        except OSError as problem:
            self._app.base.say(f"This run is not kept: {problem.strerror}", "error")
        self._session.last = history.latest(slug)

    def _play(self, scenario: str) -> None:
        rehearsal = self._session.rehearsal
        assert rehearsal is not None
        rehearsal.play(scenario)
        self._app.call_from_thread(self._rehearsal_changed, scenario)

    def _rehearsal_changed(self, scenario: str) -> None:
        slug = self._session.slug
        summaries = {summary.slug: summary for summary in self._session.store.summaries()}
        self._app.open_profile(summaries.get(slug or "") or next(iter(summaries.values())))
        self._app.go("test")
        self._app.base.say(f"The sandbox now plays {scenario!r}", "good")
        self.start()
