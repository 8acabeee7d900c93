"""Options and saving of a run, for screens and commands alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.checks.events import AnyEvent
    from halo_tui.profiles.model import Profile
    from halo_tui.settings import Settings
    from halo_tui.workspace.last_run import RunSummary


def options_of(
    settings: Settings,
    *,
    only: Iterable[str] = (),
    timeout: float | None = None,
    aia: bool = True,
) -> Options:
    """Return the options of a run, from the settings and the arguments.

    Args:
        settings: the current settings.
        only: the ids of the checks to run; all if empty.
        timeout: seconds for each network step, instead of the setting.
        aia: whether a missing certificate may be downloaded; the setting can forbid it as well.
    """
    from halo_tui.checks.context import Options

    return Options(
        timeout=timeout or settings.timeout,
        aia=aia and settings.aia,
        only=tuple(only),
        hosts_file=settings.hosts_file,
    )


def keep_run(
    slug: str, profile: Profile, events: Iterable[AnyEvent], *, keep: int
) -> RunSummary | None:
    """Save a finished run in the history, with the fingerprint of the tested values.

    Args:
        slug: the profile's name on the command line.
        profile: the tested profile.
        events: the events of the run.
        keep: how many runs of a profile to keep.

    Returns:
        Its summary; None for an unfinished run, which is not saved.

    Raises:
        OSError: it cannot be written.
    """
    from halo_tui.profiles.fingerprint import lasting_fingerprint
    from halo_tui.workspace import history

    mark = lasting_fingerprint(profile.values())
    return history.record(slug, events, keep=keep, fingerprint=mark)
