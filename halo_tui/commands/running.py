"""Shared by the commands that run checks: profiles by name, and options."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.profiles.records import Stored
    from halo_tui.settings import Settings


@contextmanager
def usage_problems() -> Iterator[None]:
    """Turn errors that the user can fix into a message with exit status 2.

    Raises:
        UsageProblem: a profile or a setting cannot be used.
    """
    from halo_tui.profiles.errors import ProfileError

    try:
        yield
    except Exception as problem:
        from halo_tui.settings import SettingsError  # late: most commands read no settings

        if isinstance(problem, (ProfileError, SettingsError)):
            from halo_tui.commands.output import UsageProblem  # late: it imports click

            raise UsageProblem(str(problem)) from None
        raise


def load_profile(slug: str) -> Stored:
    """Return a profile by its name on the command line.

    Raises:
        UsageProblem: it does not exist, or its file cannot be used.
    """
    from halo_tui.profiles.store import Store

    with usage_problems():
        return Store().load(slug)


def usable_settings() -> Settings:
    """Return the settings.

    Raises:
        UsageProblem: one cannot be used.
    """
    from halo_tui.settings import load_settings

    with usage_problems():
        return load_settings()


def load_options(
    *, timeout: float | None = None, aia: bool = True, only: tuple[str, ...] = ()
) -> Options:
    """Return the options of a run from the settings and the command line.

    Raises:
        UsageProblem: a setting cannot be used, or a check id is unknown.
    """
    from halo_tui.checks.plan import IDS, UnknownCheckError, select
    from halo_tui.commands.lazy import did_you_mean
    from halo_tui.commands.output import UsageProblem
    from halo_tui.workspace.running import options_of

    try:
        select(only)
    except UnknownCheckError as problem:
        asked = str(problem)
        hint = did_you_mean(asked, IDS) or "\nThe checks are:\n  " + "\n  ".join(IDS)
        raise UsageProblem(f"There is no check {asked!r}.{hint}") from None
    return options_of(usable_settings(), only=only, timeout=timeout, aia=aia)
