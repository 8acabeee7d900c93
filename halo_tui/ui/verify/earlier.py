"""Earlier runs on the test screen: a line for each, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text
from textual.content import Content

from halo_tui.checks.events import Status
from halo_tui.checks.results import Results
from halo_tui.ui.kit.glyphs import RUNNING, STATUS, VERDICT, WAITING, Glyph
from halo_tui.ui.verify.lines import Look, fit
from halo_tui.ui.verify.names import host_of, name_of
from halo_tui.ui.widgets.chrome import key_hint
from halo_tui.ui.widgets.sheet import Entry
from halo_tui.workspace import history
from halo_tui.workspace.history import Change, RunSummary

_DAY = 12
_TIME = 10
_VERDICT = 13
_WEIGHT = {Status.PASS: 0, Status.WARN: 1, Status.SKIP: 2, Status.UNKNOWN: 2, Status.FAIL: 3}


@dataclass(frozen=True, slots=True)
class Past:
    """One run that is kept."""

    summary: RunSummary
    results: Results
    """Its results, on those of the runs before it where it left checks out."""
    previous: Results
    """What stood before it; nothing before the first."""
    changes: Sequence[Change]
    """What it changed."""


def past_line(past: Past, width: int, look: Look, *, after: Past | None = None) -> Text:
    """The line of one run: day, time, verdict, root cause, what changed.

    Args:
        past: the run.
        width: cells of the line.
        look: how this terminal draws.
        after: the run in the line above; a day is told once.
    """
    day, time = _day_and_time(past)
    told = "" if after is not None and _day_and_time(after)[0] == day else day
    glyph = VERDICT[past.summary.verdict]
    changed = _changed(past.changes)
    room = max(10, width - _DAY - _TIME - _VERDICT - len(changed))
    line = Text(no_wrap=True, end="")
    line.append(fit(told, _DAY), look.colour(WAITING))
    line.append(fit(time, _TIME))
    line.append(fit(f"{glyph.sign} {glyph.word}", _VERDICT), look.colour(glyph))
    line.append(fit(_cause(past), room))
    line.append(changed, look.colour(RUNNING))
    return line


def past_details(past: Past, look: Look) -> Iterator[Entry]:
    """What changed from the run before to this one."""
    yield Entry("", Content.styled(f"Run of {' '.join(_day_and_time(past))}", "bold"))
    glyph = VERDICT[past.summary.verdict]
    yield Entry("", Content.styled(f"{glyph.sign} {glyph.word}", f"${glyph.colour}"))
    if not past.summary.complete:
        yield Entry("", Content.styled("Only some of the checks were run", "$text-muted"))
    yield Entry("", Content(_cause(past)))
    yield Entry("", Content(""))
    if not past.previous.finished:
        yield Entry("", Content.styled("The first run that is kept", "$text-muted"))
    elif not past.changes:
        yield Entry("", Content.styled("Nothing changed since the run before", "$text-muted"))
    else:
        yield Entry("", Content.styled("Changed since the run before", "bold $text-muted"))
    weighty = [change for change in past.changes if _weighs(change)]
    for change in weighty:
        yield Entry("", _change(change, look))
    skipped = len(past.changes) - len(weighty)
    if skipped:
        text = f"{skipped} more were not run in one of the two"
        yield Entry("", Content.styled(text, "$text-muted"))
    yield Entry("", Content(""))
    hints = (key_hint("enter", "opens this run"), key_hint("esc", "back to the checks"))
    yield Entry("", Content("   ").join(hints))


def _day_and_time(past: Past) -> tuple[str, str]:
    moment = datetime.fromisoformat(past.summary.at).astimezone()
    return moment.strftime("%Y-%m-%d"), moment.strftime("%H:%M:%S")


def _cause(past: Past) -> str:
    root = past.results.root_cause
    return root.summary if root else past.summary.root_cause or ""


def _changed(changes: Sequence[Change]) -> str:
    """What a run brought: what it mended, what fails anew, what else weighs more than before."""
    weighty = [
        (_WEIGHT[change.before_status], _WEIGHT[change.after_status])
        for change in changes
        if change.after_status and change.before_status and _weighs(change)
    ]
    failure = _WEIGHT[Status.FAIL]
    mended = sum(1 for before, after in weighty if after < before)
    failures = sum(1 for before, after in weighty if before < after == failure)
    worse = sum(1 for before, after in weighty if before < after < failure)
    parts = [
        f"{mended} mended" if mended else "",
        f"{failures} new failure{'s' if failures > 1 else ''}" if failures else "",
        f"{worse} less sure" if worse else "",
    ]
    return ", ".join(filter(None, parts))


def _weighs(change: Change) -> bool:
    """Whether a check was run both times: one that was skipped only follows from another."""
    return not {change.before_status, change.after_status} & {None, Status.SKIP}


def _change(change: Change, look: Look) -> Content:
    host = f" ({host_of(change.target)})" if change.target else ""
    before, after = _glyph(change.before_status), _glyph(change.after_status)
    return Content.assemble(
        (f"{after.sign} ", f"${after.colour}"),
        f"{name_of(change.check)}{host}: {before.word} → {after.word}",
    )


def _glyph(status: Status | None) -> Glyph:
    return STATUS[status] if status else Glyph(WAITING.sign, "not run", "text-muted")


def read_runs(slug: str) -> list[Past]:
    """Every run that is kept of a profile, newest first; blocks while files are read."""
    runs: list[Past] = []
    before = Results()
    for summary in reversed(history.runs(slug)):
        results = Results.of(history.load(summary.path)).over(before)
        changes = history.changes(before.finished.values(), results.finished.values())
        runs.append(Past(summary, results, before, changes if before.finished else ()))
        before = results
    return runs[::-1]
