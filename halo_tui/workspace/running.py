"""How a run is made and kept, whether a screen or a command asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.checks.events import AnyEvent
    from halo_tui.profiles.model import Profile
    from halo_tui.settings import Settings
    from halo_tui.workspace.history import RunSummary


def options_of(
    settings: Settings,
    *,
    only: Iterable[str] = (),
    timeout: float | None = None,
    aia: bool = True,
) -> Options:
    """The options of a run: the settings, and what is asked for beside them.

    Args:
        settings: as they are in force.
        only: the ids of the checks to run; all when empty.
        timeout: seconds for each network step, instead of the setting.
        aia: whether a missing certificate may be fetched; the setting can forbid it as well.
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
    """Keep a run that has ended in the history, with the mark of the values that it tested.

    Args:
        slug: the profile's name on the command line.
        profile: what was tested.
        events: of the run.
        keep: how many runs of a profile to keep.

    Returns:
        Its summary; None for a run that has not ended, which is not kept.

    Raises:
        OSError: it cannot be written.
    """
    from halo_tui.profiles.fingerprint import lasting_fingerprint
    from halo_tui.workspace import history

    mark = lasting_fingerprint(profile.values())
    return history.record(slug, events, keep=keep, fingerprint=mark)
