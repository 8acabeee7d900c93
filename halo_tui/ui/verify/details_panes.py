"""Beside the lines: the details of what is selected, and in a broad terminal the proof beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from halo_tui.ui.widgets.edge import Edge
from halo_tui.ui.widgets.page import Page
from halo_tui.ui.widgets.sheet import Entry


class DetailsPanes(Container):
    """Two pages; the second is there only where there is room for it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.entries: Sequence[Entry] = ()
        """What the first page says."""
        self._about: object = None

    def compose(self) -> ComposeResult:
        yield Edge(id="edge")
        yield Page(id="details")
        yield Edge(id="proof-edge")
        yield Page(id="proof")

    @property
    def details(self) -> Page:
        """The page that is always there."""
        return self.query_one("#details", Page)

    @property
    def has_focus_within_details(self) -> bool:
        """Whether one of the pages has the focus."""
        return self.details.has_focus or self.query_one("#proof", Page).has_focus

    def show(self, about: object, details: Iterable[Entry], proof: Iterable[Entry]) -> None:
        """Show the entries of an item.

        Args:
            about: the item; the pages begin at their top when it is another than before.
            details: for the page that is always there.
            proof: for the page beside it.
        """
        pages = self.details, self.query_one("#proof", Page)
        if about != self._about:
            self._about = about
            for page in pages:
                page.scroll_home(animate=False)
        self.entries = tuple(details)
        pages[0].show(self.entries)
        pages[1].show(proof)

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _light_edges(self) -> None:
        """Light the line beside the page that has the focus."""
        for edge, page in (("#edge", "#details"), ("#proof-edge", "#proof")):
            self.query_one(edge, Edge).set_class(self.query_one(page, Page).has_focus, "-lit")
