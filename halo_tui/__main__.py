"""The entry point of `halo-tui` and of `python -m halo_tui`."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from halo_tui import COMPLETION_VARIABLE, __version__

_USUAL_WIDTH = 80


def main() -> None:
    """Run the command line; an unexpected exception is reported without a traceback."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A server may send a character that the terminal's encoding lacks.
            stream.reconfigure(errors="replace")
    if _is_answered(sys.argv[1:]):
        return
    if sys.argv[1:] not in (["--help"], ["-h"]):
        _prepare()
    try:
        _run(sys.argv[1:])
    except Exception as error:
        from halo_tui.base import crash

        print(crash.describe(error), file=sys.stderr)  # noqa: T201
        sys.exit(crash.STATUS)


def _run(arguments: list[str]) -> None:
    """Call the command line, or open the application at once: click would delay its first frame."""
    match arguments:
        case [] if COMPLETION_VARIABLE not in os.environ:
            profile = None
        case ["--profile", name]:
            profile = name
        case _:
            from halo_tui.cli import main as command_line

            command_line(prog_name="halo-tui")
            return
    from halo_tui.start.application import open_application

    try:
        status = open_application(profile, mouse=None)
    except (Exception, KeyboardInterrupt) as problem:
        from halo_tui.commands.output import end_after

        status = end_after(problem)
    sys.exit(status)


def _open_closed_streams() -> None:
    """Open the standard streams that the caller has closed, or files of ours would get their place.

    What is written to standard output is then an error, as it would be without this; what is
    written to standard error is lost.
    """
    for name, mode, opened in (
        ("stdin", "r", os.O_RDONLY),
        ("stdout", "w", os.O_RDONLY),
        ("stderr", "w", os.O_WRONLY),
    ):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, opened), mode, encoding="utf-8"))


def _is_answered(arguments: list[str]) -> bool:
    """Print the version or the prepared help text at once; False if the command line must do it."""
    if arguments == ["--version"]:
        text = f"halo-tui {__version__}\n"
    elif arguments in (["--help"], ["-h"]) and _has_usual_width():
        from halo_tui import help_text

        text = help_text.HELP
    else:
        return False
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _has_usual_width() -> bool:
    """Whether click would wrap a help text at 80 cells, as it does in every wider terminal."""
    if "COLUMNS" in os.environ:
        return False
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns >= _USUAL_WIDTH
    except (OSError, ValueError):
        return True  # a file or a pipe


def _prepare() -> None:
    """Install the crash report, and remove temporary files of killed processes (with secrets)."""
    import contextlib

    from halo_tui.base import crash, places, writing

    crash.install()
    with contextlib.suppress(OSError, RuntimeError):  # no home folder
        for folder in (places.profiles_dir(), places.state_dir()):
            writing.sweep(folder)


if __name__ == "__main__":
    main()
