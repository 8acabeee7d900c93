"""Nothing in a profile's file drives the terminal: judged by the bytes that reach it."""

from __future__ import annotations

import sys

import pytest
from profile_files import HEALTHY, write_profile
from terminal.driver import Terminal

HOSTILE = {
    "CSI": "\x1b[2J",
    "OSC 0": "\x1b]0;pwned\x07",
    "OSC 52": "\x1b]52;c;cHduZWQ=\x07",
    "C1": "\x9b31m",
    "bidi": "\u202e",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_profile_file_cannot_drive_the_terminal(kind: str) -> None:
    text = f"EVIL{HOSTILE[kind]}END"
    write_profile("acme", {**HEALTHY, "name": text, "notes": text, "tenant": text})
    with Terminal([sys.executable, "-m", "halo_tui"]) as terminal:
        terminal.wait_for("EVIL", "Kept in", quiet=0.3)
        terminal.send("M")
        terminal.wait_for("Notes:", quiet=0.3)
    assert b"EVIL" in terminal.output
    assert text.encode() not in terminal.output
    assert f"{HOSTILE[kind]}END".encode() not in terminal.output
