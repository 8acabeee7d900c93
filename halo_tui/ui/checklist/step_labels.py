"""The lines of the checklist's tree: sign, number and title; for a section also its progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from rich.style import Style
from rich.text import Text

from halo_tui.guide.model import Section, Step, StepState
from halo_tui.ui.checklist.signs import SIGNS, sign_of
from halo_tui.ui.kit.glyphs import ColourOf, Glyph
from halo_tui.workspace.checklist import Checklist

Item: TypeAlias = Section | Step

NEXT_MARK: Final = "  next"
_QUIET: Final = SIGNS[StepState.NOT_APPLICABLE]
"""The glyph whose colour the numbers of sections have."""

_WIDEST: Final = 96
"""The maximum width of a line in cells; longer lines are hard to read."""
_BESIDE: Final = 6
"""Cells of a line in addition to sign and title: indent, margin and scroll bar."""


def widest(checklist: Checklist) -> int:
    """Return the width, in cells, of a tree that shows its lines in full."""
    titles = (step.title for step in checklist.guide.steps_for(checklist.hosting))
    longest = max(map(len, titles)) + len(NEXT_MARK) + len("✓ 2.3 ")
    return min(_WIDEST, longest + _BESIDE)


def label_of(item: Item, checklist: Checklist, upcoming: Step | None, colour: ColourOf) -> Text:
    """Return the line of a section or step.

    Args:
        item: the section or step.
        checklist: the checklist, with the states of the steps.
        upcoming: the next step to do; None if all are done.
        colour: returns a glyph's colour in the current theme.
    """

    def style(glyph: Glyph) -> Style:
        return Style.parse(colour(glyph)) if glyph.colour else Style()

    if isinstance(item, Section):
        return Text.assemble(*_section_parts(item, checklist, style))
    return Text.assemble(*_step_parts(item, checklist, upcoming, style))


def _section_parts(
    section: Section, checklist: Checklist, style: Callable[[Glyph], Style]
) -> Iterator[tuple[str, Style]]:
    count = checklist.count(section.id)
    finished = SIGNS[StepState.PROVEN if count.finished else StepState.NOT_APPLICABLE]
    sections = [each.id for each in checklist.guide.sections]
    yield f"{sections.index(section.id) + 1}  ", style(_QUIET)
    yield section.title, Style(bold=True)
    yield f"  {count.done} of {count.total}", style(finished)
    if count.wrong:
        wrong = SIGNS[StepState.CONTRADICTED]
        yield f"  {wrong.sign} {count.wrong} wrong", style(wrong)


def _step_parts(
    step: Step, checklist: Checklist, upcoming: Step | None, style: Callable[[Glyph], Style]
) -> Iterator[tuple[str, Style]]:
    state, is_next = checklist.state(step), step is upcoming
    glyph = sign_of(state, is_next=is_next)
    # Sign and number share one colour: each change costs about 40 bytes a line while scrolling.
    yield f"{glyph.sign} {checklist.guide.number_of(step):<3} ", style(glyph)
    if state is StepState.NOT_APPLICABLE:
        yield f"{step.title} ({step.hosting} only)", style(glyph)
    else:
        yield step.title, Style(bold=is_next)
    if is_next:
        yield NEXT_MARK, style(glyph) + Style(bold=True)
