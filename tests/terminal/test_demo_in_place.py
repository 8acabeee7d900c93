"""The demo, opened from the list of profiles and left again."""

from __future__ import annotations

import sys
from pathlib import Path

from terminal.driver import Terminal


def test_the_demo_opens_in_place_and_leads_back(home: Path) -> None:
    with Terminal([sys.executable, "-m", "halo_tui"]) as terminal:
        terminal.wait_for("Three ways in")
        terminal.send("D")
        terminal.wait_for("DEMO", "Northwind")
        terminal.send("ctrl+q")
        # A terminal that changes hands drops what is typed meanwhile.
        terminal.wait_for("Three ways in", quiet=0.5)
        terminal.send("ctrl+q")
        assert terminal.ended() == 0
        assert not terminal.modes.left_on
    assert not list(home.rglob("*.toml"))
