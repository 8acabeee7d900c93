"""A page of labelled paragraphs that wrap beneath themselves, as text that can be selected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.content import Content
from textual.widgets import Static

LABELS: Final = 10
"""Cells of the column of labels, unless a sheet says otherwise."""

_NARROW: Final = 40
"""Below this width a label stands above its text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One labelled paragraph."""

    label: str
    """Empty for a paragraph that takes the whole width."""
    text: Content
    unbroken: bool = False
    """Whether the text is moved to the margin before it is broken: addresses, values."""
    mark: Content | None = None
    """Stands before the text, which wraps beneath itself: a bullet, a number."""


class Sheet(Static):
    """Shows entries at any width."""

    DEFAULT_CSS = "Sheet { height: auto; }"
    LABELS: ClassVar[int] = LABELS

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", markup=False, id=id)
        self._entries: Sequence[Entry] = ()
        self._laid_out: tuple[int, Sequence[Entry]] = (0, ())

    def show(self, entries: Iterable[Entry]) -> None:
        """Show these entries instead of those before."""
        self._entries = tuple(entries)
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.content_size.width
        if width and (width, self._entries) != self._laid_out:
            self._laid_out = width, self._entries
            lines = lay_out(self._entries, width, self.LABELS)
            self.update(Content("\n").join(lines), layout=not self._holds(len(lines)))

    def _holds(self, lines: int) -> bool:
        """Whether some lines fit without anything being moved: a layout paints all twice."""
        fills_its_panel = self.styles.min_height is not None
        return fills_its_panel and lines <= self.size.height <= self.container_size.height


def lay_out(entries: Iterable[Entry], width: int, labels: int = LABELS) -> list[Content]:
    """The lines of some entries.

    Args:
        entries: in their order.
        width: cells of a line.
        labels: cells of the column of labels.
    """
    return [line for entry in entries for line in _lines(entry, width, labels)]


def _lines(entry: Entry, width: int, labels: int) -> list[Content]:
    if not entry.text:
        return [Content("")]
    label = Content.styled(entry.label, "$text-muted")
    indent = labels if entry.label and width >= _NARROW else 0
    if entry.unbroken and entry.text.cell_length > width - indent:
        indent = 0
    lines = _beside_mark(entry, width - indent)
    if not entry.label:
        return lines
    if not indent:
        return [label, *lines]
    first, *rest = lines
    head = label.pad_right(indent - label.cell_length)
    return [head + first, *(line.pad_left(indent) for line in rest)]


def _beside_mark(entry: Entry, width: int) -> list[Content]:
    if entry.mark is None:
        return entry.text.wrap(width)
    hang = entry.mark.cell_length
    first, *rest = entry.text.wrap(max(1, width - hang))
    return [entry.mark + first, *(line.pad_left(hang) for line in rest)]
