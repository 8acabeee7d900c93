"""What the test screen shows of a selected check, subject or run: labelled paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from textual.content import Content

from halo_tui.checks.events import Cause, CheckFinished, Status
from halo_tui.checks.plan import BY_ID, Per
from halo_tui.checks.results import Key
from halo_tui.profiles.schema import label_of
from halo_tui.report.story import evidence_of
from halo_tui.ui.kit.glyphs import RUNNING, STATUS, Glyph
from halo_tui.ui.verify.groups import PROBLEMS, Group, listed, told
from halo_tui.ui.verify.lines import NAME, SLOW, Look, Run, fit, milliseconds
from halo_tui.ui.verify.names import group_of, host_of, name_of, purpose_of
from halo_tui.ui.widgets.chrome import key_hint
from halo_tui.ui.widgets.sheet import Entry, lay_out

PEM: Final = "missing_pem"
"""The member of the evidence that holds a certificate which the server leaves out."""

_COPIED: Final = 78
"""Cells of a line of a finding that is copied."""

OWN_ROOTS: Final = frozenset({"ca_file"})
"""The field for the root of an authority of one's own: worth a key beside other cures."""

_NEVER_KNOWN: Final = "gradient.allow_list"
"""The check that no other run decides either."""
_GAP: Final = Entry("", Content(""))
_FITS: Final = {
    True: Glyph("→", "likely", "text-primary"),
    False: Glyph("–", "ruled out", "text-muted"),
    None: Glyph("·", "", "text-muted"),
}
"""How a cause looks in the light of the evidence."""


def details_of(
    key: Key, run: Run, look: Look, *, in_head: bool = False, next_in_head: bool = False
) -> Iterator[Entry]:
    """Everything about one check, what is needed first on top.

    Args:
        key: the check and its target.
        run: what is known.
        look: how this terminal draws.
        in_head: whether the sentence stands above already.
        next_in_head: whether the next step does, and whole.
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
    if not in_head:
        yield Entry("", Content(result.summary))
    yield from _what_to_press(result)
    yield _GAP
    if result.status is Status.PASS:
        yield from _meant(result)
    else:
        yield from _cured(result, next_in_head=next_in_head)
        yield from _explained(result, look)
    yield from _evidence(result)


def group_details(title: str, keys: Sequence[Key], run: Run, look: Look) -> Iterator[Entry]:
    """What a subject is about, and what each of its checks found."""
    group = Group.of(keys, run.results)
    yield Entry("", Content.styled(title, "bold"))
    yield Entry("", Content(purpose_of(title)))
    yield _GAP
    if not group.ended:
        text = f"{group.size} checks, none of them run yet"
        yield Entry("", Content.styled(text, "$text-muted"))
    skipped = [result for result in group.ended if result.status is Status.SKIP]
    for result in sorted(group.ended, key=lambda result: result.status not in PROBLEMS):
        if result not in skipped:
            yield _named(result, look)
    if skipped:
        text = f"Not run: {listed(name_of(result.check) for result in skipped)}"
        yield Entry("", _signed(STATUS[Status.SKIP], text, look))
        yield from _waited_for(skipped, run, look)


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
    yield from _waited_for([result], run, look)


def _waited_for(skipped: Iterable[CheckFinished], run: Run, look: Look) -> Iterator[Entry]:
    for check in dict.fromkeys(result.blocked_by or "" for result in skipped):
        for other in run.results.of_check(check):
            if other.status not in (Status.PASS, Status.WARN):
                yield _GAP
                yield Entry("", Content.styled(f"They wait for {name_of(check)}", "$text-muted"))
                yield Entry("", _signed(STATUS[other.status], other.summary, look))


def _title(result: CheckFinished, run: Run, look: Look) -> Content:
    """Name and host, how the check ended, how long it took, how it ended before."""
    name = label_of(result.check.removeprefix("fields."))
    name = name if result.check.startswith("fields.") else name_of(result.check)
    glyph = STATUS[result.status]
    before = run.was((result.check, result.target))
    facts = [*filter(None, [host_of(result.target)]), glyph.word]
    if result.ms >= SLOW:
        facts.append(milliseconds(result.ms))
    if before is not None:
        facts.append(f"was {STATUS[before].word}")
    if run.results.is_carried(result.check):
        facts.append("from an earlier run")
    return Content.assemble(
        (f"{glyph.sign} ", f"${glyph.colour}"), (name, "bold"),
        (f"   {' · '.join(facts)}", "$text-muted"),
    )  # fmt: skip


def _named(result: CheckFinished, look: Look) -> Entry:
    """One check of several: its sign and its name, and beside them what it found."""
    glyph = STATUS[result.status]
    mark = Content.assemble(
        (f"{glyph.sign} ", f"${glyph.colour}"),
        (fit(name_of(result.check), NAME), "$text-muted"),
    )
    return Entry("", Content(result.summary), mark=mark)


def _signed(glyph: Glyph, text: str, look: Look) -> Content:
    return Content.assemble((f"{glyph.sign} ", f"${glyph.colour}"), text)


def _what_to_press(result: CheckFinished) -> Iterator[Entry]:
    hints: list[Content] = []
    if wants_edit(result):
        hints.append(key_hint("e", f"edit {label_of(result.field or '')}"))
    elif result.field in OWN_ROOTS and result.status is not Status.PASS:
        hints.append(key_hint("e", label_of(result.field or "")))
    elif result.status is Status.UNKNOWN and result.check != _NEVER_KNOWN:
        hints.append(key_hint("o", "run it again"))
    if missing_pem(result):
        hints.append(key_hint("w", "save the missing certificate"))
    if result.step and result.status is not Status.PASS:
        hints.append(key_hint("s", "its step"))
    if hints:
        yield Entry("", Content("   ").join(hints))


def _meant(result: CheckFinished) -> Iterator[Entry]:
    """What a check that passed has proven."""
    if result.means:
        yield Entry("", Content.styled(result.means, "$text-muted"))
        yield _GAP


def _cured(result: CheckFinished, *, next_in_head: bool) -> Iterator[Entry]:
    if result.next_step and not next_in_head:
        yield Entry("Next", Content(result.next_step))
    for number, line in enumerate(result.cure, start=1):
        yield Entry("Cure" if number == 1 else " ", Content(line), mark=Content(f"{number}. "))
    if result.cure:
        yield _GAP


def _explained(result: CheckFinished, look: Look) -> Iterator[Entry]:
    if result.means:
        yield Entry("Why", Content(result.means))
    for number, cause in enumerate(result.causes):
        first = number == 0 and not result.means
        yield _cause("Why" if first else " ", cause, look)
    if result.means or result.causes:
        yield _GAP


def _cause(label: str, cause: Cause, look: Look) -> Entry:
    glyph = _FITS[cause.fits]
    remark = f" ({glyph.word})" if glyph.word else ""
    style = "$text-muted" if cause.fits is False else ""
    text = Content.assemble((cause.text, style), (remark, f"${glyph.colour}"))
    return Entry(label, text, mark=Content.styled(f"{glyph.sign} ", f"${glyph.colour}"))


def _evidence(result: CheckFinished) -> Iterator[Entry]:
    pem = PEM.replace("_", " ")
    rows = [(name, value) for name, value in evidence_of(result) if name != pem]
    if missing_pem(result):
        rows.append(("missing", f"{missing_pem(result).count('BEGIN')} certificate, w saves it"))
    if rows:
        yield Entry("", Content.styled("Evidence", "bold $text-muted"))
    width = min(17, max((len(name) for name, _ in rows), default=0))
    for name, value in rows:
        yield Entry("", Content(value), mark=Content.styled(f"{name:<{width}}  ", "$text-muted"))
    if result.status is not Status.PASS:
        yield _GAP
        yield Entry("", Content.styled(result.code, "$text-muted"))
