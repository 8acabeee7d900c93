"""The details of the whole run: the ready connection, or all causes and who must fix them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from textual.content import Content

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.matrix import matrix
from halo_tui.checks.plan import IDS, title_of
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import ACTORS, Status, Verdict
from halo_tui.halo.scopes import REQUIRED
from halo_tui.ui.kit.glyphs import STATUS, VERDICT
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.verify.causes import alternatives, causes_of, followed_cause
from halo_tui.ui.verify.check_details import GAP, signed
from halo_tui.ui.verify.check_filter import checks_by_subject
from halo_tui.ui.verify.rights_table import RIGHT
from halo_tui.ui.verify.verdict import verdict_so_far
from halo_tui.ui.verify.words import host_of, listed, numbered
from halo_tui.ui.widgets.chrome import action_hint
from halo_tui.ui.widgets.sheet import Entry

_SCOPE: Final = "oauth.scope."


def overview(results: Results) -> Iterator[Entry]:
    """Yield the details of the whole run.

    Args:
        results: the results of the run.
    """
    verdict = verdict_so_far(results)
    if not results.finished:
        yield Entry("", Content.styled("Nothing was tested yet", "bold"))
        yield Entry("", Content("The checks only read; nothing in your Halo is changed."))
    elif verdict is Verdict.READY:
        yield from _ready(results)
    else:
        yield from _not_ready(results)


def planned_checks() -> Iterator[Entry]:
    """Yield the checks of a whole run, by subject."""
    for title, keys in checks_by_subject(Results()).items():
        checks = listed(title_of(check) for check, _ in keys)
        yield Entry("", Content.assemble((f"{title}: ", "$text-muted"), checks))


def _ready(results: Results) -> Iterator[Entry]:
    """Yield what the run has seen of a connection that is ready."""
    glyph = VERDICT[Verdict.READY]
    title = f"{glyph.sign} Ready, as far as this computer can see"
    yield Entry("", Content.styled(title, f"bold ${glyph.colour}"))
    yield Entry("Instance", Content(_instance(results)))
    yield Entry("Agent", Content(_agent(results)))
    yield Entry("Permissions", _permissions(results))
    for number, right in enumerate(_rights(results)):
        yield Entry(" " if number else "Rights", right)
    yield Entry("Certificate", Content(_certificate(results)))
    for label, status in (("Look at", Status.WARN), ("Unknown", Status.UNKNOWN)):
        for number, result in enumerate(_with_status(results, status)):
            yield Entry(" " if number else label, signed(STATUS[status], result.summary))
    yield Entry("Next", action_hint("app.show_handover", "hands the values over to Gradient"))


def _not_ready(results: Results) -> Iterator[Entry]:
    """Yield all causes with the number of checks that follow, then open questions and warnings."""
    causes = causes_of(results)
    for cause in causes:
        following = [r for r in results.finished.values() if followed_cause(r, results) == cause]
        yield Entry("Cause", _summary(cause))
        for other in alternatives(cause, results):
            yield Entry("or", Content(other))
        if cause.next_step:
            yield Entry("Next", Content.styled(cause.next_step, "bold"))
        if cause.who in ACTORS:
            yield Entry("Who", Content(ACTORS[cause.who]))
        if following:
            text = f"{numbered(len(following), 'check follows', 'checks follow')} from this"
            yield Entry(" ", Content.styled(text, "$text-muted"))
        yield GAP
    for label, status in (("Open", Status.UNKNOWN), ("Look at", Status.WARN)):
        for number, result in enumerate(_with_status(results, status)):
            yield Entry(" " if number else label, _summary(result))
    left_out = [check for check in IDS if results.status_of(check) is None]
    if left_out and results.ended:  # a run that goes on will come to them
        names = f"{len(left_out)} of {len(IDS)} checks; {key_of('test.run')} runs all of them"
        yield Entry("Not run", Content.styled(names, "$text-muted"))


def _summary(result: CheckFinished) -> Content:
    glyph = STATUS[result.status]
    return signed(glyph, f"{title_of(result.check)}: {result.summary}")


def _with_status(results: Results, status: Status) -> Iterable[CheckFinished]:
    return [
        result
        for result in results.finished.values()
        if result.status is status and followed_cause(result, results) is None
    ]


def _evidence(results: Results, check: str, member: str) -> str:
    """Return a member of a check's evidence as text; empty if the run has not seen it."""
    found = next((result.evidence.get(member) for result in results.of_check(check)), None)
    return "" if found is None else str(found)


def _instance(results: Results) -> str:
    hosts = dict.fromkeys(host_of(r.target) for r in results.of_check("halo.instance"))
    version = _evidence(results, "halo.instance", "version") or _evidence(
        results, "halo.instance", "app_version"
    )
    hosting = _evidence(results, "halo.instance", "hosting")
    facts = [*hosts, f"version {version}" if version else "version not reported", hosting]
    return " · ".join(filter(None, facts))


def _agent(results: Results) -> str:
    return _evidence(results, "agent.identity", "agent") or "name not reported"


def _permissions(results: Results) -> Content:
    ticked = [scope for scope in REQUIRED if results.status_of(f"{_SCOPE}{scope}") is Status.PASS]
    return Content(f"{len(ticked)} of {len(REQUIRED)} are ticked")


def _rights(results: Results) -> Iterator[Content]:
    """Yield a line for each combination of right and result, with its resources."""
    found: dict[tuple[str, bool | None], list[str]] = {}
    for row in matrix(results.finished.values()):
        if row.needed:
            found.setdefault((row.right, row.result), []).append(row.resource)
    for (right, works), resources in found.items():
        yield signed(RIGHT[works], f"{right} {', '.join(resources)}")


def _certificate(results: Results) -> str:
    days = [
        int(left)
        for result in results.of_check("tls.certificate")
        if isinstance(left := result.evidence.get("days_left"), int | float)
    ]
    return f"{numbered(min(days), 'day', 'days')} left" if days else "its end was not reported"
