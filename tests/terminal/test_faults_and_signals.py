"""Faults that nobody waits for, and signals at any moment: on the bytes of a real terminal."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest
from profile_files import HEALTHY, write_profile
from terminal.driver import ALTERNATE_SCREEN, Terminal

from halo_tui.base import faultlog

APPLICATION = (sys.executable, "-m", "halo_tui")

FAULTY = """
import asyncio, gc, threading
from halo_tui.__main__ import main
from halo_tui.ui.app import HaloApp

def fail(*_):
    raise RuntimeError("it went wrong on its own")

async def forgotten():
    fail()

def in_thread(app):
    threading.Thread(target=fail).start()

def in_callback(app):
    asyncio.get_running_loop().call_soon(fail)

def in_task(app):
    asyncio.get_running_loop().create_task(forgotten())
    app.set_timer(0.05, gc.collect)

def in_worker(app):
    app.run_worker(fail, thread=True)

HaloApp.action_help = {how}
main()
"""


@pytest.mark.parametrize("how", ["in_thread", "in_callback", "in_task", "in_worker"])
def test_no_fault_leaves_the_application_alive_and_silent(
    home: Path, tmp_path: Path, how: str
) -> None:
    write_profile("acme", HEALTHY)
    script = tmp_path / "faulty.py"
    script.write_text(FAULTY.replace("{how}", how), "utf-8")
    with Terminal([sys.executable, str(script)]) as terminal:
        terminal.wait_for("Profiles", "Cert.")
        terminal.send("?")
        assert (terminal.ended(), terminal.modes.left_on) == (70, set())
        assert terminal.is_restored
    assert "RuntimeError: it went wrong on its own" in " ".join(terminal.last_words.split())
    assert "Traceback" not in terminal.last_words
    assert "it went wrong on its own" in faultlog.read()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_the_status_that_a_shell_reports(
    home: Path, number: signal.Signals
) -> None:
    write_profile("acme", HEALTHY)
    with Terminal(APPLICATION) as terminal:
        terminal.wait_for("Cert.")
        terminal.kill(number)
        assert (terminal.ended(), terminal.modes.left_on) == (128 + number, set())
        assert terminal.is_restored


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("after", [0.0, 0.005, 0.02, 0.05, 0.1, 0.2])
def test_a_signal_in_the_first_moments_leaves_the_terminal_as_it_was(
    home: Path, number: signal.Signals, after: float
) -> None:
    with Terminal(APPLICATION) as terminal:
        deadline = time.monotonic() + 20
        while ALTERNATE_SCREEN not in terminal.modes.private and time.monotonic() < deadline:
            terminal.idle(0.001)
        terminal.idle(after)
        terminal.kill(number)
        assert (terminal.ended(), terminal.modes.left_on) == (128 + number, set())
        assert terminal.is_restored


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", [0.12, 0.25])
def test_a_signal_before_the_first_frame_leaves_nothing_behind(
    home: Path, number: signal.Signals, after: float
) -> None:
    with Terminal(APPLICATION, fresh=True) as terminal:
        terminal.idle(after)
        terminal.kill(number)
        assert (terminal.ended(), terminal.modes.left_on) == (128 + number, set())
        assert terminal.is_restored


def test_what_is_typed_into_a_secret_is_in_no_log_of_textual(home: Path, tmp_path: Path) -> None:
    write_profile("acme", HEALTHY)
    log = tmp_path / "textual.log"
    environment = {"TEXTUAL_LOG": str(log), "TEXTUAL": "debug,devtools"}
    with Terminal([*APPLICATION, "--profile", "acme"], environment) as terminal:
        terminal.wait_for("Checklist")
        terminal.press("f3")
        terminal.wait_for("Client Secret")
        for key in ("tab", "tab", "tab", "tab"):
            terminal.press(key)
        terminal.send("sesame-open-7731")
        terminal.rest()
    assert not log.exists()
