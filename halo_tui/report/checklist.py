"""The connection checklist as plain text: no line is wider than 80 cells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from halo_tui.base.cells import cells, wrap
from halo_tui.guide.model import Guide, Section, Step, StepState, link_for, value_for
from halo_tui.profiles.schema import Hosting

_TITLE: Final = "HaloPSA to Gradient: the connection checklist"
_INDENT: Final = "    "
_LABEL: Final = 15
"""Cells of the column with the labels."""

_MARKS: Final[Mapping[StepState, str]] = {
    StepState.TODO: "[ ]",
    StepState.UNKNOWN: "[?]",
    StepState.DONE: "[x]",
    StepState.PROVEN: "[+]",
    StepState.CONTRADICTED: "[!]",
    StepState.NEEDLESS: "[.]",
    StepState.NOT_APPLICABLE: "[-]",
}


def checklist(
    guide: Guide,
    hosting: str | None,
    *,
    values: Mapping[str, str] | None = None,
    states: Mapping[str, StepState] | None = None,
) -> str:
    """Return the whole checklist as plain text.

    Args:
        guide: the guide.
        hosting: the hosting whose steps are included; all steps for None.
        values: a profile's fields, to fill in links and values.
        states: the state of each step of a profile, by the step's id.
    """
    return "\n".join(_lines(guide, hosting, values or {}, states or {})) + "\n"


def checklist_as_json(
    guide: Guide,
    hosting: str | None,
    *,
    values: Mapping[str, str] | None = None,
    states: Mapping[str, StepState] | None = None,
) -> str:
    """Return the checklist as JSON: an array of one object for each step, on one line of ASCII."""
    known, reached = values or {}, states or {}
    steps = [
        {
            "id": step.id,
            "number": guide.number_of(step),
            "section": section.title,
            "title": step.title,
            "hosting": step.hosting,
            "where": list(step.where),
            "value": value_for(step, known) or None,
            "page": link_for(step, known.get("resource_server", "")),
            "do": step.do,
            "why": step.why,
            "careful": step.warning,
            "on_premise": step.on_premise,
            "proven_by": list(step.proven_by),
            "state": reached.get(step.id) if states else None,
        }
        for section, in_section in guide.by_section(hosting)
        for step in in_section
    ]
    return json.dumps(steps, ensure_ascii=True) + "\n"


def _lines(
    guide: Guide,
    hosting: str | None,
    values: Mapping[str, str],
    states: Mapping[str, StepState],
) -> Iterator[str]:
    yield from (_TITLE, "=" * len(_TITLE))
    yield from wrap(f"It carries out {guide.revision}.")
    if states:
        legend = ", ".join(f"{mark} {state}" for state, mark in _MARKS.items())
        yield from wrap(f"{legend}.")
    for number, (section, steps) in enumerate(guide.by_section(hosting), start=1):
        yield from _section(number, section)
        for step in steps:
            yield ""
            mark = _MARKS[states.get(step.id, StepState.TODO)]
            yield from wrap(step.title, first=f"{mark} {guide.number_of(step):<3} ")
            yield from _step(step, hosting, values)
    yield from _sources(guide)


def _sources(guide: Guide) -> Iterator[str]:
    title = "Sources"
    yield from ("", title, "-" * cells(title))
    for source in guide.sources:
        yield from wrap(f"{source.what}, read {source.read:%Y-%m-%d}: {source.address}")


def _section(number: int, section: Section) -> Iterator[str]:
    title = f"{number}. {section.title}"
    yield from ("", title, "-" * cells(title))
    yield from wrap(section.about)


def _step(step: Step, hosting: str | None, values: Mapping[str, str]) -> Iterator[str]:
    for label, value in _rows(step, hosting, values):
        if value:
            yield from wrap(value, first=f"{_INDENT}{label:<{_LABEL}}")


def _rows(step: Step, hosting: str | None, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if hosting is None and step.hosting != "both":
        yield "Only", step.hosting
    yield "Where", " › ".join(step.where)
    yield "Value", value_for(step, values)
    yield "Page", link_for(step, values.get("resource_server", "")) or _path(step)
    yield "Do", step.do
    if hosting != Hosting.HOSTED:
        yield "On-premise", step.on_premise
    yield "Why", step.why
    yield "Note", step.note
    yield "Careful", step.warning
    yield "Optional", step.optional
    yield "Also called", ", ".join(step.synonyms)
    yield "Proof", ", ".join(step.proven_by)
    if step.confirm:
        yield "Proof", "no test: only you can tell"
    yield "See also", ", ".join(step.informed_by)
    if step.gradient_step:
        yield "In Gradient's", f"guide: step {step.gradient_step}, in the numbered version"
    for drift in step.drift:
        yield "Elsewhere", drift.says


def _path(step: Step) -> str:
    return f"{step.link} (below your Halo's address)" if step.link else ""
