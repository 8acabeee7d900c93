"""Beside the lines: the details of what is selected, and in a broad terminal the proof beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content

from halo_tui.ui.widgets.page import Page
from halo_tui.ui.widgets.pane import Pane
from halo_tui.ui.widgets.sheet import Entry


@dataclass(frozen=True, slots=True)
class Details:
    """All that the panes say of an item."""

    title: str
    about: Content = field(default_factory=lambda: Content(""))
    """Stands at the right end of the title."""
    entries: Sequence[Entry] = ()
    proof: Sequence[Entry] = ()
    """What stands in a pane of its own where there is room, else below the entries."""


class DetailsPanes(Container):
    """Two pages; the second is there only where there is room for it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.entries: Sequence[Entry] = ()
        """What the first page says."""
        self._item: object = None

    def compose(self) -> ComposeResult:
        with Pane(id="details-pane"):
            yield Page(id="details")
        with Pane("Proof", id="proof-pane"):
            yield Page(id="proof")

    @property
    def details(self) -> Page:
        """The page that is always there."""
        return self.query_one("#details", Page)

    @property
    def has_focus_in_page(self) -> bool:
        """Whether one of the pages has the focus."""
        return self.details.has_focus or self.query_one("#proof", Page).has_focus

    def show(self, item: object, details: Details, *, proof_beside: bool) -> None:
        """Show what is known of an item.

        Args:
            item: the pages begin at their top when it is another than before.
            details: what they say.
            proof_beside: whether the proof stands in its own pane.
        """
        proof = self.query_one("#proof", Page)
        if item != self._item:
            self._item = item
            for page in (self.details, proof):
                page.scroll_home(animate=False)
        self.query_one("#details-pane", Pane).entitle(details.title, details.about)
        self.entries = (
            details.entries if proof_beside else (*details.entries, *_below(details.proof))
        )
        self.details.show(self.entries)
        proof.show(details.proof if proof_beside else ())


def _below(proof: Sequence[Entry]) -> Iterable[Entry]:
    if proof:
        yield Entry("", Content(""))
        yield Entry("", Content.styled("Proof", "bold $text-muted"))
        yield from proof
