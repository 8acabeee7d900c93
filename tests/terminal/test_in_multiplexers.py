"""The demo inside tmux and GNU screen, each with a server and a configuration of its own."""

from __future__ import annotations

import os
import shlex
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal.driver import DEMO, SCREENS, Terminal

pytestmark = pytest.mark.peer

ID = "0d6ee1f7-52a3-4c0b-8e1d-7f6a5b4c3d2e"
SECRET = "a6b1c2d3-1111-4222-8333-444455556666-b7c8d9e0-7777-4888-9999-aaaabbbbcccc"
BLOCK = f"""\
Client ID: {ID}
Client Secret: {SECRET}
Tenant: southwind
"""
DEMOS_ID = "4be0e0a8-6d1c-4f4c-9a55-2f0f6f1a7c31"


class Tmux:
    """A tmux server that only the test knows."""

    def __init__(self, home: Path, term: str) -> None:
        """Write the configuration; `term` is what the programs inside are told."""
        self._config = home / "tmux.conf"
        lines = [
            "set -g set-clipboard on",
            f"set -g default-terminal {term}",
            "set -sg escape-time 0",
        ]
        self._config.write_text("\n".join(lines), "ascii")
        self._name = f"halo-tui-test-{uuid.uuid4().hex}"

    def command(self, *arguments: str) -> list[str]:
        """A call of tmux."""
        return ["tmux", "-L", self._name, "-f", str(self._config), "-u", *arguments]

    def call(self, *arguments: str, given: str | None = None) -> str:
        """Call tmux; what it prints."""
        command = self.command(*arguments)
        ended = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        return ended.stdout

    def demo(self) -> list[str]:
        """The command that opens the demo in a new session."""
        return self.command("new-session", "-s", "demo", shlex.join(DEMO))


@pytest.fixture(params=["tmux-256color", "screen-256color"])
def tmux(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path, request.param)
    yield server
    server.call("kill-server")


def test_all_screens_and_a_resize_in_tmux(tmux: Tmux) -> None:
    with Terminal(tmux.demo()) as terminal:
        terminal.wait_for("Northwind")
        for key, shown in SCREENS.items():
            terminal.send(key)
            terminal.wait_for(*shown)
        terminal.resize(80, 24)
        terminal.wait_until(lambda: "Quit" in terminal.line(23), "the footer above tmux's line")
        terminal.send("ctrl+q")
        assert (terminal.ended(), terminal.modes.left_on) == (0, set())


def test_a_block_pasted_by_tmux_is_taken_apart(tmux: Tmux) -> None:
    with Terminal(tmux.demo()) as terminal:
        terminal.wait_for("Northwind")
        terminal.send("f3")
        terminal.wait_for(*SCREENS["f3"])
        tmux.call("load-buffer", "-", given=BLOCK)
        tmux.call("paste-buffer", "-p", "-t", "demo")
        terminal.wait_for(ID, "southwind")
        assert SECRET not in terminal.text


def test_a_copy_reaches_the_buffer_of_tmux(tmux: Tmux) -> None:
    with Terminal(tmux.demo()) as terminal:
        terminal.wait_for("Northwind")
        terminal.send("f5")
        terminal.wait_for(*SCREENS["f5"], DEMOS_ID)
        terminal.send("y")
        terminal.wait_until(lambda: tmux.call("show-buffer") == DEMOS_ID, "the buffer")


def test_all_screens_in_gnu_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    monkeypatch.setenv("SCREENDIR", str(sockets))
    command = ["screen", "-U", "-c", os.devnull, "-S", "demo", *DEMO]
    with Terminal(command) as terminal:
        terminal.wait_for("Northwind")
        for key, shown in SCREENS.items():
            terminal.send(key)
            terminal.wait_for(*shown)
        terminal.send("ctrl+q")
        assert (terminal.ended(), terminal.modes.left_on) == (0, set())
