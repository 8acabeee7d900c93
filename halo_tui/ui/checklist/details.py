"""The details of the selected step or section, shown beside the tree of the checklist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.style import Style

from halo_tui.base.text import harmless
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status
from halo_tui.guide.model import Section, Step, StepState, link_for, value_for
from halo_tui.profiles.schema import Hosting
from halo_tui.ui.checklist.search import excerpt, marked_entry
from halo_tui.ui.checklist.signs import NEXT, SIGNS, sign_of
from halo_tui.ui.kit.glyphs import STATUS, WAITING, Glyph
from halo_tui.ui.widgets.chrome import action_hint
from halo_tui.ui.widgets.sheet import Entry
from halo_tui.workspace.checklist import TEST, Checklist

if TYPE_CHECKING:
    from halo_tui.checks.events import CheckFinished

_VALUE_LIMIT: Final = 1000
_GAP: Final = Entry("", Content(""))
_ONE_BY_ONE: Final = 3
"""The most results that are listed one by one; more are summed up."""


@dataclass(slots=True)
class ConnectionFacts:
    """The data of the open connection that the details show."""

    checklist: Checklist
    results: Results = field(default_factory=Results)
    """The results of the latest run."""
    previous: Results = field(default_factory=Results)
    """The results before that run; used for checks that the latest run left out."""
    values: Mapping[str, str] = field(default_factory=dict)
    """The profile's values by field, without the secret."""
    roomy: bool = True
    """Whether there is room for blank lines."""

    def value(self, step: Step) -> str:
        """Return the value to type or copy at a step; empty if it is unknown."""
        return value_for(step, self.values)

    def link(self, step: Step) -> str | None:
        """Return the address of the step's page in the user's Halo."""
        return link_for(step, self.values.get("resource_server", ""))

    def results_of(self, check_id: str) -> list[CheckFinished]:
        """Return the latest results of a check, one for each server."""
        return list(self.results.of_check(check_id)) or list(self.previous.of_check(check_id))


def details_of(step: Step, facts: ConnectionFacts, words: str = "") -> Iterator[Entry]:
    """Yield everything about a step, in the order in which it is needed.

    Args:
        step: the step.
        facts: the data of the connection.
        words: the words of a search, to be highlighted.
    """
    entries = _details(step, facts, words)
    yield from (marked_entry(entry, words) for entry in entries) if words else entries


def proof_of(step: Step, facts: ConnectionFacts, words: str = "") -> Iterator[Entry]:
    """Yield the test results about a step, and its names in other documents.

    Args:
        step: the step.
        facts: the data of the connection.
        words: the words of a search, to be highlighted.
    """
    entries = _background(step, facts)
    yield from (marked_entry(entry, words) for entry in entries) if words else entries


def title_of(item: Section | Step, checklist: Checklist) -> str:
    """Return the number and the title of a section or step."""
    guide = checklist.guide
    if isinstance(item, Step):
        return f"{guide.number_of(item)}  {item.title}"
    return f"{guide.sections.index(item) + 1}  {item.title}"


def section_details(section: Section, facts: ConnectionFacts) -> Iterator[Entry]:
    """Yield the progress and the purpose of a section."""
    count = facts.checklist.count(section.id)
    progress = f"{count.done} of {count.total} steps done"
    yield Entry("", Content.styled(progress, "$text-muted"))
    yield _GAP
    yield Entry("", Content(section.about))


def signs_explained() -> Iterator[Entry]:
    """Yield the meanings of the signs in the tree."""
    yield _GAP
    for number, glyph in enumerate((NEXT, *SIGNS.values())):
        yield Entry(" " if number else "Signs", _signed(glyph))


def _details(step: Step, facts: ConnectionFacts, words: str) -> Iterator[Entry]:
    yield Entry("", _state(step, facts))
    found = excerpt(step, words)
    if found:
        yield Entry("Found", found)
    if facts.roomy:
        yield _GAP
    yield Entry("Where", Content(" › ".join(step.where)))
    yield from _value(step, facts)
    yield from _link(step, facts)
    yield from _paragraph("Do", step.do)
    if facts.checklist.hosting == Hosting.ON_PREMISE:
        yield from _paragraph("On-premise", step.on_premise)
    if step.warning:
        text = f"{STATUS[Status.WARN].sign} {step.warning}"
        yield Entry("Careful", Content.styled(text, "$text-warning"))
    yield from _paragraph("Why", step.why)
    yield from _paragraph("Note", step.note)
    yield from _paragraph("Optional", step.optional)


def _background(step: Step, facts: ConnectionFacts) -> Iterator[Entry]:
    yield from _proof(step, facts)
    yield from _paragraph("Also called", " · ".join(step.synonyms))
    if step.gradient_step:
        yield Entry(
            "Gradient", Content(f"step {step.gradient_step} of its guide's numbered version")
        )
    for number, drift in enumerate(step.drift):
        yield Entry(" " if number else "Elsewhere", Content(drift.says))


def _signed(glyph: Glyph, why: str = "", *, word: str = "") -> Content:
    colour = f"${glyph.colour}" if glyph.colour else ""
    return Content.styled(f"{glyph.sign} {word or glyph.word}{why}", colour)


def _state(step: Step, facts: ConnectionFacts) -> Content:
    """Return the state of the step, and the reason or time of the test that decided it."""
    checklist = facts.checklist
    state = checklist.state(step)
    glyph = sign_of(state, is_next=step is checklist.next_step())
    if state in (StepState.CONTRADICTED, StepState.UNKNOWN):
        why = f": {_because(step, facts)}{_when(facts)}"
        return _signed(glyph, why, word=_word(step, state, facts))
    if state is StepState.PROVEN:
        return _signed(glyph, _when(facts))
    if state is StepState.NOT_APPLICABLE:
        return _signed(glyph, f": it is for {step.hosting} only")
    return _signed(glyph)


def _word(step: Step, state: StepState, facts: ConnectionFacts) -> str:
    """Return another word for "unknown" if a test makes the step doubtful; otherwise empty."""
    if state is not StepState.UNKNOWN or step.id not in facts.checklist.evidence.reasons:
        return ""
    return "not done yet" if step.id == TEST else "a test doubts this"


def _because(step: Step, facts: ConnectionFacts) -> str:
    """Return why the step does not count as done."""
    because = facts.checklist.evidence.reasons
    if step.id in because:
        return because[step.id].summary
    results = [result for check in step.proven_by for result in facts.results_of(check)]
    silent = next((result for result in results if result.status is Status.UNKNOWN), None)
    if silent is not None:
        return silent.summary
    cause = because.get(TEST)
    return f"the test stops before, at \u201c{cause.summary}\u201d" if cause else "the test stopped"


def _when(facts: ConnectionFacts) -> str:
    started = facts.results.started or facts.previous.started
    if started is None:
        return ""
    at = datetime.fromisoformat(started.at).astimezone()
    is_today = at.date() == datetime.now().astimezone().date()
    return f", {at:%H:%M}" if is_today else f", {at:%Y-%m-%d %H:%M}"


def _paragraph(label: str, text: str) -> Iterator[Entry]:
    if text:
        yield Entry(label, Content(text))


def _value(step: Step, facts: ConnectionFacts) -> Iterator[Entry]:
    if not step.value:
        return
    value = facts.value(step)
    if value:
        yield Entry("Value", Content.styled(harmless(value, limit=_VALUE_LIMIT), "bold"))
    else:
        missing = Content.styled("not known yet: copy it from there  ", "$text-muted")
        yield Entry("Value", missing + action_hint("checklist.to_field", "to its field"))


def _link(step: Step, facts: ConnectionFacts) -> Iterator[Entry]:
    link = facts.link(step)
    if link:
        yield Entry("Page", Content.styled(link, Style(link=link, underline=True)))
    elif step.link:
        text = f"your Halo's address, followed by {step.link}"
        yield Entry("Page", Content.styled(text, "$text-muted"))


def _proof(step: Step, facts: ConnectionFacts) -> Iterator[Entry]:
    if step.confirm and facts.checklist.state(step) is not StepState.NOT_APPLICABLE:
        only_you = Content("Only you can tell that this is done: ")
        yield Entry("Proof", only_you + action_hint("checklist.tick", "ticks it"))
    lines = list(_proofs(step, facts))
    for number, line in enumerate(lines):
        yield Entry(" " if number else "Proof", line)
    for number, line in enumerate(_hints(step, facts)):
        yield Entry(" " if number else "Hint", line)


def _proofs(step: Step, facts: ConnectionFacts) -> Iterator[Content]:
    results = [result for check in step.proven_by for result in facts.results_of(check)]
    known = facts.checklist.evidence.reasons.get(step.id)
    if step.proven_by and not results:
        untested = Content.styled(f"{WAITING.sign} not tested yet: ", "$text-muted")
        yield untested + action_hint("checklist.to_test", "tests it")
    elif len(results) > _ONE_BY_ONE:
        yield from _counted(results)
    else:
        for result in results:
            yield _result(result, in_full=result is not known)


def _counted(results: list[CheckFinished]) -> Iterator[Content]:
    for status in Status:
        names = [_title(result) for result in results if result.status is status]
        if names and status is Status.PASS:
            yield _named(status, f"{len(names)} of {len(results)} checks passed")
        elif names:
            yield _named(status, f"{STATUS[status].word}: {', '.join(names)}")


def _hints(step: Step, facts: ConnectionFacts) -> Iterator[Content]:
    """Yield other results about the step; passes only if the user must confirm the step."""
    silent = {Status.SKIP, Status.UNKNOWN if step.confirm else Status.PASS}
    known = facts.checklist.evidence.reasons.get(step.id)
    for check_id in step.informed_by:
        for result in facts.results_of(check_id):
            if result.status not in silent and result is not known:
                yield _result(result)


def _result(result: CheckFinished, *, in_full: bool = True) -> Content:
    name = _title(result)
    if in_full and name.casefold() in result.summary.casefold():
        return _named(result.status, result.summary)
    line = _named(result.status, name)
    if result.status is Status.SKIP:
        return line + Content.styled(": not run", "$text-muted")
    return line + Content(f": {result.summary}" if in_full else "")


def _title(result: CheckFinished) -> str:
    from halo_tui.checks.plan import title_of  # late: without a run no result is shown

    return title_of(result.check)


def _named(status: Status, text: str) -> Content:
    glyph = STATUS[status]
    return Content.styled(f"{glyph.sign} {text}", f"${glyph.colour}")
