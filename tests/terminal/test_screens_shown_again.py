"""A screen that is shown again stands whole on the terminal, wherever the user comes from."""

from __future__ import annotations

import sys
from itertools import combinations, cycle, pairwise

import pytest
from profile_files import HEALTHY, write_profile
from terminal.driver import Terminal

SCREENS = {
    "f1": "n New", "f2": "All steps", "f3": "F9 Help", "f4": "Open all", "f5": "In Gradient choose",
}  # fmt: skip
"""What no other screen shows, by the key that leads there."""


WAY = [key for one, other in combinations(SCREENS, 2) for key in (one, other, one)]
"""To each screen from each of the others."""


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
@pytest.mark.parametrize("profiles", [0, 3])
def test_each_screen_looks_as_at_first_from_wherever_one_comes(
    profiles: int, size: tuple[int, int]
) -> None:
    for number in range(profiles):
        write_profile(f"acme-{number}", {**HEALTHY, "name": f"Acme {number}"})
    columns, rows = size
    looks: dict[str, str] = {}
    with Terminal([sys.executable, "-m", "halo_tui"], columns=columns, rows=rows) as terminal:
        terminal.wait_for(SCREENS["f1"], quiet=0.5)
        for key, own in SCREENS.items():
            terminal.send(key)
            terminal.wait_for(own, quiet=0.5)
            looks[key] = terminal.text
        for before, key in pairwise(["f5", *WAY]):
            terminal.send(key)
            terminal.wait_until(
                lambda key=key: terminal.text == looks[key],
                f"what {key} shows, after {before}, as it was at first:\n{looks[key]}\n",
            )


def test_a_screen_is_painted_whole_if_its_size_changes_just_after_the_palette_has_gone() -> None:
    write_profile("acme", HEALTHY)
    sizes = cycle([(120, 36), (80, 24)])
    with Terminal([sys.executable, "-m", "halo_tui"], columns=80, rows=24) as terminal:
        for key, own in SCREENS.items():
            terminal.send(key)
            terminal.wait_for(own, quiet=0.3)
            terminal.send("ctrl+p")
            terminal.wait_for("Type what you want to do", quiet=0.3)
            terminal.send("escape")
            terminal.wait_gone("Type what you want to do")
            terminal.wipe()
            terminal.resize(*next(sizes))
            terminal.wait_for("Acme", "Hand-over", own)
