"""Leaving while the network hangs: measured from the key to the end of the process."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from profile_files import HEALTHY, write_profile
from terminal.driver import Terminal

from halo_tui.sandbox.server import Sandbox

MOST = 1.5
"""Seconds."""

HANGS = (
    "name-unanswered", "connection-dropped", "handshake-unanswered", "token-drips",
    "token-stalls", "reads-unanswered", "reads-drip",
)  # fmt: skip

BLOCKED = """
import socket, time
socket.getaddrinfo = lambda *a, **k: time.sleep(60)
from halo_tui.__main__ import main
main()
"""


def leave(terminal: Terminal, how: Callable[[Terminal], None]) -> tuple[float, int]:
    """Leave in some way; how long that took, and the status."""
    began = time.monotonic()
    how(terminal)
    terminal.wait_outside(lambda: terminal.process.poll() is not None, "the end")
    took = time.monotonic() - began
    return took, terminal.ended()


def begin(terminal: Terminal) -> None:
    terminal.wait_for("Choose HaloPSA in Gradient")
    terminal.rest(1.5)  # what is imported while nobody does anything
    terminal.send("f4")
    terminal.wait_for("r Run")
    terminal.send("r")
    terminal.wait_for("x Stop")
    terminal.idle(0.5)
    # Not `rest`: as long as the run goes on its clock does, and nothing would hang any more.
    terminal.wait_for("x Stop")


@pytest.mark.alone
@pytest.mark.parametrize("scenario", HANGS)
def test_quitting_takes_a_moment_wherever_the_network_hangs(
    play: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    monkeypatch.setenv("HALO_TUI_TIMEOUT", "60")
    play(scenario)
    with Terminal([sys.executable, "-m", "halo_tui", "--profile", "sandbox"]) as terminal:
        begin(terminal)
        took, status = leave(terminal, lambda terminal: terminal.send("ctrl+q"))
        assert (status, terminal.modes.left_on) == (0, set())
        assert terminal.is_restored
        assert took < MOST


@pytest.mark.alone
@pytest.mark.parametrize("number", [None, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_resolver_that_never_answers_holds_up_no_end(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals | None
) -> None:
    monkeypatch.setenv("HALO_TUI_TIMEOUT", "60")
    write_profile("acme", HEALTHY)
    script = tmp_path / "blocked.py"
    script.write_text(BLOCKED, "utf-8")
    with Terminal([sys.executable, str(script), "--profile", "acme"]) as terminal:
        begin(terminal)
        if number is None:
            took, status = leave(terminal, lambda terminal: terminal.send("ctrl+q"))
        else:
            took, status = leave(terminal, lambda terminal: terminal.kill(number))
        assert (status, terminal.modes.left_on) == (128 + number if number else 0, set())
        assert took < MOST
