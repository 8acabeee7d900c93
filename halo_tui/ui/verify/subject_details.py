"""The details of the selected subject: its purpose, and the results of its checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from halo_tui.base.cells import fit
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.plan import subjects, title_of
from halo_tui.checks.results import CheckKey
from halo_tui.checks.verdicts import Status
from halo_tui.ui.kit.glyphs import STATUS
from halo_tui.ui.verify.causes import followed_cause, needs_a_look
from halo_tui.ui.verify.check_details import GAP, proof_of, signed
from halo_tui.ui.verify.check_lines import NAME
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.verify.words import listed, numbered
from halo_tui.ui.widgets.sheet import Entry


def subject_details(title: str, keys: Sequence[CheckKey], run: ShownRun) -> Iterator[Entry]:
    """Yield the purpose of a subject, and the result of each of its checks.

    Args:
        title: the title of the subject.
        keys: its checks and their targets.
        run: the run with their results.
    """
    results = run.results
    ended = _ended(keys, run)
    yield Entry("", Content(_purpose(title)))
    yield GAP
    if not ended:
        text = f"{numbered(len(keys), 'check', 'checks')}, none of them run yet"
        yield Entry("", Content.styled(text, "$text-muted"))
    for result in _own(ended, run):
        yield _named(result)
    for cause in _causes(ended, run):
        following = [r for r in ended if followed_cause(r, results) == cause]
        names = listed(title_of(result.check) for result in following)
        yield GAP
        text = f"{names}: {'follows' if len(following) == 1 else 'all follow'} from"
        yield Entry("", Content.styled(text, "$text-muted"))
        yield Entry("", signed(STATUS[cause.status], f"{title_of(cause.check)}: {cause.summary}"))


def subject_proof(keys: Sequence[CheckKey], run: ShownRun) -> Iterator[Entry]:
    """Yield the evidence of each check of a subject; of several, each under its title."""
    own = _own(_ended(keys, run), run)
    for number, result in enumerate(own):
        if number:
            yield GAP
        if len(own) > 1:
            yield Entry("", Content.styled(title_of(result.check), "bold"))
        yield from proof_of(result)


def _ended(keys: Sequence[CheckKey], run: ShownRun) -> list[CheckFinished]:
    return [run.results.finished[key] for key in keys if key in run.results.finished]


def _own(ended: Sequence[CheckFinished], run: ShownRun) -> list[CheckFinished]:
    """Return the results that follow from no other; those that need a look come first."""
    own = [result for result in ended if followed_cause(result, run.results) is None]
    return sorted(own, key=lambda result: not needs_a_look(result, run.results))


def _purpose(title: str) -> str:
    return next((one.purpose for one in subjects() if one.title == title and one.purpose), "")


def _causes(ended: Sequence[CheckFinished], run: ShownRun) -> list[CheckFinished]:
    found: list[CheckFinished] = []
    for result in ended:
        cause = followed_cause(result, run.results)
        if cause is not None and cause not in found:
            found.append(cause)
    return found


def _named(result: CheckFinished) -> Entry:
    """Return the sign, title and message of one of several checks."""
    glyph = STATUS[result.status]
    mark = Content.assemble(
        (f"{glyph.sign} ", f"${glyph.colour}"),
        (fit(title_of(result.check), NAME), "$text-muted"),
    )
    text = "Not run" if result.status is Status.SKIP else result.summary
    return Entry("", Content(text), mark=mark)
