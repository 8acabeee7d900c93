"""The panes with the details of the selected item and, in a broad terminal, its proof."""

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
    """The content of the panes for an item."""

    title: str
    about: Content = field(default_factory=lambda: Content(""))
    """Shown at the right end of the title."""
    entries: Sequence[Entry] = ()
    proof: Sequence[Entry] = ()
    """Shown in a second pane if there is room, otherwise below the entries."""
    aside: Sequence[Entry] = ()
    """Shown in the second pane instead of a proof if there is room, otherwise not at all."""
    aside_title: str = ""


class DetailsPanes(Container):
    """Two panes; the second is visible only in a broad terminal."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.entries: Sequence[Entry] = ()
        """The content of the first page."""
        self._item: object = None

    def compose(self) -> ComposeResult:
        with Pane(id="details-pane"):
            yield Page(id="details")
        with Pane(id="proof-pane"):
            yield Page(id="proof")

    @property
    def details(self) -> Page:
        """The first page, which is always visible."""
        return self.query_one("#details", Page)

    @property
    def has_focus_in_page(self) -> bool:
        """Whether one of the pages has the focus."""
        return self.details.has_focus or self.query_one("#proof", Page).has_focus

    def show(self, item: object, details: Details, *, proof_beside: bool) -> None:
        """Show the details of an item.

        Args:
            item: the item; if it is not the same as before, the pages are scrolled to their top.
            details: the content of the pages.
            proof_beside: whether the proof is shown in the second pane.
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
        self.query_one("#proof-pane", Pane).entitle(details.aside_title or "Proof")
        proof.show((details.aside or details.proof) if proof_beside else ())


def _below(proof: Sequence[Entry]) -> Iterable[Entry]:
    if proof:
        yield Entry("", Content(""))
        yield Entry("", Content.styled("Proof", "bold $text-muted"))
        yield from proof
