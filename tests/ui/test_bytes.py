"""Over SSH bytes are the speed: what each screen writes for a key, at the start, and for nothing.

Measured in a terminal of 120 columns and 36 rows; the same keys give the same bytes each time.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest
from profile_files import HEALTHY, write_profile
from terminal.driver import Terminal

ALLOWED = {
    "start": 60_000, "arrow": 700, "tab": 5_000, "typed": 700, "idle": 0,
    "switch": 30_000, "help": 30_000, "details": 7_000, "found": 13_000,
}  # fmt: skip
"""Bytes; those of an arrow and of a character are the key's own frame, before details follow.

What follows a character may be a jump to what a search has found, which scrolls a whole panel."""


@dataclass(frozen=True)
class Place:
    """A screen, and how to write something there."""

    key: str
    shows: str
    field: tuple[str, ...] | None = None
    """Keys that lead to where text can be typed; None where none can before a run."""


PLACES = {
    "profiles": Place("f1", "Cert.", ("/",)),
    "checklist": Place("f2", "Choose HaloPSA in Gradient", ("/",)),
    "credentials": Place("f3", "Resource Server", ()),
    "test": Place("f4", "r Run"),
    "handover": Place("f5", "In Gradient choose HaloPSA"),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_screen_stays_within_its_bytes(name: str) -> None:
    for number in range(12):
        write_profile(f"acme-{number}", {**HEALTHY, "name": f"Acme {number}"})
    command = [sys.executable, "-m", "halo_tui", "--profile", "acme-1"]
    with Terminal(command) as terminal:
        terminal.wait_for("Choose HaloPSA", quiet=0.5)
        measured = {"start": terminal.written, **_measure(terminal, PLACES[name])}
    too_many = {what: count for what, count in measured.items() if count > ALLOWED[what]}
    assert not too_many, measured


def _measure(terminal: Terminal, place: Place) -> dict[str, int]:
    before = terminal.written
    terminal.press(place.key)
    terminal.wait_for(place.shows, quiet=0.5)
    measured = {"switch": terminal.written - before, "idle": terminal.idle(1.5)}
    measured["help"] = _at_rest(terminal, "f9")
    terminal.press("escape")
    terminal.wait_for(place.shows, quiet=0.5)
    arrows = [terminal.frames(key) for key in ("down", "down", "down", "up")]
    measured["tab"] = _at_rest(terminal, "tab")
    typed: list[list[int]] = []
    if place.field is not None:
        # The first character may bring a line of its own: what is wrong with the value.
        for key in (*place.field, "a"):
            _at_rest(terminal, key)
        typed = [terminal.frames(character) for character in "cme"]
    measured["arrow"] = max(sum(frames[:1]) for frames in arrows)
    measured["typed"] = max((sum(frames[:1]) for frames in typed), default=0)
    measured["details"] = max(sum(frames[1:]) for frames in arrows)
    measured["found"] = max((sum(frames[1:]) for frames in typed), default=0)
    return measured


def _at_rest(terminal: Terminal, key: str) -> int:
    """The bytes of a key; what follows once the cursor rests is waited for, and not counted."""
    count = terminal.press(key)
    terminal.rest()
    return count
