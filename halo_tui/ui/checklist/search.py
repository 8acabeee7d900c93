"""Searches the steps of the guide by words; without widgets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from textual.content import Content

from halo_tui.guide.model import Guide, Step
from halo_tui.ui.widgets.chrome import action_hint
from halo_tui.ui.widgets.sheet import Entry

_AROUND = 40
"""Characters shown before and after a word that was found."""
_FOUND = "bold reverse"


@dataclass(slots=True)
class Search:
    """An open search: its words, its hits, and the current hit."""

    guide: Guide
    origin: str | None
    """The id of the step where the search began; the first hit is looked for from there."""
    words: str = ""
    hits: list[Step] = field(default_factory=list)
    """All steps with these words, in the guide's order."""
    place: int = 0
    is_typing: bool = True
    """Whether the user is still typing the words."""

    def look_for(self, words: str) -> None:
        """Search for other words; the current hit is the first from the origin on, if any."""
        self.words = words
        self.hits = find(self.guide, words)
        order = [step.id for step in self.guide.steps]
        start = order.index(self.origin) if self.origin in order else 0
        behind = [hit for hit in self.hits if order.index(hit.id) >= start]
        self.place = self.hits.index(behind[0]) if behind else 0

    def move(self, by: int) -> None:
        """Go to another hit; the first one follows the last."""
        if self.hits:
            self.place = (self.place + by) % len(self.hits)

    @property
    def hit(self) -> Step | None:
        """The current hit; None if there is none."""
        return self.hits[self.place] if self.hits else None

    def describe(self) -> str:
        """Return the state of the search in a few words."""
        if not self.words.strip():
            return "type a word of a step, or what a setting is called elsewhere"
        if not self.hits:
            return f"No step has \u201c{self.words}\u201d"
        return f"{self.place + 1} of {len(self.hits)} with \u201c{self.words}\u201d"

    def words_in(self, step: Step) -> str:
        """Return the words of the search if the step is one of its hits; otherwise empty."""
        return self.words if step in self.hits else ""

    def line(self) -> Content:
        """Return the state of the search and the keys that continue it."""
        text = Content(self.describe())
        if self.is_typing or not self.hits:
            return text
        keys = [
            action_hint("checklist.next", "next"),
            action_hint("checklist.previous", "previous"),
            action_hint("app.go_back", "back"),
        ]
        return Content("   ").join([text, *(keys if len(self.hits) > 1 else keys[-1:])])


def find(guide: Guide, words: str) -> list[Step]:
    """Return the steps whose texts contain all these words.

    Args:
        guide: the guide; steps that do not apply are searched too.
        words: the words in any order, in upper or lower case.
    """
    wanted = words.casefold().split()
    if not wanted:
        return []
    return [step for step in guide.steps if _has(" ".join(_texts(step)), wanted)]


def excerpt(step: Step, words: str) -> Content | None:
    """Return the part of a step's details with a word that its title lacks; None if none does."""
    wanted = words.casefold().split()
    missing = [word for word in wanted if word not in step.title.casefold()]
    for text in _texts(step):
        at = text.casefold().find(missing[0]) if missing else -1
        if at >= 0:
            return marked(Content(_cut(text, at, len(missing[0]))), words)
    return None


def marked(text: Content, words: str) -> Content:
    """Return a text with all occurrences of the words highlighted."""
    for word in words.split():
        for match in re.finditer(re.escape(word), text.plain, re.IGNORECASE):
            text = text.stylize(_FOUND, *match.span())
    return text


def marked_entry(entry: Entry, words: str) -> Entry:
    """Return an entry with the words highlighted in its text."""
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
    """Yield all texts of a step, as its details show them."""
    yield step.title
    yield " › ".join(step.where)
    yield from (step.value, step.do, step.on_premise, step.warning)
    yield from (step.why, step.note, step.optional)
    yield from step.synonyms
    yield from (drift.says for drift in step.drift)
