"""Finding steps by their words: which have them, where one is, and what shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from textual.content import Content

from halo_tui.guide.model import Guide, Step
from halo_tui.ui.widgets.sheet import Entry

_AROUND = 40
"""Cells of text shown before and behind a word that was found."""
_FOUND = "bold reverse"


@dataclass(slots=True)
class Search:
    """A search that goes on until somebody ends it."""

    guide: Guide
    origin: str | None
    """The id of what the cursor was on when it began: escape goes back there."""
    words: str = ""
    hits: list[Step] = field(default_factory=list)
    """All steps with these words, in the order of the guide."""
    place: int = 0

    def look_for(self, words: str) -> None:
        """Look for other words; the first hit is at the origin, or behind it, else the first."""
        self.words = words
        self.hits = find(self.guide, words)
        order = [step.id for step in self.guide.steps]
        start = order.index(self.origin) if self.origin in order else 0
        behind = [hit for hit in self.hits if order.index(hit.id) >= start]
        self.place = self.hits.index(behind[0]) if behind else 0

    def move(self, by: int) -> None:
        """Go to another hit; after the last comes the first."""
        if self.hits:
            self.place = (self.place + by) % len(self.hits)

    @property
    def hit(self) -> Step | None:
        """Where the search is now."""
        return self.hits[self.place] if self.hits else None

    def describe(self) -> str:
        """How it goes, in a few words."""
        if not self.words.strip():
            return "type a word of a step, or what a setting is called elsewhere"
        if not self.hits:
            return f"No step has \u201c{self.words}\u201d"
        return f"{self.place + 1} of {len(self.hits)} with \u201c{self.words}\u201d"


def find(guide: Guide, words: str) -> list[Step]:
    """The steps that have all these words somewhere in what they say.

    Args:
        guide: all steps are looked at, also those that do not apply.
        words: in any order, upper or lower case.
    """
    wanted = words.casefold().split()
    if not wanted:
        return []
    return [step for step in guide.steps if _has(" ".join(_texts(step)), wanted)]


def excerpt(step: Step, words: str) -> Content | None:
    """The place in a step's details that has the words; None where its title shows them all."""
    wanted = words.casefold().split()
    missing = [word for word in wanted if word not in step.title.casefold()]
    for text in _texts(step):
        at = text.casefold().find(missing[0]) if missing else -1
        if at >= 0:
            return marked(Content(_cut(text, at, len(missing[0]))), words)
    return None


def marked(text: Content, words: str) -> Content:
    """A text with the words set off, wherever they stand in it."""
    for word in words.split():
        for match in re.finditer(re.escape(word), text.plain, re.IGNORECASE):
            text = text.stylize(_FOUND, *match.span())
    return text


def marked_entry(entry: Entry, words: str) -> Entry:
    """An entry with the words set off in its text."""
    return Entry(entry.label, marked(entry.text, words), entry.mark)


def _has(text: str, wanted: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in wanted)


def _cut(text: str, at: int, length: int) -> str:
    first, last = max(0, at - _AROUND), at + length + _AROUND
    before, behind = text[first:at], text[at + length : last]
    if first:
        before = f"… {before.partition(' ')[2]}"
    if last < len(text):
        behind = f"{behind.rpartition(' ')[0]} …"
    return f"{before}{text[at : at + length]}{behind}"


def _texts(step: Step) -> Iterator[str]:
    """All that a step says, as its details show it."""
    yield step.title
    yield " › ".join(step.where)
    yield from (step.value, step.do, step.warning, step.why, step.note, step.optional)
    yield from step.synonyms
    yield from (drift.says for drift in step.drift)
