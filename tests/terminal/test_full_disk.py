"""Saving on a full disk: the edit stays in the form, which says what was not saved."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal.driver import Terminal

pytestmark = pytest.mark.peer

PROFILE = """\
schema = 1
name = "Acme production"
hosting = "hosted"
resource_server = "https://acme.halopsa.com/api"
authorization_server = "https://acme.halopsa.com/auth/"
tenant = "acme"
client_id = "c9534241-dde9-4d04-9d45-32b1fbff22ed"
client_secret = "5b1f7f0e-2a52-4f0e-8c43-0c1f6dd3f3a1-91f0c8d2-77a1-4b6e-9a55-6a2e3d1c0b9f"
"""


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file system of 64 KiB with the configuration on it."""
    if os.getuid() != 0:
        pytest.fail("mounting a file system takes root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    monkeypatch.setenv("HALO_TUI_CONFIG_DIR", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Write until nothing more fits; the file that took the room."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return path


def test_a_full_disk_keeps_the_edit_in_the_form(small_disk: Path) -> None:
    profile = small_disk / "profiles" / "acme.toml"
    profile.parent.mkdir(mode=0o700)
    profile.write_text(PROFILE, "utf-8")
    profile.chmod(0o600)
    command = [sys.executable, "-m", "halo_tui", "--profile", "acme"]
    with Terminal(command) as terminal:
        terminal.wait_for("Acme production", "Choose HaloPSA in Gradient")
        terminal.send("3")
        terminal.wait_for("Fill in", "c9534241")
        filler = fill(small_disk)
        terminal.type("-edited")
        terminal.wait_for("22ed-edited")
        terminal.send("ctrl+s")
        terminal.wait_for("Not saved:")
        unwrapped = " ".join(terminal.text.split())
        assert "cannot be written: the disk is full." in unwrapped
        assert "22ed-edited" in terminal.text
        assert profile.read_text("utf-8") == PROFILE
        filler.unlink()
        terminal.send("ctrl+s")
        terminal.wait_until(lambda: "22ed-edited" in profile.read_text("utf-8"), "the saving")
