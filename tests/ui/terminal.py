"""A program in a pseudo terminal of our own: what it shows, and how many bytes that takes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import pyte

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "tab": "\t",
    "enter": "\r",
    "escape": "\x1b",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
}

_ANSWERS = (
    (rb"\x1b\[\?2026\$p", b"\x1b[?2026;2$y"),  # synchronized output: supported
    (rb"\x1b\[\?2048\$p", b"\x1b[?2048;0$y"),  # resizes within the stream: not supported
    (rb"\x1b\[\?u", b"\x1b[?0u"),  # Kitty's keyboard protocol
    (rb"\x1b\[0?c", b"\x1b[?62;22c"),  # device attributes
    (rb"\x1b\[6n", b"\x1b[1;1R"),  # the cursor's position
)
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\|\x1b\[\?u|\x1b\[[0-9;]*t",
    re.DOTALL,
)


class Terminal:
    """Runs a command and answers its queries as a modern terminal does."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 36,
    ) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**environment, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        os.close(slave)
        self._tail = b""
        self._unshown = b""
        self.written = 0
        """Bytes that the program has written."""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is None:
                os.killpg(self._process.pid, number)
                self._read_until(self._process.poll, seconds=3)
        self._process.wait()
        os.close(self._master)

    @property
    def text(self) -> str:
        """What is on the screen."""
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", self._unshown))
        self._unshown = b""
        return "\n".join(self._screen.display)

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        """What is on the screen, with its colours and attributes."""
        rows, columns = self._screen.lines, self._screen.columns
        assert self.text
        return [
            [self._screen.buffer[row][column] for column in range(columns)] for row in range(rows)
        ]

    def wait_for(self, text: str, seconds: float = 20) -> None:
        """Read until a text is on the screen and the program has come to rest."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.rest()
            if text in self.text:
                return
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")

    def rest(self, quiet: float = 0.5) -> None:
        """Read until the program has been silent for a while."""
        last = time.monotonic()
        while time.monotonic() - last < quiet:
            if self._read(0.02):
                last = time.monotonic()

    def press(self, key: str, *, quiet: float = 0.15) -> int:
        """Press a key; returns the bytes written until the program was silent again."""
        before = self.written
        os.write(self._master, KEYS.get(key, key).encode())
        self.rest(quiet)
        return self.written - before

    def idle(self, seconds: float) -> int:
        """The bytes written while nobody touches anything."""
        before = self.written
        self._read_until(lambda: None, seconds)
        return self.written - before

    def _read_until(self, done: object, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and (not callable(done) or done() is None):
            self._read(0.02)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the program has closed its end
            time.sleep(seconds)
            return False
        self.written += len(data)
        self._unshown += data
        self._answer(data)
        return True

    def _answer(self, data: bytes) -> None:
        window = self._tail + data
        for pattern, reply in _ANSWERS:
            for match in re.finditer(pattern, window):
                if match.end() > len(self._tail):
                    os.write(self._master, reply)
        self._tail = data[-32:]
