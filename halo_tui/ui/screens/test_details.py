"""What the test screen shows of a selected check, subject or run: labelled paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from textual.content import Content

from halo_tui.checks.events import Cause, CheckFinished, Status
from halo_tui.checks.matrix import Row, matrix
from halo_tui.checks.plan import BY_ID, Per
from halo_tui.checks.results import Key, Results
from halo_tui.report.story import evidence_of
from halo_tui.ui.glyphs import RUNNING, STATUS, Glyph
from halo_tui.ui.screens.test_lines import Look, Run, counted, milliseconds, told
from halo_tui.ui.screens.test_names import (
    group_of,
    host_of,
    name_of,
    name_of_field,
    purpose_of,
)
from halo_tui.ui.widgets.sheet import Entry, lay_out

PEM: Final = "missing_pem"
"""The member of the evidence that holds a certificate which the server leaves out."""

_COPIED: Final = 78
"""Cells of a line of a finding that is copied."""

_GAP: Final = Entry("", Content(""))
_FITS: Final = {
    True: Glyph("✓", "+", "fits", "text-success"),
    False: Glyph("✗", "x", "does not fit", "text-muted"),
    None: Glyph("·", "-", "", "text-muted"),
}
"""How a cause looks in the light of the evidence."""
_HAS: Final = {
    True: STATUS[Status.PASS],
    False: STATUS[Status.FAIL],
    None: STATUS[Status.UNKNOWN],
}
"""How a right looks that is there, is not, or is not known."""


def details_of(key: Key, run: Run, look: Look) -> Iterator[Entry]:
    """Everything about one check, what is needed first on top.

    Args:
        key: the check and its target.
        run: what is known.
        look: how this terminal draws.
    """
    result = run.results.finished.get(key)
    if result is None:
        yield from _without_result(
            key, RUNNING.word if key in run.results.running else "not run yet"
        )
        return
    yield Entry("", _title(result, run, look))
    if result.status is Status.SKIP:
        yield from _skipped(result, run, look)
        return
    yield Entry("", Content(result.summary))
    yield from _what_to_press(result)
    yield from _explained(result, look)
    yield from _evidence(result)


def group_details(title: str, keys: Sequence[Key], run: Run, look: Look) -> Iterator[Entry]:
    """What a subject is about, and what did not pass in it."""
    ended = [run.results.finished[key] for key in keys if key in run.results.finished]
    yield Entry("", Content.styled(title, "bold"))
    yield Entry("", Content(purpose_of(title)))
    yield _GAP
    counts = counted(result.status for result in ended) or "nothing of it was run yet"
    yield Entry("", Content.styled(counts, "$text-muted"))
    for result in ended:
        if result.status not in (Status.PASS, Status.SKIP):
            yield Entry("", _signed(STATUS[result.status], result.summary, look))


def matrix_details(results: Results, look: Look) -> Iterator[Entry]:
    """Both keys beside each other: what the application may, what the agent may."""
    rows = matrix(results.finished.values())
    yield Entry("", Content.styled("Rights", "bold"))
    yield Entry("", Content("A right works where the application and the agent both have it."))
    yield _GAP
    heads = f"{'':<18}{'application':<13}{'agent':<8}works"
    yield Entry("", Content.styled(heads, "$text-muted"))
    for row in rows:
        yield Entry("", _matrix_row(row, look))
    yield _GAP
    yield from _shortfalls(rows)
    levels = dict.fromkeys((row.label, row.level_name) for row in rows)
    for label, level in levels:
        yield Entry("", Content.assemble((f"{label}: ", "$text-muted"), level or "not reported"))
    yield _GAP
    yield Entry("", Content.styled("m or esc returns to the selected check", "$text-muted"))


def as_text(entries: Iterable[Entry]) -> str:
    """Entries as plain text, to paste elsewhere."""
    return "\n".join(line.plain.rstrip() for line in lay_out(entries, _COPIED)) + "\n"


def wants_edit(result: CheckFinished) -> bool:
    """Whether another value in a field is the likeliest cure, and running again is none.

    A check of an origin names the field too, but its cure is with whoever runs the server.
    """
    check = BY_ID.get(result.check)
    at_the_server = check is not None and check.per is Per.ORIGIN
    return result.status is Status.FAIL and result.field is not None and not at_the_server


def missing_pem(result: CheckFinished | None) -> str:
    """The certificate that the server leaves out, in PEM; empty where none is offered."""
    return str(result.evidence.get(PEM) or "") if result else ""


def _without_result(key: Key, state: str) -> Iterator[Entry]:
    check = BY_ID.get(key[0])
    yield Entry("", Content.assemble((name_of(key[0]), "bold"), (f"  {state}", "$text-muted")))
    yield Entry("", Content(purpose_of(group_of(key[0]))))
    if check is None:
        return
    if check.needs:
        yield Entry("Needs", Content(", ".join(map(name_of, check.needs))))
    if check.essential:
        yield Entry("Weight", Content("Essential: without a result there is no verdict"))


def _skipped(result: CheckFinished, run: Run, look: Look) -> Iterator[Entry]:
    """Why a check was not run: the results of the one that has to pass first."""
    yield Entry("", Content(told(result)))
    for other in run.results.of_check(result.blocked_by or ""):
        if other.status not in (Status.PASS, Status.WARN):
            yield _GAP
            yield Entry("", _signed(STATUS[other.status], other.summary, look))


def _title(result: CheckFinished, run: Run, look: Look) -> Content:
    """Name and host, how the check ended, how long it took, how it ended before."""
    name = name_of_field(result.check.removeprefix("fields."))
    name = name if result.check.startswith("fields.") else name_of(result.check)
    glyph = STATUS[result.status]
    before = run.was((result.check, result.target))
    facts = [*filter(None, [host_of(result.target)]), glyph.word]
    if result.status is not Status.SKIP:
        facts.append(milliseconds(result.ms))
    if before is not None:
        facts.append(f"was {STATUS[before].word}")
    if run.results.is_carried(result.check):
        facts.append("from an earlier run")
    return Content.assemble(
        (f"{look.sign(glyph)} ", f"${glyph.colour}"), (name, "bold"),
        (f"   {' · '.join(facts)}", "$text-muted"),
    )  # fmt: skip


def _signed(glyph: Glyph, text: str, look: Look) -> Content:
    return Content.assemble((f"{look.sign(glyph)} ", f"${glyph.colour}"), text)


def _what_to_press(result: CheckFinished) -> Iterator[Entry]:
    keys: list[str] = []
    if wants_edit(result):
        keys.append(f"e  edit {name_of_field(result.field or '')}")
    elif result.status is Status.UNKNOWN:
        keys.append("o  run it again")
    if missing_pem(result):
        keys.append("w  save the missing certificate")
    if result.step and result.status is not Status.PASS:
        keys.append("s  its step")
    if keys:
        yield Entry("", Content.styled("   ".join(keys), "$text-accent"))


def _explained(result: CheckFinished, look: Look) -> Iterator[Entry]:
    if result.means or result.causes or result.cure:
        yield _GAP
    if result.means:
        yield Entry("Means", Content(result.means))
    for number, cause in enumerate(result.causes):
        yield _cause("Causes" if number == 0 else " ", cause, look)
    if result.next_step:
        yield Entry("Next", Content(result.next_step))
    for number, line in enumerate(result.cure, start=1):
        yield Entry("Cure" if number == 1 else " ", Content(line), mark=Content(f"{number}. "))


def _cause(label: str, cause: Cause, look: Look) -> Entry:
    glyph = _FITS[cause.fits]
    remark = f" ({glyph.word})" if glyph.word else ""
    style = "$text-muted" if cause.fits is False else ""
    text = Content.assemble((cause.text, style), (remark, f"${glyph.colour}"))
    return Entry(label, text, mark=Content.styled(f"{look.sign(glyph)} ", f"${glyph.colour}"))


def _evidence(result: CheckFinished) -> Iterator[Entry]:
    pem = PEM.replace("_", " ")
    rows = [(name, value) for name, value in evidence_of(result) if name != pem]
    yield _GAP
    yield Entry("", Content.styled("Asked, and answered", "bold $text-muted"))
    if missing_pem(result):
        rows.append(("missing", f"{missing_pem(result).count('BEGIN')} certificate, w saves it"))
    rows.append(("code", result.code))
    width = min(20, max(len(name) for name, _ in rows))
    for name, value in rows:
        yield Entry("", Content(value), mark=Content.styled(f"{name:<{width}}  ", "$text-muted"))


def _matrix_row(row: Row, look: Look) -> Content:
    name = f"{row.resource.capitalize():<11}{row.right:<7}"
    if not row.needed:
        return Content.styled(f"{name}Gradient does not need it", "$text-muted")
    pieces: list[tuple[str, str]] = [(name, "")]
    for value, width in ((row.application, 13), (row.agent, 8), (row.result, 5)):
        glyph = _HAS[value]
        pieces.append((f"{look.sign(glyph):<{width}}", f"${glyph.colour}"))
    return Content.assemble(*pieces)


def _shortfalls(rows: Iterable[Row]) -> Iterator[Entry]:
    for row in rows:
        if row.needed and row.where:
            title = f"{row.resource.capitalize()} {row.right}: "
            yield Entry("", Content.assemble((title, "bold"), row.where))
            yield _GAP
