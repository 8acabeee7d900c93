"""The output and the exit status of every command; all text is made safe here."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from typing import Final

import click

BAD_USAGE: Final = 2
FAULT: Final = 70
"""The status for an error of this program, with which `base.crash` ends it."""
OUTPUT_LOST: Final = 74
"""Standard output cannot be written (EX_IOERR of sysexits.h)."""
INTERRUPTED: Final = 130
CLOSED_PIPE: Final = 141
"""The status that a shell reports for a program that SIGPIPE has ended."""

STATUSES: Final = {
    0: "Ready; or the command did what it was asked to do, or some checks alone passed.",
    1: "Not ready: Gradient will not be able to connect; or something is wrong.",
    BAD_USAGE: "Bad usage, no such profile, or a file that cannot be used.",
    3: "Undecided: something essential could not be found out.",
    FAULT: "A fault of halo-tui itself.",
    OUTPUT_LOST: "Standard output cannot be written.",
    INTERRUPTED: "Interrupted from the keyboard.",
    CLOSED_PIPE: "Whoever read standard output has closed it (SIGPIPE).",
}
"""The meaning of each exit status."""


class UsageProblem(click.ClickException):
    """A problem that the user can fix: bad usage, an unknown profile, an unusable file."""

    exit_code = BAD_USAGE


class OutputLostError(Exception):
    """Standard output can no longer be written."""

    def __init__(self, problem: OSError) -> None:
        """Store the cause."""
        super().__init__(problem.strerror or type(problem).__name__)
        self.is_closed_pipe = problem.errno == errno.EPIPE


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Write text for people, without control sequences.

    Args:
        text: lines, which may contain text of a server, a file, or an argument.
        err: whether to write to standard error.
        nl: whether a line break follows.

    Raises:
        OutputLostError: standard output cannot be written.
    """
    with _lost_output(err=err):
        click.echo(gated(str(text)), err=err, nl=nl)


def emit(data: bytes) -> None:
    """Write data for a program, byte by byte; for a terminal it is made safe first.

    Raises:
        OutputLostError: standard output cannot be written.
    """
    if sys.stdout.isatty():
        say(data.decode("utf-8", "replace").removesuffix("\n"))
        return
    with _lost_output(err=False):
        click.echo(data, nl=False)


def reveal_secret(text: str) -> None:
    """Write text with a secret that the user requested; the only output that is not redacted.

    Raises:
        OutputLostError: standard output cannot be written.
    """
    from halo_tui.base.text import reveal

    with _lost_output(err=False):
        click.echo(reveal(text))


def show_progress(text: str) -> None:
    """Replace the last line of a terminal on standard error; do nothing for a file or a pipe."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{gated(text)}", nl=False, err=True)


def gated(text: str) -> str:
    """Return a text of any length without control characters, secrets and floods of accents."""
    from halo_tui.base.text import harmless, redact

    if all(line.isascii() and line.isprintable() for line in text.split("\n")):
        return redact(text)
    # Each character can become up to ten, so nothing is cut off.
    return harmless(text, limit=10 * len(text) + 1, lines=text.count("\n") + 2)


def end(work: Callable[[], object]) -> int:
    """Run a command, and handle every way in which it can end.

    Returns:
        The exit status.
    """
    try:
        status = work()
    except OutputLostError as lost:
        return _output_ended(lost)
    except click.ClickException as problem:
        text = StringIO()
        problem.show(file=text)
        with suppress(OSError):
            say(text.getvalue().expandtabs(4), err=True, nl=False)  # click indents by tabs
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt, EOFError):
        with suppress(OSError):
            say("Interrupted.", err=True)
        return INTERRUPTED
    return status if isinstance(status, int) else 0


def end_after(problem: BaseException) -> int:
    """Handle an exception of the application, which runs without `end`; return the exit status."""

    def fail() -> None:
        raise problem

    return end(fail)


@contextmanager
def lost_output() -> Iterator[None]:
    """Distinguish a failure of standard output, also within click, from other errors.

    Raises:
        OutputLostError: standard output cannot be written.
    """
    try:
        yield
    except OSError as problem:
        if _arose_in_writing(problem):
            raise OutputLostError(problem) from None
        raise


@contextmanager
def _lost_output(*, err: bool) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if not err:
            raise OutputLostError(problem) from None


def _arose_in_writing(problem: OSError) -> bool:
    trace = problem.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code is click.echo.__code__:
            return True
        trace = trace.tb_next
    return False


def _output_ended(lost: OutputLostError) -> int:
    _discard_output()
    if lost.is_closed_pipe:
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGPIPE)
        return CLOSED_PIPE
    with suppress(OSError):
        say(f"What was asked for cannot be written to standard output: {lost}.", err=True)
    return OUTPUT_LOST


def _discard_output() -> None:
    """Redirect standard output, so that the interpreter's last flush succeeds."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
