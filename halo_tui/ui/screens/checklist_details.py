"""What the checklist shows beside the tree: all that the selected step, or section, needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from textual.content import Content
from textual.style import Style

from halo_tui.checks.events import CheckFinished, Status
from halo_tui.checks.results import Results
from halo_tui.guide.model import Section, Step, StepState, link_for, value_for
from halo_tui.text import harmless
from halo_tui.ui.glyphs import STATUS, WAITING, Glyph
from halo_tui.ui.screens.checklist_standing import NEXT, SIGNS, Standing
from halo_tui.ui.widgets.sheet import Entry

_VALUE_LIMIT = 1000
_GAP = Entry("", Content(""))


@dataclass(slots=True)
class Known:
    """What is known of the open connection, beside the guide."""

    standing: Standing
    results: Results = field(default_factory=Results)
    """The latest run."""
    previous: Results = field(default_factory=Results)
    """The run before it: what a run of some checks leaves open."""
    values: Mapping[str, str] = field(default_factory=dict)
    """The profile's fields, without the secret."""
    sign: Callable[[Glyph], str] = lambda glyph: glyph.sign
    """How this terminal shows a glyph."""

    def value(self, step: Step) -> str:
        """What to type or copy at a step."""
        return value_for(step, self.values)

    def link(self, step: Step) -> str | None:
        """The step's page on this instance."""
        return link_for(step, self.values.get("resource_server", ""))


def details_of(step: Step, known: Known) -> Iterator[Entry]:
    """Everything about a step, what is needed first on top."""
    glyph = known.standing.sign(step)
    yield Entry("", Content.assemble((step.title, "bold"), "   ", _signed(glyph, known)))
    yield _GAP
    yield Entry("Where", Content(" › ".join(step.do)))
    yield from _value(step, known)
    yield from _paragraphs(("How", step.how))
    if step.warning:
        text = f"{known.sign(STATUS[Status.WARN])} {step.warning}"
        yield Entry("Careful", Content.styled(text, "$text-warning"))
    yield from _paragraphs(("Why", step.why), ("Note", step.note))
    yield from _link(step, known)
    yield from _elsewhere(step)
    yield _GAP
    yield from _proof(step, known)


def section_details(section: Section, known: Known) -> Iterator[Entry]:
    """What a section is for, how far it is, and what the signs in the tree mean."""
    done, whole = known.standing.progress(section.id)
    yield Entry("", Content.styled(section.title, "bold"))
    yield Entry("", Content.styled(f"{done} of {whole} steps done", "$text-muted"))
    yield _GAP
    yield Entry("", Content(section.about))
    yield _GAP
    for glyph in (NEXT, *SIGNS.values()):
        yield Entry("", _signed(glyph, known))


def _signed(glyph: Glyph, known: Known) -> Content:
    colour = f"${glyph.colour}" if glyph.colour else ""
    return Content.styled(f"{known.sign(glyph)} {glyph.word}", colour)


def _paragraphs(*labelled: tuple[str, str]) -> Iterator[Entry]:
    for label, text in labelled:
        if text:
            yield Entry(label, Content(text))


def _value(step: Step, known: Known) -> Iterator[Entry]:
    if not step.value:
        return
    value = known.value(step)
    if value:
        shown = Content.styled(harmless(value, limit=_VALUE_LIMIT), "bold")
        yield Entry("Value", shown, unbroken=True)
    else:
        missing = "not known yet: it comes from Halo into the credentials"
        yield Entry("Value", Content.styled(missing, "$text-muted italic"))


def _link(step: Step, known: Known) -> Iterator[Entry]:
    link = known.link(step)
    if link:
        style = Style(link=link, underline=True)
        yield Entry("Page", Content.styled(link, style), unbroken=True)
    elif step.link:
        text = f"{step.link} on your Halo; with a Resource Server in the profile, the whole link"
        yield Entry("Page", Content(text))


def _elsewhere(step: Step) -> Iterator[Entry]:
    if step.synonyms:
        yield Entry("Also", Content(" · ".join(step.synonyms)))
    for drift in step.drift:
        text = f"{drift.revision[:1].upper()}{drift.revision[1:]}: {drift.says}"
        yield Entry("Guides", Content(text))


def _proof(step: Step, known: Known) -> Iterator[Entry]:
    yield from _checks("Proof", step.proofs, known)
    if step.confirm and known.standing.state(step) is not StepState.NOT_APPLICABLE:
        yield Entry("Proof", Content("Only you can tell that this is done: space ticks it"))
    yield from _checks("Hint", step.informed_by, known)


def _checks(label: str, check_ids: tuple[str, ...], known: Known) -> Iterator[Entry]:
    lines = [line for check_id in check_ids for line in _said_by(check_id, known)]
    for number, line in enumerate(lines):
        yield Entry(" " if number else label, line)


def _said_by(check_id: str, known: Known) -> Iterator[Content]:
    results = list(known.results.of_check(check_id)) or list(known.previous.of_check(check_id))
    if not results:
        text = f"{known.sign(WAITING)} {check_id}  not tested yet"
        yield Content.styled(text, "$text-muted")
    for result in results:
        yield _told(result, known)


def _told(result: CheckFinished, known: Known) -> Content:
    glyph = STATUS[result.status]
    where = f" ({result.target})" if result.target else ""
    return Content.assemble(
        (f"{known.sign(glyph)} {glyph.word}", f"${glyph.colour}"), "  ", result.summary,
        (f"  {result.check}{where}", "$text-muted"),
    )  # fmt: skip
