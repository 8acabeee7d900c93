"""Records `halo_tui.gif`: the whole job, as a real terminal shows it.

    .venv/bin/python screenshots/record.py

Needs rsvg-convert, ImageMagick and gifsicle (Debian: librsvg2-bin, imagemagick, gifsicle), and
pyte, which comes with the tests.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from make import HERE, tidy
from rich.console import Console
from rich.style import Style
from rich.text import Text

sys.path.insert(0, str(HERE.parent / "tests"))

from terminal.driver import DEMO, Terminal

if TYPE_CHECKING:
    from pyte.screens import Char

COLUMNS, ROWS = 120, 36
PIXELS = 1080
COLOURS = 128
MOST_BYTES = 2_000_000
STEP = 0.12
"""Seconds between two looks at what the terminal shows."""
PATIENCE = 20.0

PASTED = """\
Client ID: 4be0e0a8-6d1c-4f4c-9a55-2f0f6f1a7c31
Client Secret: 8d5f0c52-1c7b-4e6a-b6d4-90a1f3c2e7d8-27c9b1ee-5a0d-4c38-8f12-6e4d7a9b3c05
"""
"""What a person would copy from the page of the sandbox's application."""

STORY = (
    "wait Northwind", "hold 1.4",
    # The checklist
    "2", "wait steps done", "hold 1.6", "down", "hold 0.4", "down", "hold 1.6", "1", "wait Cert",
    # A profile; Halo tells the rest
    "n", "wait Name or log-in address", "type Acme IT", "hold 0.3", "enter",
    "wait try https", "hold 1.0", "address", "hold 0.3", "enter", "wait from Halo", "hold 1.8",
    "paste", "wait y fill in", "hold 1.5", "y", "wait pasted", "hold 0.8",
    # The checks as they finish
    "ctrl+t", "wait READY", "hold 2.2",
    # A failure, its cause and its cure
    "ctrl+p", "wait Type what", "type all-t", "wait all-ticked", "hold 0.8",
    "enter", "wait NOT READY", "hold 4.0", "s", "wait steps done", "hold 3.0",
    # Mended
    "ctrl+p", "wait Type what", "type hy-sl", "wait healthy-slow", "hold 0.6",
    "enter", "wait ✓ READY", "hold 1.8",
    # The values for Gradient
    "5", "wait In Gradient choose HaloPSA", "hold 1.8", "y", "wait copied", "hold 3.0",
)  # fmt: skip
"""Keys; `wait TEXT`, `hold SECONDS`, `type TEXT`; `address` and `paste` put in what is known."""


@dataclass
class Frame:
    """What was shown, and for how long."""

    cells: tuple[tuple[Char, ...], ...]
    seconds: float


class Film:
    """Plays the story in a terminal, and keeps every picture that differs from the one before."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.frames: list[Frame] = []

    def play(self, step: str) -> None:
        """Do one step of the story."""
        verb, _, rest = step.partition(" ")
        if verb == "wait":
            self._until(rest)
        elif verb == "hold":
            self._look(float(rest))
        elif verb == "type":
            self._type(rest)
        elif verb == "address":
            found = re.search(r"https://localhost:\d+", self._terminal.text)
            assert found, "the form names the sandbox's address"
            self._terminal.paste(found[0])
            self._look(STEP)
        elif verb == "paste":
            self._terminal.paste(PASTED)
        else:
            self._terminal.send(step)

    def _type(self, text: str) -> None:
        for sign in text:
            self._terminal.type(sign)
            self._look(STEP)

    def _until(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self._terminal.text:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{text!r} is not on the screen:\n{self._terminal.text}")
            self._look(STEP)

    def _look(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            began = time.monotonic()
            self._terminal.idle(min(STEP, left))
            cells = self._terminal.cells
            if not self.frames or self.frames[-1].cells != cells:
                self.frames.append(Frame(cells, 0.0))
            self.frames[-1].seconds += time.monotonic() - began


def draw(frame: Frame) -> str:
    """What a terminal shows, as SVG."""
    console = Console(
        width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor",
        record=True, legacy_windows=False,
    )  # fmt: skip
    for row in frame.cells:
        line = Text(no_wrap=True)
        for cell in row:
            line.append(cell.data, _style(cell))
        console.print(line)
    return tidy(console.export_svg(title="halo-tui demo", unique_id="frame"))


def _style(cell: Char) -> Style:
    return Style(
        color=_colour(cell.fg), bgcolor=_colour(cell.bg), bold=cell.bold, italic=cell.italics,
        underline=cell.underscore, reverse=cell.reverse,
    )  # fmt: skip


def _colour(name: str) -> str | None:
    if name == "default":
        return None
    return f"#{name}" if re.fullmatch(r"[0-9a-f]{6}", name) else name


def develop(frames: list[Frame], path: Path) -> None:
    """Make the film of its frames."""
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor() as pool:
        stills = list(pool.map(lambda pair: _still(Path(home), *pair), enumerate(frames)))
        command = ["gifsicle", "-O3", "--loopcount=0", "--colors", str(COLOURS)]
        for frame, still in zip(frames, stills, strict=True):
            command += [f"-d{max(4, round(frame.seconds * 100))}", str(still)]
        subprocess.run([*command, "-o", path], check=True)


def _still(home: Path, number: int, frame: Frame) -> Path:
    drawn, painted, still = (home / f"{number:04}.{ending}" for ending in ("svg", "png", "gif"))
    drawn.write_text(draw(frame), "utf-8")
    subprocess.run(["rsvg-convert", "-w", str(PIXELS), "-o", painted, drawn], check=True)
    magick = next(filter(shutil.which, ("magick", "convert-im6", "convert-im6.q16")), "convert")
    subprocess.run([magick, painted, "+dither", "-colors", str(COLOURS), still], check=True)
    return still


def main() -> None:
    """Record the story."""
    path = HERE / "halo_tui.gif"
    command = [*DEMO, "--scenario", "healthy-slow"]
    with Terminal(command, {"TMPDIR": "/tmp"}, columns=COLUMNS, rows=ROWS) as terminal:
        film = Film(terminal)
        for step in STORY:
            film.play(step)
    develop(film.frames, path)
    seconds = sum(frame.seconds for frame in film.frames)
    print(f"{path.name}: {len(film.frames)} frames, {seconds:.0f} s, {path.stat().st_size:,} bytes")
    if path.stat().st_size > MOST_BYTES:
        sys.exit(f"More than {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main()
