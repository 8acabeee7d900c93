"""The demo, opened from the list of profiles and left again."""

from __future__ import annotations

import sys
from pathlib import Path

from terminal.driver import Terminal


def test_the_demo_opens_in_place_and_leads_back(home: Path) -> None:
    with Terminal([sys.executable, "-m", "halo_tui"]) as terminal:
        terminal.wait_for("Three ways in")
        terminal.send("D")
        terminal.wait_for("DEMO", "Northwind", "Step 1 of 6")
        terminal.send("ctrl+q")
        terminal.wait_for("Three ways in")
        while terminal.process.poll() is None:  # a terminal drops what is typed as it changes hands
            terminal.send("ctrl+q")
            terminal.rest(0.3)
        assert terminal.ended() == 0
        assert not terminal.modes.left_on
    assert not list(home.rglob("*.toml"))
