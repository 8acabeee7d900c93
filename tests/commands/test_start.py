"""What every start of the program does first."""

from __future__ import annotations

import subprocess
import sys

import pytest

from halo_tui.base import places, writing


@pytest.mark.parametrize("arguments", [["guide"], ["profiles", "list"]])
def test_no_secret_of_a_killed_process_outlives_a_start(arguments: list[str]) -> None:
    folders = [places.make_private(f) for f in (places.profiles_dir(), places.state_dir())]
    for folder in folders:
        (folder / f"{writing.TEMPORARY}x").write_text("a secret", "utf-8")
    subprocess.run([sys.executable, "-m", "halo_tui", *arguments], capture_output=True, check=True)
    assert [list(folder.iterdir()) for folder in folders] == [[], []]
