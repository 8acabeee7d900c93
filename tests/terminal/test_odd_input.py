"""What a terminal sends that is no text and no key, and a stop that nobody announced."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from terminal.driver import Terminal
from ui.connections import write

APPLICATION = [sys.executable, "-m", "halo_tui", "--profile", "acme"]
FIELDS_ABOVE = 6
"""The form opens at the Client ID, which the checklist's first step is about."""
LATIN_1 = "Müller".encode("latin-1")


def type_name(terminal: Terminal, data: bytes) -> None:
    """Write a name of the profile in the form, in any bytes."""
    terminal.wait_for("Acme production", "Checklist")
    terminal.send("3")
    terminal.wait_for("Client ID", "c9534241")
    terminal.send(*["shift+tab"] * FIELDS_ABOVE, "ctrl+u")
    terminal.send_bytes(data)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (LATIN_1, "M�ller"),
        (b"\x1b[200~" + LATIN_1 + b"\x1b[201~", "M�ller"),
        (b"M\xc3x", "M�x"),
        (b"M\x1b[9999999ux", "Mx"),
        (b"M\x1b[97;99999999999999999999ux", "Mx"),
        (b"M\x1b[55296ux", "Mx"),
        (b"M\x1b[97;1;55296ux", "Mx"),
        (b"M\x1b[48;30;100;0;0t\x1b[<0;5;5Mx", "Mx"),
    ],
    ids=[
        "umlaut", "umlaut pasted", "half a character", "no such character", "no such modifier",
        "half a pair", "half a pair as text", "no pixels",
    ],
)  # fmt: skip
def test_the_application_goes_on_and_keeps_what_is_text(home: Path, data: bytes, name: str) -> None:
    profile = write("acme")
    with Terminal(APPLICATION) as terminal:
        type_name(terminal, data)
        terminal.wait_for(f"Name                  {name}", "unsaved")
        terminal.send("ctrl+s")
        terminal.wait_until(lambda: f'"{name}"' in profile.read_text("utf-8"), "the saving")


def test_a_character_that_comes_in_two_packets_is_whole(home: Path) -> None:
    write("acme")
    with Terminal(APPLICATION) as terminal:
        type_name(terminal, b"M\xc3")
        terminal.wait_for("Name                  M ")
        terminal.send_bytes(b"\xbcx")
        terminal.wait_for("Name                  Müx")


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGTSTP])
@pytest.mark.parametrize("key", ["", "ctrl+p", "f9"])
def test_after_a_stop_everything_is_painted_again(
    home: Path, number: signal.Signals, key: str
) -> None:
    write("acme")
    with Terminal(APPLICATION) as terminal:
        terminal.wait_for("Acme production", "Checklist", quiet=0.5)
        terminal.send(*([key] if key else []))
        terminal.rest()
        before = terminal.text
        terminal.kill(number)
        terminal.rest(0.2)
        terminal.wipe()
        terminal.kill(signal.SIGCONT)
        terminal.wait_until(lambda: terminal.text == before, "the same picture")


def test_a_stop_without_notice_leaves_one_reader_of_the_keys(home: Path) -> None:
    write("acme")
    with Terminal(APPLICATION) as terminal:
        terminal.wait_for("Acme production", "Checklist")
        for number in (signal.SIGSTOP, signal.SIGCONT):
            terminal.kill(number)
        terminal.rest()
        for key in ("f3", "f1", "f3", "f1", "f3"):
            terminal.send(key)
            terminal.wait_for("Client ID" if key == "f3" else "Cert.")
        terminal.send("ctrl+q")
        assert (terminal.ended(), terminal.modes.left_on) == (0, set())
        assert terminal.is_restored
