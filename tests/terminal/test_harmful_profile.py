"""A profile file that means harm, in a real terminal: no screen obeys it, or shows its secrets."""

from __future__ import annotations

import sys

from profile_files import HEALTHY, write_profile
from terminal.driver import Terminal

SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
CLIPBOARD = "\x1b]52;c;aGFybQ==\x07"
HARM = f"{CLIPBOARD}\x1b]0;harm\x07\x1b[31;7mharm\x9b5m\u202eharm\u2066\u200b"
MARKS = (CLIPBOARD, "\x1b]0;harm", "\x1b[31;7mharm", "\x9b", "\u202e", "\u2066", "\u200b")


def walk(**values: str) -> bytes:
    """All bytes that the application writes while every screen of a profile is looked at."""
    write_profile("acme", {**HEALTHY, "name": "Acme", **values})
    with Terminal([sys.executable, "-m", "halo_tui"]) as terminal:
        terminal.wait_for("Checklist", "Kept in")
        terminal.send("M")
        terminal.wait_for("Notes:")
        terminal.send("escape")
        terminal.wait_gone("Notes:")
        for key, shown in {
            "f2": "Choose HaloPSA in Gradient", "f3": "Client Secret", "f4": "Run",
            "f5": "In Gradient", "f1": "Kept in",
        }.items():  # fmt: skip
            terminal.send(key)
            terminal.wait_for(shown)
            terminal.rest(0.3)
            if key == "f3":
                for _ in range(12):
                    terminal.send("tab")
                terminal.rest(0.3)
        assert not terminal.copied
        return terminal.output


def test_control_characters_reach_no_screen() -> None:
    write_profile("b\x1b]52;c;aGFybQ==\x07", HEALTHY)
    texts = {key: f"{HEALTHY.get(key, 'A')}{HARM}" for key in ("tenant", "notes", "client_id")}
    output = walk(**texts, name=f"Acme {HARM}")
    assert not [mark for mark in MARKS if mark.encode() in output]
    assert "harm⟨U+009B⟩5m".encode() in output


def test_a_secret_in_a_wrong_field_reaches_no_screen() -> None:
    output = walk(name=f"Acme {SECRET}", tenant=SECRET, notes=f"the secret:\n{SECRET}")
    assert SECRET.encode() not in output
    assert SECRET[:36].encode() not in output
    assert b"[secret removed]" in output
