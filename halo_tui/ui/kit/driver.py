"""The driver of the terminal, which neither odd input nor the terminal's end takes by surprise.

Textual 8.2 ends with a traceback after a byte that is not UTF-8, such as an umlaut from a terminal
set to Latin-1 (Textual's issue 6456), and after a key report whose number is no character. Once the
terminal is closed it reads end-of-file in an endless loop, its writing thread dies, and the SIGCONT
that follows the SIGHUP starts a second reading thread that nothing ends.
"""

from __future__ import annotations

import errno
import os
import selectors
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, TextIO

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys
from textual.message import Message

if TYPE_CHECKING:
    from textual.app import App

_CHUNK: Final = 4096
"""Bytes of one read."""
_PATIENCE: Final = 0.1
"""Seconds after which the parser is asked whether an Escape was a key of its own."""
_OUTPUTS: Final = (1, 2)
"""File descriptors, because Textual replaces `sys.stdout` and `sys.stderr` while it runs."""


class SteadyDriver(LinuxDriver):
    """Reads unknown bytes as U+FFFD and unknown keys as nothing; raises once the terminal ends."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if self._file is not None:
            self._file = _Output(self._file)  # type: ignore[assignment]  # what WriterThread asks

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again after a stop; one that SIGTSTP had not announced included."""
        if not _is_open(self.fileno):
            return  # the kernel sends SIGCONT after SIGHUP, too
        if self._key_thread is not None and self._key_thread.is_alive():
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()

    def _run_input_thread(self) -> None:
        """Let an exception end the thread: `FaultWatch` sees it, and prints no traceback."""
        self.run_input_thread()

    def run_input_thread(self) -> None:
        """Read and dispatch input until the driver stops.

        Raises:
            OSError: EIO, because the terminal was closed.
        """
        parser = _SteadyParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_PATIENCE):
                    data = os.read(self.fileno, _CHUNK)
                    if not data:
                        raise OSError(errno.EIO, "end of the input")
                    if text := decode(data):  # none ends the parser; a character may be half read
                        self._take(parser.feed(text))
                self._take(parser.tick())

    def _take(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)


class _Output:
    """A terminal's output; what is written after the terminal was closed goes nowhere."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        self._do(lambda: self._file.write(text))

    def flush(self) -> None:
        self._do(self._file.flush)

    def fileno(self) -> int:
        return self._file.fileno()

    def _do(self, what: Callable[[], object]) -> None:
        try:
            what()
        except OSError:
            _write_into_nothing()
            what()


def _is_open(terminal: int) -> bool:
    try:
        termios.tcgetattr(terminal)
    except termios.error as problem:
        return bool(problem.args[0] != errno.EIO)
    return True


def _write_into_nothing() -> None:
    """Redirect the output to /dev/null: Python's own flush at exit would fail as well."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in _OUTPUTS:
        os.dup2(nothing, descriptor)
    os.close(nothing)


class _SteadyParser(XTermParser):
    """Textual's parser without the reports that it cannot digest."""

    def parse_mouse_code(self, code: str) -> Message | None:
        try:
            return super().parse_mouse_code(code)
        except ZeroDivisionError:  # the terminal has said that it is no pixels large
            return None

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """Return the keys of a sequence; none means that it is not complete."""
        ignored = events.Key(Keys.Ignore, sequence)
        try:
            keys = super()._sequence_to_key_events(sequence, alt)
            return [key if _is_text(key.character or "") else ignored for key in keys]
        except (ValueError, OverflowError):  # the number is above the last character
            return [ignored]


def _is_text(character: str) -> bool:
    """Whether it can be stored; half of a surrogate pair cannot."""
    return not any("\ud800" <= each <= "\udfff" for each in character)
