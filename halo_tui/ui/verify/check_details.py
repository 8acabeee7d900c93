"""The details of the selected check: labelled paragraphs in the order in which they are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from textual.content import Content

from halo_tui.checks.events import Cause, CheckFinished
from halo_tui.checks.plan import BY_ID, Per, subject_of, title_of
from halo_tui.checks.results import CheckKey
from halo_tui.checks.verdicts import ACTORS, Status
from halo_tui.report.story import evidence_of
from halo_tui.ui.kit.glyphs import RUNNING, STATUS, Glyph
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.verify.causes import followed_cause, is_unknowable
from halo_tui.ui.verify.check_lines import SLOW, glyph_of
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.verify.words import host_of, milliseconds
from halo_tui.ui.widgets.chrome import action_hint
from halo_tui.ui.widgets.sheet import Entry, lay_out

OWN_ROOTS: Final = frozenset({"ca_file"})
"""The field for a private root certificate: its key is shown in addition to other fixes."""

GAP: Final = Entry("", Content(""))
"""An empty line."""

_PEM: Final = "missing_pem"
"""The member of the evidence with the certificate that the server does not send, in PEM."""
_COPIED: Final = 78
"""The line width of a copied finding, in cells."""
_PROOF_NAME: Final = 20
"""The maximum width of the names in the proof, in cells."""
_FITS: Final = {
    True: Glyph("→", "likely", "text-primary"),
    False: Glyph("–", "ruled out", "text-muted"),
    None: Glyph("·", "", "text-muted"),
}
"""The sign of a possible cause: supported by the evidence, excluded by it, or neither."""


def check_details(key: CheckKey, run: ShownRun, *, step_above: bool = False) -> Iterator[Entry]:
    """Yield what a check found, what to do, and why.

    Args:
        key: the check and its target.
        run: the run with its result.
        step_above: whether the head of the screen shows the message and the first step already.
    """
    result = run.results.finished.get(key)
    if result is None:
        yield from _before_result(key)
        return
    cause = followed_cause(result, run.results)
    if cause is not None:
        yield from _followed(result, cause)
    elif result.status is Status.PASS:
        yield Entry("", Content(result.summary))
        yield from _meaning(result)
    else:
        if not step_above:
            yield Entry("", Content.styled(result.summary, "bold"))
            yield GAP
        yield from _what_to_do(result, step_above=step_above)
        yield from _why(result)


def check_facts(key: CheckKey, run: ShownRun) -> tuple[str, Content]:
    """Return a check's title, and its host, time and status in a few words.

    Args:
        key: the check and its target.
        run: the run with its result.
    """
    result = run.results.finished.get(key)
    if result is None:
        state = RUNNING.word if key in run.results.running else "not run yet"
        return title_of(key[0]), Content.styled(state, "$text-muted")
    glyph = glyph_of(key, run.results)
    before = run.earlier_status(key)
    facts = [*filter(None, [host_of(result.target)])]
    if result.ms >= SLOW:
        facts.append(milliseconds(result.ms))
    if before is not None:
        facts.append(f"was {STATUS[before].word}")
    if run.results.is_carried(result.check):
        facts.append("from an earlier run")
    word = STATUS[result.status].word
    return title_of(key[0]), Content.assemble(
        (" · ".join([*facts, ""]), "$text-muted"), (f"{glyph.sign} {word}", f"${glyph.colour}")
    )


def proof_of(result: CheckFinished | None) -> Iterator[Entry]:
    """Yield the evidence of a result: the request, and what came back.

    Args:
        result: the result of the selected check; None if there is none.
    """
    if result is None:
        return
    rows = evidence_of(result)
    if missing_certificate(result):
        count = missing_certificate(result).count("BEGIN")
        rows.append(("missing", f"{count} certificate, {key_of('test.save_pem')} saves it"))
    width = min(_PROOF_NAME, max((len(name) for name, _ in rows), default=0))
    for name, value in rows:
        yield Entry("", Content(value), mark=Content.styled(f"{name:<{width}}  ", "$text-muted"))


def as_text(entries: Iterable[Entry]) -> str:
    """Return entries as plain text for the clipboard."""
    return "\n".join(line.plain.rstrip() for line in lay_out(entries, _COPIED)) + "\n"


def wants_edit(result: CheckFinished) -> bool:
    """Return whether the user should change a value, because another run would not help.

    A failed check of an origin names a field too, but the administrator of the server must fix it.
    """
    check = BY_ID.get(result.check)
    at_the_server = check is not None and check.per is Per.ORIGIN
    return result.status is Status.FAIL and result.field is not None and not at_the_server


def missing_certificate(result: CheckFinished | None) -> str:
    """Return the certificate that the server does not send, in PEM; empty if unknown."""
    return str(result.evidence.get(_PEM) or "") if result else ""


def signed(glyph: Glyph, text: str) -> Content:
    """Return a text after its sign."""
    return Content.assemble((f"{glyph.sign} ", f"${glyph.colour}"), text)


def _before_result(key: CheckKey) -> Iterator[Entry]:
    check = BY_ID.get(key[0])
    yield Entry("", Content(subject_of(key[0]).purpose))
    if check is None:
        return
    if check.needs:
        yield Entry("Needs", Content(", ".join(map(title_of, check.needs))))
    if check.essential:
        yield Entry("Weight", Content("Essential: without a result there is no verdict"))


def _followed(result: CheckFinished, cause: CheckFinished) -> Iterator[Entry]:
    """Yield the cause from which a result follows; this is what has to be fixed."""
    if result.status is not Status.SKIP:
        yield Entry("", Content.styled(result.summary, "$text-muted"))
    yield GAP
    begin = "Not run: it needs" if result.status is Status.SKIP else "This follows from"
    yield Entry("", Content(f"{begin} {title_of(cause.check)}"))
    yield Entry("", signed(STATUS[cause.status], cause.summary))


def _what_to_do(result: CheckFinished, *, step_above: bool) -> Iterator[Entry]:
    if result.next_step and not step_above:
        yield Entry("Next", Content.styled(result.next_step, "bold"))
    for number, line in enumerate(result.cure, start=1):
        yield Entry("Do" if number == 1 else " ", Content(line), mark=Content(f"{number}. "))
    if result.who in ACTORS and not step_above:
        yield Entry("Who", Content(ACTORS[result.who]))
    hints = list(_keys_for(result))
    if hints:
        yield Entry("Keys" if result.cure else "", Content("   ").join(hints))
    if result.cure or hints:
        yield GAP


def _keys_for(result: CheckFinished) -> Iterator[Content]:
    if wants_edit(result):
        yield action_hint("test.to_field", f"edit {_label_of(result.field)}")
    elif result.field in OWN_ROOTS:
        yield action_hint("test.to_field", _label_of(result.field))
    elif result.status is Status.UNKNOWN and not is_unknowable(result):
        yield action_hint("test.run_one", "run it again")
    if missing_certificate(result):
        yield action_hint("test.save_pem", "save the missing certificate")
    if result.step:
        yield action_hint("test.to_step", "its step")


def _meaning(result: CheckFinished) -> Iterator[Entry]:
    """Yield what a passed check proves."""
    if result.means:
        yield GAP
        yield Entry("", Content.styled(result.means, "$text-muted"))


def _why(result: CheckFinished) -> Iterator[Entry]:
    if result.means:
        yield Entry("Why", Content(result.means))
    for number, cause in enumerate(result.causes):
        first = number == 0 and not result.means
        yield _cause("Why" if first else " ", cause)


def _cause(label: str, cause: Cause) -> Entry:
    glyph = _FITS[cause.fits]
    remark = f" ({glyph.word})" if glyph.word else ""
    style = "$text-muted" if cause.fits is False else ""
    text = Content.assemble((cause.text, style), (remark, f"${glyph.colour}"))
    return Entry(label, text, mark=Content.styled(f"{glyph.sign} ", f"${glyph.colour}"))


def _label_of(field: str | None) -> str:
    from halo_tui.profiles.schema import label_of

    return label_of(field or "")
