"""What the commands that run checks share: profiles by name, runs without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue
from typing import TYPE_CHECKING

import click

from halo_tui.checks.events import AnyEvent, RunFinished, Verdict

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.profiles.store import Stored

EXIT_STATUS = {Verdict.READY: 0, Verdict.NOT_READY: 1, Verdict.UNDECIDED: 3}
BAD_USAGE = 2
INTERRUPTED = 130


class UsageProblem(click.ClickException):
    """Something a person can put right: bad usage, no such profile, an unusable file."""

    exit_code = BAD_USAGE


def profile_names() -> list[str]:
    """The names of all profiles, for shell completion; none where they cannot be read."""
    from halo_tui.profiles.errors import ProfileError
    from halo_tui.profiles.store import Store

    try:
        return Store().slugs()
    except (OSError, ProfileError):
        return []


def load_profile(slug: str) -> Stored:
    """A profile by its name on the command line.

    Raises:
        UsageProblem: there is none, or its file cannot be used.
    """
    from halo_tui.profiles.errors import ProfileError
    from halo_tui.profiles.store import Store

    try:
        return Store().load(slug)
    except ProfileError as problem:
        raise UsageProblem(str(problem)) from None


def load_options(
    *, timeout: float | None = None, aia: bool = True, only: tuple[str, ...] = ()
) -> Options:
    """How to run: the settings, and what the command line says beside them.

    Raises:
        UsageProblem: a setting cannot be used, or a check id is unknown.
    """
    from halo_tui.checks.context import Options
    from halo_tui.checks.plan import IDS, UnknownCheckError, select
    from halo_tui.settings import SettingsError, load_settings

    try:
        settings = load_settings()
        select(only)
    except SettingsError as problem:
        raise UsageProblem(str(problem)) from None
    except UnknownCheckError as problem:
        known = "\n  ".join(IDS)
        raise UsageProblem(f"There is no check {problem}. The checks are:\n  {known}") from None
    return Options(
        timeout=timeout or settings.timeout, aia=aia and settings.aia, only=only,
        hosts_file=settings.hosts_file,
    )  # fmt: skip


def run_checks(stored: Stored, options: Options) -> Iterator[AnyEvent]:
    """Run the checks of a profile and yield each event as it happens; the run is kept.

    Closing the iterator, or an interrupt from the keyboard, stops the run.
    """
    from halo_tui.checks.runner import Run

    queue: SimpleQueue[AnyEvent] = SimpleQueue()
    run = Run(stored.slug, stored.profile, options, queue.put)
    events: list[AnyEvent] = []
    run.start()
    try:
        while not events or not isinstance(events[-1], RunFinished):
            events.append(queue.get())
            yield events[-1]
        if run.fault:
            raise run.fault
    finally:
        run.cancel()
        run.wait(1)
    _keep(stored, events)


def _keep(stored: Stored, events: list[AnyEvent]) -> None:
    from halo_tui.profiles.fingerprint import lasting_fingerprint
    from halo_tui.settings import load_settings
    from halo_tui.workspace import history

    try:
        mark = lasting_fingerprint(stored.profile.values())
        history.record(stored.slug, events, keep=load_settings().history, fingerprint=mark)
    except OSError as problem:
        click.echo(f"This run is not kept in the history: {problem.strerror}", err=True)
