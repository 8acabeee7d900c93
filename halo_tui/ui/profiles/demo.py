"""Runs the demo in the terminal of the application."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App


def open_demo(app: App[None], *, tour: bool) -> None:
    """Run `halo-tui demo` in this terminal, and return to the application when it ends.

    The demo is a separate process, so that it cannot change the user's profiles. The application
    is suspended meanwhile.

    Args:
        app: the application.
        tour: whether the demo begins with the guided tour.
    """
    options = ["--tour"] if tour else []
    with app.suspend():
        subprocess.run([*_own_command(), "demo", *options], check=False)  # noqa: S603 - this very program


def _own_command() -> list[str]:
    """Return the command line that starts this program."""
    started = sys.argv[0]
    if started.endswith(".pyz"):
        return [sys.executable, started]
    if os.access(started, os.X_OK) and not started.endswith(".py"):
        return [started]
    return [sys.executable, "-m", "halo_tui"]
