"""The demo in a real pseudo terminal: the whole job by key presses, and every way to end."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal.driver import DEMO, Terminal

PROFILES = ("Northwind", "Cert.")
CHECKLIST = "Choose HaloPSA in Gradient"
CREDENTIALS = ("Resource Server", "Client Secret")
HANDOVER = "In Gradient choose HaloPSA"
PLAIN = {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A locale that is not UTF-8: by itself, Python makes UTF-8 of `C`."""
TOUR = (
    "verdict is READY.", "verdict is NOT READY.", "who can fix it", "has just done so",
    "READY again", "Gradient asks",
)  # fmt: skip
"""What the steps of the guided tour say once they are done."""
SECRETS = ("sesame-open-7731", "a-secret-in-a-local-variable")


def test_the_whole_job_by_keys() -> None:
    with Terminal(fresh=True) as terminal:
        terminal.wait_for(*PROFILES)
        terminal.send("2")
        terminal.wait_for(CHECKLIST)
        terminal.send("4")
        terminal.wait_for("r Run")
        terminal.send("r")
        terminal.wait_for("READY", "10 requests")
        terminal.send("3")
        terminal.wait_for(*CREDENTIALS)
        terminal.send("f5")
        terminal.wait_for(HANDOVER, "4be0e0a8-6d1c-4f4c-9a55-2f0f6f1a7c31", "northwind")
        terminal.send("y")
        terminal.wait_until(lambda: len(terminal.copied) == 1, "a copy")
        terminal.send("f1")
        terminal.wait_for(*PROFILES, "ready")
    assert terminal.copied == ["4be0e0a8-6d1c-4f4c-9a55-2f0f6f1a7c31"]


def test_a_failure_is_rehearsed_and_named() -> None:
    with Terminal() as terminal:
        terminal.wait_for(*PROFILES)
        terminal.send("ctrl+p")
        terminal.wait_for("Type what you want to do")
        terminal.type("all-ticked")
        terminal.wait_for("all-ticked-among-others")
        terminal.send("enter")
        terminal.wait_for("NOT READY", "All", "plays 'all-ticked'")


def test_a_scenario_of_the_command_is_announced_with_the_key_that_tests_it() -> None:
    with Terminal([*DEMO, "--scenario", "wrong-secret"]) as terminal:
        terminal.wait_for(*PROFILES, "plays the fault wrong-secret; t shows what a test sees")


def test_a_key_typed_before_the_start_does_not_keep_the_sandbox_from_starting() -> None:
    with Terminal([*DEMO, "--scenario", "wrong-secret"], fresh=True) as terminal:
        terminal.type("4")
        terminal.wait_for("No run yet")
        terminal.type("r")
        terminal.wait_for("refuses the Client Secret")


def test_a_key_typed_before_the_start_does_not_keep_it_from_ending_with_its_terminal() -> None:
    with Terminal(fresh=True) as terminal:
        terminal.type("4")
        terminal.wait_for("No run yet")
        terminal.hang_up()
        assert terminal.ended() == 128 + signal.SIGHUP


def test_the_guided_tour() -> None:
    with Terminal([*DEMO, "--tour"]) as terminal:
        for number, done in enumerate(TOUR, start=1):
            terminal.wait_for(f"Step {number} of 6", done)
            terminal.send("ctrl+n")
        terminal.wait_for("The tour is over", "Client ID")
        terminal.send("ctrl+q")
        assert (terminal.ended(), terminal.modes.left_on) == (0, set())


def _quit(terminal: Terminal) -> None:
    terminal.send("ctrl+q")


def _terminate(terminal: Terminal) -> None:
    terminal.kill(signal.SIGTERM)


def _lose_the_line(terminal: Terminal) -> None:
    terminal.kill(signal.SIGHUP)


@pytest.mark.parametrize(("end", "status"), [(_quit, 0), (_terminate, 143), (_lose_the_line, 129)])
def test_every_end_hands_the_terminal_back(
    end: Callable[[Terminal], None], status: int, temporary: Path
) -> None:
    with Terminal([*DEMO, "--mouse"]) as terminal:
        terminal.wait_for(*PROFILES)
        assert terminal.modes.left_on, "nothing was switched on, so nothing is proven"
        end(terminal)
        ended = terminal.ended()
        found = (ended, terminal.modes.left_on, terminal.is_restored, list(temporary.iterdir()))
    assert found == (status, set(), True, [])


def test_it_can_be_left_before_its_sandbox_has_started(temporary: Path) -> None:
    with Terminal() as terminal:
        terminal.wait_for("Northwind")
        terminal.send("ctrl+q")
        assert (terminal.ended(), terminal.last_words, list(temporary.iterdir())) == (0, "", [])


def test_it_ends_when_the_terminal_is_gone(temporary: Path) -> None:
    with Terminal() as terminal:
        terminal.wait_for(*PROFILES)
        terminal.hang_up()
        assert terminal.ended() == 129
        assert list(temporary.iterdir()) == []


def test_a_terminal_changes_its_size_while_open() -> None:
    with Terminal() as terminal:
        terminal.wait_for(*PROFILES)
        for columns, rows in ((60, 20), (200, 60)):
            terminal.resize(columns, rows)
            terminal.wait_until(
                lambda rows=rows: "Quit" in terminal.line(rows), f"the footer in line {rows}"
            )
        terminal.resize(59, 19)
        terminal.wait_for("Too small: 59×19, needs 60×20")
        terminal.resize(80, 24)
        terminal.wait_gone("Too small")
        terminal.wait_for("Northwind", "1 Profiles")


def test_a_locale_without_unicode_gets_signs_of_ascii() -> None:
    with Terminal(environment=PLAIN) as terminal:
        terminal.wait_for(*PROFILES)
        terminal.send("4")
        terminal.wait_for("r Run")
        terminal.send("r")
        terminal.wait_for("+ READY")
        terminal.send("ctrl+q")
        assert terminal.ended() == 0
    assert terminal.output.isascii()


FAULTY = """
import sys

from halo_tui.base import text
from halo_tui.__main__ import main
from halo_tui.ui.app import HaloApp


def fail(self):
    local = "a-secret-in-a-local-variable"
    raise RuntimeError("no answer for sesame-open-7731" + local[:0])


text.learn_secret("sesame-open-7731")
HaloApp.action_help = fail
main()
"""


def test_a_fault_of_the_program_tells_no_secret(tmp_path: Path) -> None:
    script = tmp_path / "faulty.py"
    script.write_text(FAULTY, "utf-8")
    with Terminal([sys.executable, str(script), "demo"]) as terminal:
        terminal.wait_for(*PROFILES)
        terminal.send("?")
        status = terminal.ended()
        assert (status != 0, terminal.modes.left_on, terminal.is_restored) == (True, set(), True)
    assert "a fault of its own" in terminal.last_words
    assert "Traceback" not in terminal.last_words
    assert [word for word in SECRETS if word.encode() in terminal.output] == []


@pytest.mark.parametrize("missing", ["stdin", "stdout", "stderr"])
def test_it_refuses_to_paint_where_no_terminal_is(missing: str) -> None:
    master, slave = pty.openpty()
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), slave)
    streams[missing] = subprocess.DEVNULL
    ended = subprocess.run(DEMO, **streams, timeout=20, check=False)
    said = os.read(master, 4096).decode()
    os.close(master)
    os.close(slave)
    assert (ended.returncode, "needs a terminal" in said, "\x1b" in said) == (2, True, False)
