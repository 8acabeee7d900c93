"""The demo over a real OpenSSH connection on loopback."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal.driver import DEMO, SCREENS, Terminal
from terminal.remote import SshServer

pytestmark = pytest.mark.peer

ID = "4be0e0a8-6d1c-4f4c-9a55-2f0f6f1a7c31"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with SshServer(tmp_path_factory.mktemp("ssh") / "server") as running:
        yield running


@pytest.fixture
def demo(server: SshServer, temporary: Path) -> list[str]:
    """The demo over there, leaving its exit status in a file once it has ended."""
    note = temporary.parent / "status"
    run = f"trap : HUP; TMPDIR={temporary} {' '.join(DEMO)}; echo $? > {note}; exit $(cat {note})"
    return server.client(["sh", "-c", run])


def test_all_screens_a_resize_and_the_end(demo: list[str]) -> None:
    with Terminal(demo) as terminal:
        terminal.wait_for("Northwind")
        for key, shown in SCREENS.items():
            terminal.send(key)
            terminal.wait_for(*shown)
        terminal.resize(80, 24)
        terminal.wait_until(lambda: "Quit" in terminal.line(24), "the footer in line 24")
        terminal.send("ctrl+q")
        assert (terminal.ended(), terminal.modes.left_on) == (0, set())


def test_a_copy_reaches_the_terminal_at_this_end(demo: list[str]) -> None:
    with Terminal(demo) as terminal:
        terminal.wait_for("Northwind")
        terminal.send("f5")
        terminal.wait_for("In Gradient choose HaloPSA", ID)
        terminal.send("y")
        terminal.wait_until(lambda: bool(terminal.copied), "a copy")
        assert terminal.copied == [ID]


def test_it_ends_when_the_connection_drops(demo: list[str], temporary: Path) -> None:
    note = temporary.parent / "status"
    with Terminal(demo) as terminal:
        terminal.wait_for("Northwind")
        terminal.kill(signal.SIGKILL)
        terminal.ended()
        terminal.wait_outside(
            lambda: note.exists() and note.read_text() != "", "the end over there"
        )
    assert (note.read_text(), list(temporary.iterdir())) == ("129\n", [])


def test_without_a_terminal_it_says_how_to_get_one(server: SshServer) -> None:
    with Terminal(server.client(DEMO, options=("-T",))) as terminal:
        assert terminal.ended() == 2
        assert "ssh -t HOST halo-tui" in terminal.text
