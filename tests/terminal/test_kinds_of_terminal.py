"""Terminals that know fewer colours or signs: every screen is painted with what they have."""

from __future__ import annotations

import re

from terminal.driver import SCREENS, Terminal

_COLOUR = re.compile(rb"[34]8;(?:2;(\d+);(\d+);(\d+)|5;\d+)")
_HALF_BLOCKS = "▀▄▌▐"


def all_screens(environment: dict[str, str]) -> Terminal:
    """A terminal in which every screen was shown, one of them with a run."""
    with Terminal(environment=environment) as terminal:
        terminal.wait_for("Northwind")
        for key, shown in SCREENS.items():
            terminal.send(key)
            terminal.wait_for(*shown)
        terminal.send("f4")
        terminal.wait_for("r Run")
        terminal.send("r")
        terminal.wait_for("✓ READY")
        terminal.send("ctrl+q")
        assert terminal.ended() == 0
    return terminal


def test_the_linux_console_gets_sixteen_colours_and_no_half_blocks() -> None:
    output = all_screens({"TERM": "linux", "COLORTERM": ""}).output
    assert _COLOUR.search(output) is None
    assert [block for block in _HALF_BLOCKS if block.encode() in output] == []


def test_without_truecolor_it_keeps_to_256_colours() -> None:
    found = list(_COLOUR.finditer(all_screens({"COLORTERM": ""}).output))
    assert found
    assert [colour[0] for colour in found if colour[1]] == []


def test_no_color_is_grey() -> None:
    found = list(_COLOUR.finditer(all_screens({"NO_COLOR": "1"}).output))
    assert found
    assert [colour[0] for colour in found if len(set(colour.groups())) != 1] == []


def test_without_unicode_everything_is_ascii_and_stays_in_its_column() -> None:
    with Terminal(environment={"PYTHONIOENCODING": "ascii"}) as terminal:
        terminal.wait_for("Northwind")
        for key, shown in SCREENS.items():
            terminal.send(key)
            terminal.wait_for(*shown)
        terminal.send("f9")
        terminal.wait_for("esc closes")
        terminal.send("escape")
        terminal.send("f4")
        terminal.wait_for("r Run")
        terminal.send("r")
        terminal.wait_for("+ READY")
        terminal.send("ctrl+q")
        assert terminal.ended() == 0
    assert terminal.output.isascii()
