"""`halo-tui`, also as `python -m halo_tui`."""

from __future__ import annotations

import contextlib
import sys
from io import TextIOWrapper

from halo_tui.base import crash, places, writing


def main() -> None:
    """Run the command line; no traceback ever reaches a person."""
    crash.install()
    _sweep()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What a server says may not exist in the terminal's encoding: never a reason to stop.
            stream.reconfigure(errors="replace")
    from halo_tui.cli import main as command_line

    try:
        command_line(prog_name="halo-tui")
    except Exception as error:
        print(crash.describe(error), file=sys.stderr)  # noqa: T201
        sys.exit(crash.STATUS)


def _sweep() -> None:
    """Remove what a killed process left: a temporary file can hold a secret."""
    with contextlib.suppress(OSError, RuntimeError):  # there is no home
        for folder in (places.profiles_dir(), places.state_dir()):
            writing.sweep(folder)


if __name__ == "__main__":
    main()
