"""The mouse in a real pseudo terminal: by the bytes that a terminal sends for it."""

from __future__ import annotations

import sys

import pytest
from profile_files import HEALTHY, write_profile
from terminal.driver import MOUSE, Terminal

COMMAND = [sys.executable, "-m", "halo_tui", "--profile", "acme"]
CHECKLIST = "Choose HaloPSA in Gradient"


def test_tabs_keys_palette_folds_and_fields_are_clicked() -> None:
    write_profile("acme", HEALTHY)
    with Terminal(COMMAND) as terminal:
        terminal.wait_for(CHECKLIST)
        terminal.click("Hand-over")
        terminal.wait_for("In Gradient choose HaloPSA")
        terminal.click("Credentials")
        terminal.wait_for("Resource Server", "Hosting")
        terminal.click("More")
        terminal.wait_for("Root certificate")
        terminal.click("on-premise")
        terminal.wait_for("(•) on-premise")
        terminal.click("Tenant")
        terminal.send("ctrl+p")
        terminal.wait_for("Type what you want to do")
        terminal.click("Go to Checklist")
        terminal.wait_for(CHECKLIST)
        terminal.click("Help")
        terminal.wait_for("On this screen")


@pytest.mark.parametrize(
    ("arguments", "environment", "uses"),
    [
        ([], {}, True),
        (["--no-mouse"], {}, False),
        ([], {"HALO_TUI_MOUSE": "false"}, False),
        (["--mouse"], {"HALO_TUI_MOUSE": "false"}, True),
    ],
    ids=["by itself", "argument", "setting", "argument over setting"],
)
def test_the_mouse_is_on_unless_it_is_turned_off(
    arguments: list[str], environment: dict[str, str], uses: bool
) -> None:
    write_profile("acme", HEALTHY)
    with Terminal([*COMMAND, *arguments], environment) as terminal:
        terminal.wait_for(CHECKLIST)
        assert bool(terminal.modes.private & MOUSE) is uses
