"""What the screens share: which connection is open, and what is known of it. No widgets here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from halo_tui.checks.results import Results
from halo_tui.halo.origin import origin_of

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.checks.events import AnyEvent
    from halo_tui.checks.runner import Run
    from halo_tui.profiles.model import Profile
    from halo_tui.profiles.store import Store, Stored, Summary
    from halo_tui.settings import Settings
    from halo_tui.workspace.drafts.draft import Draft
    from halo_tui.workspace.history import RunSummary


_RUNS_READ = 5
"""Runs to look through for the last that was one of all checks."""


class Rehearsal(Protocol):
    """What the demo offers beside the real thing: a Halo that fails on demand."""

    scenario: str
    """The scenario being played."""

    def begin(self) -> None:
        """Start it; called once, after the first paint."""

    def scenarios(self) -> list[tuple[str, str]]:
        """Each scenario's name and title."""

    def play(self, name: str) -> None:
        """Change the sandbox, and the demo's profile, to a scenario. Blocks a moment."""

    def wait_until_ready(self) -> None:
        """Block until the sandbox answers."""

    @property
    def log_in(self) -> str:
        """The address where a person would log in to the sandbox."""

    @property
    def ca_file(self) -> str:
        """The path of the root certificate that the sandbox is trusted by."""


@dataclass(slots=True)
class Session:
    """The connection that is open in the application."""

    store: Store
    rehearsal: Rehearsal | None = None
    summary: Summary | None = None
    """The open profile, as its file says; None while there is none."""
    results: Results = field(default_factory=Results)
    """The latest run: live, or from the history."""
    previous: Results = field(default_factory=Results)
    """The run before it, to tell what has changed."""
    run: Run | None = None
    """The run that is under way."""
    starting: bool = False
    """Whether a run is about to be under way."""
    last: RunSummary | None = None
    """The last run that ended, for the header."""
    targets: tuple[str, ...] = ()
    """The distinct origins that the run looks at; empty before there was one."""
    wanted_step: str | None = None
    """The step that the checklist puts its cursor on when it is shown next."""
    wanted_field: str | None = None
    """The field that the credentials put the cursor into when they are shown next."""
    draft: Draft | None = None
    """The credentials as they stand in the form, saved or not."""
    known_settings: Settings | None = None
    """The settings, once they have been read."""

    @property
    def slug(self) -> str | None:
        """The open profile's name on the command line."""
        return self.summary.slug if self.summary else None

    @property
    def has_unsaved(self) -> bool:
        """Whether the form holds something of the open profile that its file does not."""
        return self.draft is not None and self.draft.slug == self.slug and self.draft.is_changed

    @property
    def settings(self) -> Settings:
        """The settings, read when they are first asked for.

        Raises:
            SettingsError: a value cannot be used.
        """
        if self.known_settings is None:
            from halo_tui.settings import load_settings

            self.known_settings = load_settings()
        return self.known_settings

    def open(self, summary: Summary | None) -> None:
        """Open a profile, with its last run."""
        from halo_tui.workspace import history

        if self.run is not None:
            self.run.cancel()
            self.run = None
        self.starting = False
        self.targets = ()
        self.summary = summary
        self.last = history.latest(summary.slug) if summary else None
        recorded = history.recent(summary.slug, _RUNS_READ) if summary else []
        self.results, self.previous = standing(recorded)

    @property
    def is_changed(self) -> bool:
        """Whether the profile's values are others than those of its last run."""
        if self.summary is None or self.last is None:
            return False
        return not self.last.was_of(self.summary.fingerprint)

    @property
    def busy(self) -> bool:
        """Whether a run is under way, or about to be."""
        return self.run is not None or self.starting

    def prepare(self, *only: str, slug: str | None = None) -> tuple[Profile, Options]:
        """What a run of all checks, or some, needs before it can start; blocks for a moment.

        Args:
            only: the checks; all by default.
            slug: the profile; the open one by default.

        Raises:
            ProfileError: the profile's file cannot be used.
            SettingsError: a setting cannot be used.
        """
        from halo_tui.workspace.running import options_of

        if self.rehearsal is not None:
            self.rehearsal.wait_until_ready()
        options = options_of(self.settings, only=only)
        stored = self.store.load(slug) if slug else self.stored()
        return stored.profile, options

    def stored(self) -> Stored:
        """The open profile, read from its file.

        Raises:
            ProfileError: the file cannot be used.
        """
        assert self.slug is not None
        return self.store.load(self.slug)

    def start(self, profile: Profile, options: Options, tell: Callable[[AnyEvent], None]) -> Run:
        """Begin a run for the open profile; see `prepare`."""
        from halo_tui.checks.plan import select
        from halo_tui.checks.runner import Run

        assert self.slug is not None
        self.run = Run(self.slug, profile, options, tell)
        if self.results.finished:
            self.previous = self.results
        checks = [check.id for check in select(options.only)]
        self.results = self.results.without(checks)
        self.targets = targets_of(profile)
        self.starting = False
        self.run.start()
        return self.run

    def run_of(self, slug: str, tell: Callable[[AnyEvent], None]) -> Run:
        """A run of any profile, not yet begun; blocks for a moment.

        Raises:
            ProfileError: the profile's file cannot be used.
            SettingsError: a setting cannot be used.
        """
        from halo_tui.checks.runner import Run

        profile, options = self.prepare(slug=slug)
        return Run(slug, profile, options, tell)


def standing(recorded: Sequence[RunSummary]) -> tuple[Results, Results]:
    """What stands after the newest of some runs, and what stood before it.

    A run of some checks stands on the last run of all of them.

    Args:
        recorded: newest first.
    """
    from halo_tui.workspace import history

    runs: list[Results] = []
    for summary in recorded:
        runs.append(Results.of(history.load(summary.path)))
        if summary.complete and len(runs) > 1:
            break
    older = Results()
    for run in reversed(runs[1:]):
        older = run.over(older)
    return (runs[0].over(older), older) if runs else (Results(), Results())


def targets_of(profile: Profile) -> tuple[str, ...]:
    """The distinct origins of a profile's servers; addresses without one are left out."""
    found: list[str] = []
    for address in (profile.resource_server, profile.authorization_server):
        with suppress(ValueError):
            found.append(str(origin_of(address)))
    return tuple(dict.fromkeys(found))
