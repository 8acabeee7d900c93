"""The sections below the five values, each in a pane with a title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from textual.app import ComposeResult
from textual.containers import Container

from halo_tui.checks.results import Results
from halo_tui.ui.handover import words
from halo_tui.ui.widgets.pane import Pane
from halo_tui.ui.widgets.sheet import Entry, Sheet


class PageSection(NamedTuple):
    """A part of the page below the five values."""

    title: str
    entries: Callable[[Results], Iterator[Entry]]
    """What it shows of a run."""


SECTIONS: Final = {
    "firewall": PageSection(
        "If a firewall restricts who may reach Halo", words.evidence_for_firewalls
    ),
    "after": PageSection("After Save and Test in Gradient", words.what_to_expect),
}
"""The sections by the ids of their widgets, from top to bottom."""


class Sections(Container):
    """The sections, below each other, or side by side where there is room."""

    def compose(self) -> ComposeResult:
        """Return a pane for each section."""
        for name, section in SECTIONS.items():
            with Pane(section.title, id=f"{name}-pane"):
                yield Sheet(id=name)

    def show(self, results: Results) -> None:
        """Show what a run says of each section.

        Args:
            results: of the last run.
        """
        for name, section in SECTIONS.items():
            self.query_one(f"#{name}", Sheet).show(section.entries(results))
