"""A program in a terminal, with the moment of each thing that it writes."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from terminal.driver import Terminal

_QUIET = 0.6
"""Seconds of silence after which a screen stands still."""
_AFTER_KEY = 0.25


@dataclass(frozen=True)
class Start:
    """What a start took."""

    first_frame: float
    """Seconds until the wanted text was written."""
    still: float
    """Seconds until the last byte before the screen stood still."""
    cpu: float
    """Seconds of the processor until then."""
    memory: float
    """MiB that are resident then."""


@dataclass(frozen=True)
class Answer:
    """What a key took."""

    first: float
    """Seconds until the first byte."""
    last: float
    """Seconds until the last one."""


class TimedTerminal(Terminal):
    """A terminal that notes when each piece of output came."""

    def __init__(self, command: Sequence[str], environment: dict[str, str] | None = None) -> None:
        self.began = time.perf_counter()
        self._arrivals: list[tuple[float, int]] = []
        super().__init__(command, environment, fresh=True)

    def _read(self, seconds: float) -> bool:
        if not super()._read(seconds):
            return False
        self._arrivals.append((time.perf_counter(), self.written))
        return True

    def start(self, text: str) -> Start:
        """Wait for a text, and then until the program is silent."""
        wanted = re.compile(text.encode())
        self.wait_until(lambda: wanted.search(self.output), text, 60)
        found = wanted.search(self.output)
        assert found
        first = next(when for when, written in self._arrivals if written >= found.end())
        self.rest(_QUIET)
        # What comes once a second or later, such as a clock, is no part of the start.
        last = self._arrivals[-1][0]
        return Start(first - self.began, last - self.began, self._cpu(), self._memory())

    def key(self, name: str) -> Answer:
        """Press a key, and wait until the program is silent."""
        before, began = self.written, time.perf_counter()
        self.send(name)
        self.wait_until(lambda: self.written > before, f"an answer to {name}", 10)
        self.rest(_AFTER_KEY)
        first = next(when for when, written in self._arrivals if written > before)
        return Answer(first - began, self._arrivals[-1][0] - began)

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _memory(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found
        return int(found[1]) / 1024
