"""The state that the screens share: the open profile and its results. It has no widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.checks.events import AnyEvent
    from halo_tui.checks.results import Results
    from halo_tui.checks.runner import Run
    from halo_tui.profiles.model import Profile
    from halo_tui.profiles.store import Store, Stored, Summary
    from halo_tui.settings import Settings
    from halo_tui.workspace.drafts.draft import Draft
    from halo_tui.workspace.last_run import RunSummary


_RUNS_READ = 5
"""How many recent runs are searched for a run of all checks."""


class Rehearsal(Protocol):
    """The sandbox of the demo: a simulated Halo that fails on demand."""

    scenario: str
    """The name of the current scenario."""
    slug: str
    """The slug of the profile that has the scenario's values."""

    def begin(self) -> None:
        """Start the sandbox; called once, after the first frame."""

    def scenarios(self) -> list[tuple[str, str]]:
        """Return the name and the title of each scenario."""

    def play(self, name: str) -> None:
        """Switch the sandbox and the demo's profile to a scenario; blocks for a moment."""

    def wait_until_ready(self) -> None:
        """Block until the sandbox answers."""

    @property
    def log_in(self) -> str:
        """The URL of the sandbox's login page."""

    @property
    def ca_file(self) -> str:
        """The path of the root certificate that verifies the sandbox's certificate."""


@dataclass(slots=True)
class Session:
    """The open profile, its runs, and requests from one screen to another."""

    store: Store
    rehearsal: Rehearsal | None = None
    summary: Summary | None = None
    """The open profile, from its file; None if no profile is open."""
    run: Run | None = None
    """The current run; None if none is running."""
    starting: bool = False
    """Whether a run was requested and has not started yet."""
    last: RunSummary | None = None
    """The last finished run, for the title line."""
    targets: tuple[str, ...] = ()
    """The distinct origins that the run tests; empty before the first run."""
    wanted_step: str | None = None
    """The step that the checklist selects when it is next shown."""
    wanted_field: str | None = None
    """The field that the Credentials screen focuses when it is next shown."""
    draft: Draft | None = None
    """The content of the credentials form, saved or not."""
    wants_tour: bool = False
    """Whether the guided tour of the demo begins after the first frame."""
    known_settings: Settings | None = None
    """The settings; None until they are first read."""
    known_runs: tuple[Results, Results] | None = None
    """`results` and `previous`; None until they are first read."""

    @property
    def slug(self) -> str | None:
        """The open profile's slug, its name on the command line; None if no profile is open."""
        return self.summary.slug if self.summary else None

    @property
    def has_unsaved(self) -> bool:
        """Whether the form has unsaved changes of the open profile."""
        return self.draft is not None and self.draft.slug == self.slug and self.draft.is_changed

    @property
    def results(self) -> Results:
        """The results of the current run, or of the latest in the history."""
        return self._runs()[0]

    @property
    def previous(self) -> Results:
        """The results of the run before it, to show what has changed."""
        return self._runs()[1]

    @property
    def settings(self) -> Settings:
        """The settings, read on first use.

        Raises:
            SettingsError: a value in the settings is invalid.
        """
        if self.known_settings is None:
            from halo_tui.settings import load_settings

            self.known_settings = load_settings()
        return self.known_settings

    def open(self, summary: Summary | None) -> None:
        """Open a profile; its last runs are read when they are first shown. None closes it."""
        from halo_tui.workspace import last_run

        if self.run is not None:
            self.run.cancel()
            self.run = None
        self.starting = False
        self.targets = ()
        self.summary = summary
        self.last = last_run.latest(summary.slug) if summary else None
        self.known_runs = None

    @property
    def is_changed(self) -> bool:
        """Whether the profile has changed since its last run."""
        if self.summary is None or self.last is None:
            return False
        return not self.last.was_of(self.summary.fingerprint)

    @property
    def busy(self) -> bool:
        """Whether a run is in progress or starting."""
        return self.run is not None or self.starting

    def prepare(self, *only: str, slug: str | None = None) -> tuple[Profile, Options]:
        """Load the profile and the options for a run; blocks for a moment.

        Args:
            only: ids of the checks; all by default.
            slug: the profile; the open one by default.

        Raises:
            ProfileError: the profile's file is invalid or unreadable.
            SettingsError: a value in the settings is invalid.
        """
        from halo_tui.workspace.running import options_of

        if self.rehearsal is not None:
            self.rehearsal.wait_until_ready()
        options = options_of(self.settings, only=only)
        stored = self.store.load(slug) if slug else self.stored()
        return stored.profile, options

    def stored(self) -> Stored:
        """Read the open profile from its file.

        Raises:
            ProfileError: the file is invalid or unreadable.
        """
        assert self.slug is not None
        return self.store.load(self.slug)

    def start(self, profile: Profile, options: Options, publish: Callable[[AnyEvent], None]) -> Run:
        """Start a run for the open profile.

        Args:
            profile: from `prepare`.
            options: from `prepare`.
            publish: called with each event, on the thread of the run.
        """
        from halo_tui.checks.plan import select
        from halo_tui.checks.runner import Run

        assert self.slug is not None
        self.run = Run(self.slug, profile, options, publish)
        checks = [check.id for check in select(options.only)]
        before = self.results if self.results.finished else self.previous
        self.known_runs = self.results.without(checks), before
        self.targets = targets_of(profile)
        self.starting = False
        self.run.start()
        return self.run

    def run_of(self, slug: str, publish: Callable[[AnyEvent], None]) -> Run:
        """Create a run for any profile, without starting it; blocks for a moment.

        Raises:
            ProfileError: the profile's file is invalid or unreadable.
            SettingsError: a value in the settings is invalid.
        """
        from halo_tui.checks.runner import Run

        profile, options = self.prepare(slug=slug)
        return Run(slug, profile, options, publish)

    def _runs(self) -> tuple[Results, Results]:
        if self.known_runs is None:
            self.known_runs = _read_runs(self.slug)
        return self.known_runs


def _read_runs(slug: str | None) -> tuple[Results, Results]:
    """Return the results of the newest runs; without a run, nothing more is imported."""
    from halo_tui.workspace import last_run

    if slug is None or not last_run.run_files(slug):
        return latest_results([])
    from halo_tui.workspace import history

    return latest_results(history.recent(slug, _RUNS_READ))


def latest_results(recorded: Sequence[RunSummary]) -> tuple[Results, Results]:
    """Return the results after the newest run, and the results before it.

    Results that a partial run lacks are taken from the runs before it, back to the last run of all
    checks.

    Args:
        recorded: the runs, newest first.
    """
    from halo_tui.checks.results import Results

    if not recorded:
        return Results(), Results()
    from halo_tui.workspace import history

    runs: list[Results] = []
    for summary in recorded:
        runs.append(Results.of(history.load(summary.path)))
        if summary.complete and len(runs) > 1:
            break
    older = Results()
    for run in reversed(runs[1:]):
        older = run.completed_by(older)
    return runs[0].completed_by(older), older


def targets_of(profile: Profile) -> tuple[str, ...]:
    """Return the distinct origins of a profile's servers; invalid addresses are left out."""
    from halo_tui.halo.origin import origin_of

    found: list[str] = []
    for address in (profile.resource_server, profile.authorization_server):
        with suppress(ValueError):
            found.append(str(origin_of(address)))
    return tuple(dict.fromkeys(found))
