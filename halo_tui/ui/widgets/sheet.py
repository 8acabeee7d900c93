"""Labelled paragraphs with a hanging indent, as text that can be selected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, NamedTuple

from textual.content import Content
from textual.widgets import Static

from halo_tui.base.cells import breaks, cells

LABELS: Final = 12
"""The default width in cells of the label column."""

_NARROW: Final = 40
"""The width in cells below which a label is placed above its text."""


class Entry(NamedTuple):
    """A labelled paragraph."""

    label: str
    """Empty for a paragraph over the full width."""
    text: Content
    mark: Content | None = None
    """A bullet or a number before the text; further lines of the text are indented by its width."""


class Sheet(Static):
    """Shows entries, wrapped to its width."""

    DEFAULT_CSS = "Sheet { height: auto; }"
    LABELS: ClassVar[int] = LABELS

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", markup=False, id=id)
        self._entries: Sequence[Entry] = ()
        self._laid_out: tuple[int, Sequence[Entry]] = (0, ())
        self._height = 0
        """The number of its lines."""

    def show(self, entries: Iterable[Entry]) -> None:
        """Replace the entries."""
        self._entries = tuple(entries)
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()
        self.call_after_refresh(self._claim_height)

    def _lay_out(self) -> None:
        width = self.content_size.width
        if width and (width, self._entries) != self._laid_out:
            self._laid_out = width, self._entries
            lines = lay_out(self._entries, width, self.LABELS)
            self._height = len(lines)
            self.update(Content("\n").join(lines), layout=not self._holds(len(lines)))

    def _claim_height(self) -> None:
        """Ask again for a height: Textual keeps the one before if a layout was waiting then."""
        height = self.styles.height
        if height is not None and height.is_auto and self.content_size.height != self._height:
            self.refresh(layout=True)

    def _holds(self, lines: int) -> bool:
        """Whether the lines fit without a new layout, which would paint everything twice."""
        fills_its_panel = self.styles.min_height is not None
        return fills_its_panel and lines <= self.size.height <= self.container_size.height


def lay_out(entries: Iterable[Entry], width: int, labels: int = LABELS) -> list[Content]:
    """Return the lines of entries.

    Args:
        entries: the entries, in order.
        width: the width of a line in cells.
        labels: the width of the label column in cells.
    """
    return [line for entry in entries for line in _lines(entry, width, labels)]


def _lines(entry: Entry, width: int, labels: int) -> list[Content]:
    if not entry.text:
        return [Content("")]
    label = Content.styled(entry.label, "$text-muted" if entry.label.strip() else "")
    indent = labels if entry.label and width >= _NARROW else 0
    lines = _beside_mark(entry, width - indent)
    if not entry.label:
        return lines
    if not indent:
        return [label, *lines] if entry.label.strip() else lines
    first, *rest = lines
    head = label.pad_right(indent - label.cell_length)
    return [head + first, *(line.pad_left(indent) for line in rest)]


def _beside_mark(entry: Entry, width: int) -> list[Content]:
    if entry.mark is None:
        return wrap(entry.text, width)
    hang = entry.mark.cell_length
    first, *rest = wrap(entry.text, max(1, width - hang))
    return [entry.mark + first, *(line.pad_left(hang) for line in rest)]


_WORD: Final = re.compile(r"\S+")


def wrap(text: Content, width: int) -> list[Content]:
    """Wrap a text into lines; a too long address or path is broken after a `/`.

    Args:
        text: the text of one paragraph.
        width: the width of a line in cells.
    """
    places = [
        word.start() + place
        for word in _WORD.finditer(text.plain)
        if cells(word[0]) > width
        for place in breaks(word[0], width)
    ]
    for place in reversed(places):
        text = text[:place] + Content("\n") + text[place:]
    return text.wrap(width)
