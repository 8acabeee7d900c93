"""A program in a pseudo terminal: what it shows, what it asks the terminal for, what it leaves.

Everything waits for something with a deadline; nothing waits for a while and hopes.
"""

from __future__ import annotations

import base64
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self

import pyte
from warm import Warm

DEMO: Final = (sys.executable, "-m", "halo_tui", "demo")
"""The demo, as `halo-tui demo` starts it."""

SCREENS: Final = {
    "f1": ("Northwind", "Cert."),
    "f2": ("Choose HaloPSA in Gradient",),
    "f3": ("Resource Server", "Client Secret", "Fill in"),
    "f4": ("r Run", "Sign-in"),
    "f5": ("In Gradient choose HaloPSA",),
}
"""The key of each screen, and what it shows in 120 columns."""

KEYS: Final = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "delete": "\x1b[3~", "backspace": "\x7f",
    "tab": "\t", "shift+tab": "\x1b[Z", "enter": "\r", "escape": "\x1b", "space": " ",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
    "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~",
}  # fmt: skip

_WHEEL: Final = 64
"""Buttons from here on are the wheel's, which is not let go of."""

_READ_AS_PYTHON_STARTS: Final = ("PYTHON", "LANG", "LC_", "TEXTUAL")

ALTERNATE_SCREEN: Final = 1049
SHOWN_CURSOR: Final = 25
MOUSE: Final = frozenset({1000, 1002, 1003, 1005, 1006, 1015, 1016})
FOCUS_EVENTS: Final = 1004
BRACKETED_PASTE: Final = 2004
IN_BAND_RESIZE: Final = 2048

_ANSWERS: Final = (
    (rb"\x1b\[\?2026\$p", b"\x1b[?2026;2$y"),  # synchronized output: supported
    (rb"\x1b\[\?2048\$p", b"\x1b[?2048;0$y"),  # resizes within the stream: not supported
    (rb"\x1b\[\?u", b"\x1b[?0u"),  # Kitty's keyboard protocol
    (rb"\x1b\[0?c", b"\x1b[?62;22c"),  # device attributes
    (rb"\x1b\[6n", b"\x1b[1;1R"),  # the cursor's position
)
_END_OF_FRAME: Final = b"\x1b[?2026l"
_UNKNOWN_TO_PYTE: Final = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\|\x1b\[\?u|\x1b\[[0-9;]*t"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)",
    re.DOTALL,
)
_UNFINISHED: Final = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[\]P_][^\x07\x1b]*\x1b?)?\Z")
_SEQUENCE: Final = re.compile(
    rb"\x1b\[(?P<private>[?<>=]?)(?P<numbers>[0-9;:]*)(?P<final>[a-zA-Z])"
    rb"|\x1b\]52;[a-z]*;(?P<copied>[A-Za-z0-9+/=]*)(?:\x07|\x1b\\)"
)
_ESCAPES: Final = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>()][A-Z0-9]?"
)


@dataclass
class Modes:
    """What the program has switched on in the terminal and not switched off again."""

    private: set[int] = field(default_factory=lambda: {SHOWN_CURSOR})
    """DEC's private modes."""
    kitty: int = 0
    """Levels of Kitty's keyboard protocol that were pushed."""

    def take(self, private: bytes, numbers: bytes, final: bytes) -> None:
        """Follow one control sequence."""
        if private == b"?" and final in b"hl":
            named = {int(number) for number in numbers.split(b";") if number}
            self.private = self.private | named if final == b"h" else self.private - named
        elif private in (b">", b"<") and final == b"u":
            self.kitty = self.kitty + 1 if private == b">" else max(0, self.kitty - 1)

    @property
    def left_on(self) -> set[int | str]:
        """What a shell would stumble over; empty for a terminal that was handed back."""
        unwanted = {ALTERNATE_SCREEN, FOCUS_EVENTS, BRACKETED_PASTE, IN_BAND_RESIZE, *MOUSE}
        found: set[int | str] = set(self.private & unwanted)
        if SHOWN_CURSOR not in self.private:
            found.add("hidden cursor")
        if self.kitty:
            found.add("Kitty's keyboard protocol")
        return found


class Terminal:
    """Runs a command as the leader of its own terminal, and answers like a modern one."""

    def __init__(
        self,
        command: Sequence[str] = DEMO,
        environment: Mapping[str, str] | None = None,
        *,
        columns: int = 120,
        rows: int = 36,
        fresh: bool = False,
    ) -> None:
        """Start the command.

        Args:
            command: the program and its arguments.
            environment: outranks this process's own; an empty text takes a variable away.
            columns: the terminal's width.
            rows: the terminal's height.
            fresh: whether Python starts and imports the program, as in a shell. Otherwise a program
                in Python is a fork of one that has, unless its environment changes how that starts.
        """
        self._master, self._slave = pty.openpty()
        self._set_size(columns, rows)
        self._settings_before = termios.tcgetattr(self._slave)
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._lines: list[str] = []
        self._unshown = b""
        self._unread = b""
        self.modes = Modes()
        self.copied: list[str] = []
        """What the program has sent to the clipboard (OSC 52)."""
        self.output = b""
        """All that the program has written."""
        variables = _environment(environment or {})
        self.process: subprocess.Popen[bytes] | Warm
        is_fresh = fresh or any(
            name.startswith(_READ_AS_PYTHON_STARTS) for name in environment or ()
        )
        if is_fresh or command[0] != sys.executable:
            self.process = subprocess.Popen(
                command,
                stdin=self._slave,
                stdout=self._slave,
                stderr=self._slave,
                env=variables,
                start_new_session=True,
                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
            )
        else:
            streams = (self._slave, self._slave, self._slave)
            self.process = Warm(command[1:], streams, variables)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, number)
                self._read_until(self._has_ended, 3)
        self.process.wait()
        self.hang_up()
        os.close(self._slave)

    # What is there ---------------------------------------------------------------------------

    @property
    def screen(self) -> pyte.Screen:
        """The terminal's cells after the last whole frame."""
        end = _whole(self._unshown)
        frame = self._unshown.rfind(b"\x1b[?2026h", 0, end)
        if frame > self._unshown.rfind(b"\x1b[?2026l", 0, end):
            end = frame
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", self._unshown[:end]))
        self._unshown = self._unshown[end:]
        return self._screen

    @property
    def cells(self) -> tuple[tuple[pyte.screens.Char, ...], ...]:
        """What is on the screen, with its colours and attributes."""
        screen = self.screen
        return tuple(
            tuple(screen.buffer[row][column] for column in range(screen.columns))
            for row in range(screen.lines)
        )

    @property
    def lines(self) -> list[str]:
        """What is on each line of the screen; those that have not changed are not read again."""
        screen = self.screen
        self._lines = [*self._lines, *[""] * screen.lines][: screen.lines]
        for row in screen.dirty.intersection(range(screen.lines)):
            cells = screen.buffer[row]  # the second cell of a wide character holds no text
            self._lines[row] = "".join(cells[column].data for column in range(screen.columns))
        screen.dirty.clear()
        return self._lines

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.lines)

    def line(self, number: int) -> str:
        """One line of the screen, counted from 1."""
        return self.lines[number - 1].rstrip()

    @property
    def written(self) -> int:
        """Bytes that the program has written."""
        return len(self.output)

    @property
    def last_words(self) -> str:
        """What it wrote after it had left the alternate screen, without control sequences."""
        after = self.output.rpartition(b"\x1b[?1049l")[2]
        return _ESCAPES.sub(b"", after).decode("utf-8", "replace")

    @property
    def is_restored(self) -> bool:
        """Whether the line discipline (echo, line editing, signals) is as it was before."""
        return termios.tcgetattr(self._slave) == self._settings_before

    # Waiting -----------------------------------------------------------------------------------

    def wait_for(self, *texts: str, seconds: float = 20, quiet: float = 0.0) -> None:
        """Read until all texts are on the screen.

        Args:
            texts: what must be there, all at once.
            seconds: the deadline.
            quiet: seconds for which the program must then be silent, for those who count bytes.
        """
        self.wait_until(lambda: self._shows(texts), f"{texts}", seconds)
        if quiet:
            self.rest(quiet)

    def _shows(self, texts: Sequence[str]) -> bool:
        shown = self.text
        return all(text in shown for text in texts)

    def wait_gone(self, text: str, seconds: float = 20) -> None:
        """Read until a text is no longer on the screen."""
        self.wait_until(lambda: text not in self.text, f"the end of {text!r}", seconds)

    def wait_until(self, done: Callable[[], bool], what: str, seconds: float = 20) -> None:
        """Read until something holds.

        Raises:
            AssertionError: it did not within the deadline, or the program ended before.
        """
        if not self._read_until(lambda: done() or self._has_ended(), seconds) or not done():
            state = f"ended with {self.process.poll()}" if self._has_ended() else "runs"
            raise AssertionError(f"waited for {what}; the program {state}:\n{self.text}")

    def wait_outside(self, done: Callable[[], bool], what: str, seconds: float = 20) -> None:
        """Read until something holds that the program brings about as it ends, or afterwards."""
        assert self._read_until(done, seconds), f"waited for {what}"

    def rest(self, quiet: float = 0.5) -> None:
        """Read until the program has been silent for a while."""
        last = time.monotonic()
        while time.monotonic() - last < quiet:
            if self._read(0.02):
                last = time.monotonic()

    def idle(self, seconds: float) -> int:
        """The bytes written while nobody touches anything."""
        before = self.written
        self._read_until(lambda: False, seconds)
        return self.written - before

    def ended(self, seconds: float = 10) -> int:
        """Read until the program has ended; its exit status, as a shell would tell it."""
        assert self._read_until(self._has_ended, seconds), f"it runs on:\n{self.text}"
        self.rest(0.02)
        status = self.process.wait()
        return 128 - status if status < 0 else status

    # What a person does ------------------------------------------------------------------------

    def send(self, *keys: str) -> None:
        """Press keys, by name or as a character; `ctrl+` and a letter works too."""
        for key in keys:
            os.write(self._master, _bytes_of(key))

    def type(self, text: str) -> None:
        """Type a text."""
        self.send_bytes(text.encode())

    def send_bytes(self, data: bytes) -> None:
        """Send what no keyboard sends."""
        os.write(self._master, data)

    def paste(self, text: str) -> None:
        """Paste a text as a terminal does, in brackets where the program has asked for them."""
        data = text.replace("\n", "\r").encode()
        if BRACKETED_PASTE in self.modes.private:
            data = b"\x1b[200~" + data + b"\x1b[201~"
        os.write(self._master, data)

    def click(self, text: str, *, button: int = 0) -> None:
        """Click on the first place that shows a text, as a terminal with SGR mouse reports.

        Args:
            text: what is clicked.
            button: 0 for the left one; 64 and 65 turn the wheel up and down.
        """
        row = next(at for at, line in enumerate(self.lines, 1) if text in line)
        column = self.lines[row - 1].index(text) + 1
        ends = "M" if button >= _WHEEL else "Mm"
        self.type("".join(f"\x1b[<{button};{column};{row}{end}" for end in ends))

    def press(self, key: str, *, quiet: float = 0.15) -> int:
        """Press a key; returns the bytes written until the program was silent again."""
        before = self.written
        self.send(key)
        self.rest(quiet)
        return self.written - before

    def frames(self, key: str) -> list[int]:
        """Press a key; returns the bytes of each frame that follows, its own and later ones."""
        before = len(self.output)
        self.send(key)
        self.rest()
        *frames, rest = bytes(self.output[before:]).split(_END_OF_FRAME)
        return [len(frame) + len(_END_OF_FRAME) for frame in frames] + ([len(rest)] if rest else [])

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size; the program is told by SIGWINCH."""
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    def wipe(self) -> None:
        """Show nothing any more, as when a shell has used the terminal meanwhile."""
        self.screen.erase_in_display(2)
        self.screen.dirty.update(range(self.screen.lines))

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.process.pid, number)

    def hang_up(self) -> None:
        """Close the terminal under the program."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    # The bytes ---------------------------------------------------------------------------------

    def _has_ended(self) -> bool:
        return self.process.poll() is not None

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read_until(self, done: Callable[[], object], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not done():
            if time.monotonic() > deadline:
                return False
            self._read(0.02)
        return True

    def _read(self, seconds: float) -> bool:
        if self._master < 0:
            time.sleep(seconds)
            return False
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        data = os.read(self._master, 65536)
        self.output += data
        self._unshown += data
        self._follow(self._unread + data)
        return True

    def _follow(self, data: bytes) -> None:
        """Answer what the program asks, and note what it switches on and copies."""
        end = _whole(data)
        whole, self._unread = data[:end], data[end:]
        for pattern, reply in _ANSWERS:
            for _ in re.finditer(pattern, whole):
                os.write(self._master, reply)
        for found in _SEQUENCE.finditer(whole):
            if found["copied"] is not None:
                self.copied.append(base64.b64decode(found["copied"]).decode())
            else:
                self.modes.take(found["private"], found["numbers"], found["final"])


def _whole(data: bytes) -> int:
    """How many of some bytes come before a control sequence that is still on its way."""
    held = _UNFINISHED.search(data)
    return held.start() if held else len(data)


def _bytes_of(key: str) -> bytes:
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[5]) & 0x1F])
    return KEYS.get(key, key).encode()


def _environment(wanted: Mapping[str, str]) -> dict[str, Any]:
    """A modern terminal's variables, and what outranks them."""
    usual = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "COLORTERM": "truecolor"}
    unwanted = ("LC_ALL", "LC_CTYPE", "TMUX", "STY", "SSH_CONNECTION", "NO_COLOR")
    mine = {name: text for name, text in os.environ.items() if name not in unwanted}
    return {name: text for name, text in {**mine, **usual, **wanted}.items() if text}
