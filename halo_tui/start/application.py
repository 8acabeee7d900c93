"""Opens the terminal application. No other module outside `ui` imports `ui`.

click is imported only to describe a problem: its import would delay the first frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.commands.running import usable_settings, usage_problems
from halo_tui.start.terminal import has_terminal, prepare_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from halo_tui.settings import Settings
    from halo_tui.ui.session import Rehearsal


def open_application(name: str | None, *, mouse: bool | None) -> int:
    """Open the application; returns the exit status.

    Args:
        name: the profile to open; None for the list of profiles.
        mouse: whether the application handles the mouse; None for the value in the settings.

    Raises:
        UsageProblem: there is no such profile, or a setting cannot be used.
    """
    if not has_terminal():
        from halo_tui.commands.output import BAD_USAGE

        return BAD_USAGE
    from halo_tui.profiles.store import Store
    from halo_tui.ui.session import Session

    settings = usable_settings()
    session = Session(Store(), known_settings=settings)
    if name is not None:
        with usage_problems():
            names = session.store.slugs()
        if name not in names:
            raise _no_profile(name, names)
        session.open(session.store.summary(name))
    prepare_terminal(ascii_only=settings.ascii)
    from halo_tui.ui.app import run

    start = "checklist" if name else "profiles"
    return run(session, start=start, mouse=settings.mouse if mouse is None else mouse)


def _no_profile(name: str, names: Sequence[str]) -> Exception:
    from halo_tui.commands.lazy import did_you_mean
    from halo_tui.commands.output import UsageProblem

    hint = did_you_mean(name, names) or " `halo-tui profiles list` shows them."
    return UsageProblem(f"There is no profile {name!r}.{hint}")


def open_demo(rehearsal: Rehearsal, settings: Settings, *, tour: bool, mouse: bool | None) -> int:
    """Open the application on the only profile of the demo; returns the exit status.

    Args:
        rehearsal: the sandbox, as the application controls it.
        settings: the settings of the demo.
        tour: whether to begin with the guided tour.
        mouse: whether the application handles the mouse; None for the value in the settings.
    """
    prepare_terminal(ascii_only=settings.ascii)
    from halo_tui.profiles.store import Store
    from halo_tui.ui.app import run
    from halo_tui.ui.session import Session

    session = Session(Store(), rehearsal, known_settings=settings, wants_tour=tour)
    session.open(next(iter(session.store.summaries())))
    start = "test" if tour else "profiles"
    return run(session, start=start, mouse=settings.mouse if mouse is None else mouse)
