"""A profile file that means harm, in a real terminal: no screen obeys it, or shows its secrets."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import canary
import pytest
from foreign_runs import leave
from profile_files import HEALTHY, write_profile
from terminal.driver import Terminal

from halo_tui.base import places
from halo_tui.sandbox.server import Sandbox

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


FLOOD = "o" + "\u0301" * 50


def leave_harm() -> None:
    """Names of files, a history and unsaved input that mean harm, beside the sandbox's profile."""
    folder = places.profiles_dir()
    for name in (f"acm{HARM}", f"flood{FLOOD}", "[@click=app.quit]x[b"):
        write_profile(name, {**HEALTHY, "name": name})
    write_profile("markup", {**HEALTHY, "name": "[@click=app.quit]x[/nope]", "notes": "[/b]"})
    (folder / os.fsdecode(b"e\x9b\xff.toml")).write_text('name = "E"\n', "utf-8")
    write_profile("broken", {"hosting": HARM})
    leave("escapes", "sandbox")
    values = {"tenant": f"t{HARM}{FLOOD}", "notes": HARM}
    unsaved = places.make_private(places.state_dir() / "unsaved")
    kept = {"schema": 1, "at": "2026-11-20T10:00:00+00:00", "values": values}
    (unsaved / "sandbox.json").write_text(json.dumps(kept), "utf-8")


def look_everywhere(terminal: Terminal) -> None:
    """Show every screen, every line of the list, a run, earlier runs, help and palette."""
    terminal.wait_for("sandbox)", "Cert.", "␛]52;c;aGFybQ")  # the last is the folder's name
    for _ in range(7):
        terminal.press("down", quiet=0.2)
    for key in ("f9", "ctrl+p", "M", "R", "delete"):
        terminal.send(key)
        terminal.rest(0.4)
        terminal.send("escape")
        terminal.rest(0.2)
    for _ in range(9):
        terminal.send("up")
    terminal.rest(0.2)


@pytest.mark.parametrize("scenario", ["healthy-hosted", "hostile-error", "certificate-hostile"])
def test_nothing_from_outside_drives_the_terminal_on_any_screen(
    play: Callable[..., Sandbox], home: Path, monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"HALO_TUI_{name}_DIR", str(home / f"{name}{HARM}"))
    monkeypatch.setenv("TERM_PROGRAM", HARM)
    places.make_private(places.config_dir())
    values = play(scenario).values
    leave_harm()
    with Terminal([sys.executable, "-m", "halo_tui"]) as terminal:
        look_everywhere(terminal)
    outputs = [terminal.output]
    with Terminal([sys.executable, "-m", "halo_tui", "--profile", "sandbox"]) as terminal:
        walk_screens(terminal)
        assert not terminal.copied
    outputs.append(terminal.output)
    for output in outputs:
        assert [mark for mark in (*MARKS, FLOOD[:6]) if mark.encode() in output] == []
        assert canary.places(output, values["client_id"], values["client_secret"]) == []


def walk_screens(terminal: Terminal) -> None:
    """Go through the screens of the open profile, and run the checks."""
    terminal.wait_for("Choose HaloPSA in Gradient")
    for _ in range(30):
        terminal.send("down")
    terminal.rest(0.3)
    terminal.send("f3")
    terminal.wait_for("Typed, but not saved before")
    terminal.rest(0.3)
    terminal.send("y")
    for _ in range(12):
        terminal.press("tab", quiet=0.1)
    terminal.send("f4")
    terminal.wait_for("9 ms")
    terminal.send("r")
    terminal.wait_for("test what is saved")
    terminal.send("t")
    terminal.wait_gone("9 ms")
    terminal.rest(1)
    for _ in range(40):
        terminal.press("down", quiet=0.02)
    terminal.send("p")
    terminal.rest(0.5)
    terminal.send("escape", "f5")
    terminal.rest(0.5)


CRASHING = """
from halo_tui.__main__ import main
from halo_tui.ui.app import HaloApp

def fail(app):
    stored = app.session.store.load("acme")
    secret = stored.profile.client_secret.get_secret_value()
    raise RuntimeError(f"it went wrong with {secret} and {stored!r} \\x1b[31;7mharm")

HaloApp.action_help = fail
main()
"""


@pytest.mark.parametrize("screen", ["f1", "f2", "f3", "f4", "f5"])
def test_a_fault_on_any_screen_shows_and_leaves_no_secret(
    home: Path, tmp_path: Path, screen: str
) -> None:
    profile = write_profile("acme", {**HEALTHY, "client_secret": canary.SECRET})
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING, "utf-8")
    with Terminal([sys.executable, str(script), "--profile", "acme"]) as terminal:
        terminal.wait_for("Choose HaloPSA in Gradient")
        terminal.send(screen)
        terminal.rest(0.5)
        terminal.send("f9")
        assert (terminal.ended(), terminal.modes.left_on) == (70, set())
        assert "RuntimeError: it went wrong with" in " ".join(terminal.last_words.split())
    assert b"\x1b[31;7mharm" not in terminal.output
    assert canary.places(terminal.output, str(HEALTHY["client_id"])) == []
    for path, data in canary.files(home, [profile]):
        assert canary.places(data, str(HEALTHY["client_id"])) == [], path
