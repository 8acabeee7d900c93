"""The steps and the words of the tour, from `tour.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from halo_tui.base.packaged import packaged_toml


@dataclass(frozen=True, slots=True)
class TourStep:
    """A step of the tour; `tour.toml` describes its fields."""

    title: str
    screen: str
    scenario: str
    done: str
    look: str
    opens: str = ""
    plays: bool = False
    tests: bool = False
    verdict: str = ""
    cause: str = ""
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """All steps, and the words that they share."""

    steps: Sequence[TourStep]
    words: Mapping[str, str]

    def repeats(self, number: int) -> int:
        """Return the number of the step that makes what a step needs; steps count from 0."""
        return next(n for n in range(number, -1, -1) if self.steps[n].plays or self.steps[n].tests)


@cache
def load_script() -> Script:
    """Read the tour."""
    data = packaged_toml("halo_tui.ui.tour", "tour.toml")
    return Script([TourStep(**step) for step in data["steps"]], data["words"])
