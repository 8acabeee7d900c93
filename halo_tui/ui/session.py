"""What the screens share: which connection is open, and what is known of it. No widgets here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from halo_tui.checks.results import Results

if TYPE_CHECKING:
    from halo_tui.checks.events import AnyEvent
    from halo_tui.checks.runner import Run
    from halo_tui.profiles.model import Profile
    from halo_tui.profiles.store import Store, Stored, Summary
    from halo_tui.report.history import RunSummary
    from halo_tui.settings import Settings


class Rehearsal(Protocol):
    """What the demo offers beside the real thing: a Halo that fails on demand."""

    scenario: str
    """The scenario being played."""

    def scenarios(self) -> list[tuple[str, str]]:
        """Each scenario's name and title."""

    def play(self, name: str) -> None:
        """Change the sandbox, and the demo's profile, to a scenario. Blocks a moment."""

    def wait_until_ready(self) -> None:
        """Block until the sandbox answers."""


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
    last: RunSummary | None = None
    """The last run that ended, for the header."""
    wanted_step: str | None = None
    """The step that the checklist puts its cursor on when it is shown next."""
    wanted_field: str | None = None
    """The field that the credentials put the cursor into when they are shown next."""
    _settings: Settings | None = None

    @property
    def slug(self) -> str | None:
        """The open profile's name on the command line."""
        return self.summary.slug if self.summary else None

    @property
    def settings(self) -> Settings:
        """The settings, read when they are first asked for.

        Raises:
            SettingsError: a value cannot be used.
        """
        if self._settings is None:
            from halo_tui.settings import load_settings

            self._settings = load_settings()
        return self._settings

    def open(self, summary: Summary | None) -> None:
        """Open a profile, with its last run."""
        from halo_tui.report import history

        if self.run is not None:
            self.run.cancel()
            self.run = None
        self.summary = summary
        self.last = history.latest(summary.slug) if summary else None
        recorded = history.recent(summary.slug, 2) if summary else []
        runs = [Results.of(history.load(run.path)) for run in recorded]
        self.results = runs[0] if runs else Results()
        self.previous = runs[1] if len(runs) > 1 else Results()

    def stored(self) -> Stored:
        """The open profile, read from its file.

        Raises:
            ProfileError: the file cannot be used.
        """
        assert self.slug is not None
        return self.store.load(self.slug)

    def start(self, profile: Profile, tell: Callable[[AnyEvent], None], *only: str) -> Run:
        """Begin a run for the open profile."""
        from halo_tui.checks.context import Options
        from halo_tui.checks.runner import Run

        assert self.slug is not None
        if self.rehearsal is not None:
            self.rehearsal.wait_until_ready()
        settings = self.settings
        options = Options(
            timeout=settings.timeout, aia=settings.aia, only=only, hosts_file=settings.hosts_file
        )
        self.run = Run(self.slug, profile, options, tell)
        if self.results.finished:
            self.previous = self.results
        self.results = Results()
        self.run.start()
        return self.run
