"""`halo-tui`, also as `python -m halo_tui`."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from halo_tui import __version__


def main() -> None:
    """Run the command line; no traceback ever reaches a person."""
    if sys.argv[1:] == ["--version"] and _version_is_written():
        return
    if sys.argv[1:] not in (["--help"], ["-h"]):
        _prepare()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What a server says may not exist in the terminal's encoding: never a reason to stop.
            stream.reconfigure(errors="replace")
    from halo_tui.cli import main as command_line

    try:
        command_line(prog_name="halo-tui")
    except Exception as error:
        from halo_tui.base import crash

        print(crash.describe(error), file=sys.stderr)  # noqa: T201
        sys.exit(crash.STATUS)


def _version_is_written() -> bool:
    """Write the version with nothing imported; what goes wrong is left to the command line."""
    try:
        sys.stdout.write(f"halo-tui {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _prepare() -> None:
    """Let no traceback out, and remove what a killed process left: it can hold a secret."""
    import contextlib

    from halo_tui.base import crash, places, writing

    crash.install()
    with contextlib.suppress(OSError, RuntimeError):  # there is no home
        for folder in (places.profiles_dir(), places.state_dir()):
            writing.sweep(folder)


if __name__ == "__main__":
    main()
