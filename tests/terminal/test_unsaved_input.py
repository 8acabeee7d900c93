"""What is typed and not saved outlives a signal and a terminal that is closed."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal.driver import Terminal
from ui.connections import write

APPLICATION = [sys.executable, "-m", "halo_tui", "--profile", "acme"]
NEW_SECRET = "11111111-2222-4333-8444-555555555555-66666666-7777-4888-9999-000000000000"


def kept(home: Path) -> list[Path]:
    return [path for path in home.rglob("*.json") if path.parent.name == "unsaved"]


def type_into(terminal: Terminal) -> None:
    terminal.wait_for("Acme production", "Checklist")
    terminal.send("3")
    terminal.wait_for("Client ID", "c9534241")
    terminal.paste(f"Tenant: typed\nClient Secret: {NEW_SECRET}\n")
    terminal.wait_for("Pasted: 2 values")
    terminal.send("y")
    terminal.wait_for("unsaved")


@pytest.mark.parametrize(
    "ends",
    [
        lambda terminal: terminal.kill(signal.SIGTERM),
        lambda terminal: terminal.kill(signal.SIGHUP),
        lambda terminal: terminal.hang_up(),
    ],
    ids=["SIGTERM", "SIGHUP", "closed"],
)
def test_it_is_offered_at_the_next_start_and_removed_when_it_is_taken(
    home: Path, ends: Callable[[Terminal], None]
) -> None:
    profile = write("acme")
    before = profile.read_bytes()
    with Terminal(APPLICATION) as terminal:
        type_into(terminal)
        ends(terminal)
        terminal.wait_outside(lambda: terminal.process.poll() is not None, "the end")
    assert profile.read_bytes() == before
    (file,) = kept(home)
    assert file.stat().st_mode & 0o777 == 0o600
    with Terminal(APPLICATION) as terminal:
        terminal.wait_for("Typed before, not saved: Acme production")
        terminal.send("3")
        terminal.wait_for("Typed, but not saved before", "→ typed")
        assert NEW_SECRET not in terminal.text
        terminal.send("y")
        terminal.wait_for("unsaved")
        terminal.wait_until(lambda: not kept(home), "the removal")
        terminal.send("ctrl+s")
        terminal.wait_until(lambda: NEW_SECRET.encode() in profile.read_bytes(), "the saving")


def test_a_closed_terminal_that_sends_no_signal_keeps_it_too(home: Path) -> None:
    write("acme")
    with Terminal(["setsid", "--wait", *APPLICATION]) as terminal:
        type_into(terminal)
        terminal.hang_up()
        terminal.wait_outside(lambda: kept(home), "the file")


TERMINAL_IS_LOST = """
import errno, threading
from halo_tui.__main__ import main
from halo_tui.ui.app import HaloApp

def lose():
    raise OSError(errno.EIO, "the terminal was closed")

HaloApp.action_help = lambda app: threading.Thread(target=lose).start()
main()
"""


def test_a_terminal_that_fails_before_any_signal_comes_keeps_it_too(
    home: Path, tmp_path: Path
) -> None:
    write("acme")
    with _changed(tmp_path, TERMINAL_IS_LOST) as terminal:
        type_into(terminal)
        terminal.send("f9")
        assert terminal.ended() == 128 + signal.SIGHUP
    assert kept(home)


FAULTY = """
from halo_tui.__main__ import main
from halo_tui.ui.app import HaloApp

def fail(app):
    raise RuntimeError("it went wrong on its own")

HaloApp.action_help = fail
main()
"""


def test_a_fault_of_the_application_itself_keeps_it_too(home: Path, tmp_path: Path) -> None:
    write("acme")
    with _changed(tmp_path, FAULTY) as terminal:
        type_into(terminal)
        terminal.send("f9")
        assert (terminal.ended(), terminal.modes.left_on) == (70, set())
        words = " ".join(terminal.last_words.split())
    assert "RuntimeError: it went wrong on its own" in words
    assert "What was typed and not saved is offered at the next start; it is kept in" in words
    assert NEW_SECRET not in words
    (file,) = kept(home)
    assert file.stat().st_mode & 0o777 == 0o600
    with Terminal(APPLICATION) as terminal:
        terminal.wait_for("Typed before, not saved: Acme production")


def _changed(folder: Path, script: str) -> Terminal:
    """The application, changed by the script that starts it."""
    path = folder / "changed.py"
    path.write_text(script, "utf-8")
    return Terminal([sys.executable, str(path), "--profile", "acme"])
