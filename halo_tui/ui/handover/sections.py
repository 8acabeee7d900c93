"""What stands below the five values: each section in a titled pane of its own."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.containers import Container

from halo_tui.checks.results import Results
from halo_tui.ui.handover import words
from halo_tui.ui.widgets.pane import Pane
from halo_tui.ui.widgets.sheet import Sheet

_ENTRIES: Final = {"firewall": words.evidence_for_firewalls, "after": words.what_to_expect}
"""What each of `words.SECTIONS` shows of a run."""


class Sections(Container):
    """The sections, below each other, or side by side where there is room."""

    def compose(self) -> ComposeResult:
        """Return a pane for each section."""
        for name, title in words.SECTIONS.items():
            with Pane(title, id=f"{name}-pane"):
                yield Sheet(id=name)

    def show(self, results: Results) -> None:
        """Show what a run says of each section.

        Args:
            results: of the last run.
        """
        for name, entries in _ENTRIES.items():
            self.query_one(f"#{name}", Sheet).show(entries(results))
