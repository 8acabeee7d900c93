"""The texts of the Profiles screen: counts in the frame, and details of the selected profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.content import Content

from halo_tui.base.text import harmless
from halo_tui.base.tomlfile import PATH_LIMIT
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.ui.kit import glyphs
from halo_tui.ui.profiles.rows import CERTIFICATE_IS_SHORT, NOT_TESTED, WORST_FIRST, ProfileRow
from halo_tui.ui.widgets.chrome import action_hint, key_hint
from halo_tui.ui.widgets.sheet import Entry

if TYPE_CHECKING:
    from halo_tui.ui.profiles.facts import ProfileFacts
    from halo_tui.workspace.last_run import RunSummary

_DOT: Final = Content.styled("  ·  ", "$text-muted")


def no_match(text: str) -> Iterator[Entry]:
    """Yield the details if no profile matches the filter."""
    yield Entry("", Content.assemble(f"No profile matches {text!r}  ", key_hint("^u", "clears")))


def counted(rows: Sequence[ProfileRow], total: int) -> Content:
    """Return how many of the shown rows are in each state, the worst state first.

    Args:
        rows: the rows that match the filter.
        total: the number of all profiles.
    """
    counts = Counter(row.state for row in rows if row.is_read)
    parts = [
        Content.styled(f"{counts[glyph]} {glyph.sign}", f"${glyph.colour}")
        for glyph in WORST_FIRST
        if glyph in counts
    ]
    if len(rows) < total:
        parts.insert(0, Content.styled(f"{len(rows)} of {total}", "$text-muted"))
    return Content("  ").join(parts)


def state_of(row: ProfileRow) -> Content:
    """Return the last verdict and its age for the frame of the details."""
    age = Content.styled(f"  {row.when}", "$text-muted") if row.when else Content("")
    glyph = row.state
    return Content.styled(f"{glyph.sign} {glyph.word}", f"${glyph.colour}") + age


def details(row: ProfileRow, facts: ProfileFacts, *, roomy: bool = False) -> Iterator[Entry]:
    """Yield the details of the selected profile, the most important first.

    Args:
        row: the row of the profile.
        facts: the details that are not in the row.
        roomy: whether there is room for blank lines.
    """
    gap = [Entry("", Content(""))] if roomy else []
    about = _about(row, facts, roomy=roomy)
    parts = (_next(row, facts), about, _runs(facts), _notes(row, facts))
    filled = [entries for entries in map(list, parts) if entries]
    for number, entries in enumerate(filled):
        yield from [*(gap if number else ()), *entries]


def _next(row: ProfileRow, facts: ProfileFacts) -> Iterator[Entry]:
    """Yield the problem and the next step."""
    if row.cause:
        yield Entry("Cause", Content.styled(row.cause, f"bold ${row.state.colour}"))
    elif row.warning:
        warn = glyphs.STATUS[Status.WARN]
        yield Entry("Look at", Content.styled(f"{warn.sign} {row.warning}", f"${warn.colour}"))
    if row.problem:
        if not row.usable:
            delete = action_hint("profiles.delete", "Delete")
            yield Entry("Next", Content("Fix it in an editor, or ") + delete)
    elif row.cause:
        if facts.next_step:
            yield Entry("Next", Content.styled(facts.next_step, "bold"))
    elif row.state is NOT_TESTED:
        hints = action_hint("profiles.open", "Open"), action_hint("profiles.test_all", "Test all")
        yield Entry("Next", Content("  ").join(hints))
    elif row.state is glyphs.VERDICT[Verdict.READY]:
        yield Entry("Next", action_hint("app.show_handover", "Hand-over"))


def _about(row: ProfileRow, facts: ProfileFacts, *, roomy: bool) -> Iterator[Entry]:
    if not row.usable:
        return
    instance, hosting = row.summary.instance, _hosting(row, facts)
    if instance and roomy:
        yield Entry("Instance", Content(instance))
        yield Entry(" ", hosting)
    elif instance:
        yield Entry("Instance", Content(instance) + _DOT + hosting)
    else:
        yield Entry("Hosting", hosting)
    if row.days_left is not None:
        yield Entry("Certificate", _certificate(row.days_left))
    if facts.steps:
        yield Entry("Checklist", Content(f"{facts.done} of {facts.steps} steps done"))


def _runs(facts: ProfileFacts) -> Iterator[Entry]:
    if len(facts.runs) > 1:
        for number, run in enumerate(facts.runs):
            yield Entry(" " if number else "Last tests", _run(run))


def _notes(row: ProfileRow, facts: ProfileFacts) -> Iterator[Entry]:
    for number, line in enumerate(facts.notes.splitlines()):
        yield Entry(" " if number else "Notes", Content(line))
    yield Entry("Kept in", Content.styled(_shown(row.summary.path), "$text-muted"))


def _hosting(row: ProfileRow, facts: ProfileFacts) -> Content:
    tenant = f"tenant {facts.tenant}" if facts.tenant else ""
    return _DOT.join([Content(part) for part in (row.summary.hosting, tenant) if part])


def _certificate(days: int) -> Content:
    if days < 0:
        return Content.styled("expired", "$text-error")
    text = "1 day left" if days == 1 else f"{days} days left"
    return Content.styled(text, "$text-warning" if days < CERTIFICATE_IS_SHORT else "")


def _run(run: RunSummary) -> Content:
    glyph = glyphs.VERDICT[run.verdict]
    verdict = Content.styled(f"{glyph.sign} {glyph.word}", f"${glyph.colour}")
    part = "" if run.complete else "  of some checks"
    return Content.assemble(f"{glyphs.local_time(run.at)}  ", verdict, (part, "$text-muted"))


def _shown(path: Path) -> str:
    try:
        return harmless(f"~/{path.relative_to(Path.home())}", limit=PATH_LIMIT)
    except (ValueError, RuntimeError):
        return harmless(str(path), limit=PATH_LIMIT)
