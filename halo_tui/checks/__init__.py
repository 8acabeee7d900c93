"""The verification of a connection: the plan, the runner, and the checks of each subject.

Other programs use `run` with `Options`:

    async for event in halo_tui.checks.run(profile, Options(timeout=5)): ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.checks.library import run

__all__ = ["Options", "run"]

_HOMES = {"Options": "halo_tui.checks.context", "run": "halo_tui.checks.library"}


def __getattr__(name: str) -> object:
    """Import a public name on first use, so that importing one submodule loads nothing else."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
