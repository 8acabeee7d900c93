"""The earlier runs on the Test screen: their lines, and the changes from run to run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text
from textual.content import Content

from halo_tui.base.cells import fit
from halo_tui.checks.plan import title_of
from halo_tui.checks.results import WORST_FIRST, Results
from halo_tui.checks.verdicts import Status
from halo_tui.ui.kit.glyphs import RUNNING, STATUS, VERDICT, WAITING, ColourOf, Glyph
from halo_tui.ui.verify.check_details import GAP
from halo_tui.ui.verify.words import host_of, numbered
from halo_tui.ui.widgets.chrome import action_hint
from halo_tui.ui.widgets.sheet import Entry
from halo_tui.workspace import history
from halo_tui.workspace.history import Change
from halo_tui.workspace.last_run import RunSummary

_DAY = 12
_TIME = 10
_VERDICT = 13


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run in the history."""

    summary: RunSummary
    results: Results
    """Its results; for checks that it left out, those of the runs before."""
    previous: Results
    """The results before this run; empty for the first run."""
    changes: Sequence[Change]
    """The differences between `previous` and `results`."""


def kept_run_line(
    run: KeptRun, width: int, colour: ColourOf, *, above: KeptRun | None = None
) -> Text:
    """Return the line of a run: day, time, verdict, root cause, and changes.

    Args:
        run: the run.
        width: the width of the line, in cells.
        colour: returns the colour of a glyph.
        above: the run in the line above; the same day is not repeated.
    """
    day, time = _day_and_time(run)
    same_day = above is not None and _day_and_time(above)[0] == day
    glyph = VERDICT[run.summary.verdict]
    changed = _changed(run.changes)
    room = max(10, width - _DAY - _TIME - _VERDICT - len(changed))
    line = Text(no_wrap=True, end="")
    line.append(fit("" if same_day else day, _DAY), colour(WAITING))
    line.append(fit(time, _TIME))
    line.append(fit(f"{glyph.sign} {glyph.word}", _VERDICT), colour(glyph))
    line.append(fit(_cause(run), room))
    line.append(changed, colour(RUNNING))
    return line


def kept_run_details(run: KeptRun) -> Iterator[Entry]:
    """Yield the details of a run, with the changes since the run before."""
    yield Entry("", Content.styled(f"Run of {' '.join(_day_and_time(run))}", "bold"))
    glyph = VERDICT[run.summary.verdict]
    yield Entry("", Content.styled(f"{glyph.sign} {glyph.word}", f"${glyph.colour}"))
    if not run.summary.complete:
        yield Entry("", Content.styled("Only some of the checks were run", "$text-muted"))
    yield Entry("", Content(_cause(run)))
    yield GAP
    if not run.previous.finished:
        yield Entry("", Content.styled("The first run that is kept", "$text-muted"))
    elif not run.changes:
        yield Entry("", Content.styled("Nothing changed since the run before", "$text-muted"))
    else:
        yield Entry("", Content.styled("Changed since the run before", "bold $text-muted"))
    in_both = [change for change in run.changes if _ran_both_times(change)]
    for change in in_both:
        yield Entry("", _change(change))
    left_out = len(run.changes) - len(in_both)
    if left_out:
        text = f"{left_out} more were not run in one of the two"
        yield Entry("", Content.styled(text, "$text-muted"))
    yield GAP
    back = action_hint("app.go_back", "back to the checks")
    yield Entry("", Content("   ").join((action_hint("test.read", "opens this run"), back)))


def read_kept_runs(slug: str) -> list[KeptRun]:
    """Return all runs in the history of a profile, newest first; blocks while files are read."""
    runs: list[KeptRun] = []
    before = Results()
    for summary in reversed(history.runs(slug)):
        results = Results.of(history.load(summary.path)).completed_by(before)
        changes = history.changes(before.finished.values(), results.finished.values())
        runs.append(KeptRun(summary, results, before, changes if before.finished else ()))
        before = results
    return runs[::-1]


def _day_and_time(run: KeptRun) -> tuple[str, str]:
    began = datetime.fromisoformat(run.summary.at).astimezone()
    return began.strftime("%Y-%m-%d"), began.strftime("%H:%M:%S")


def _cause(run: KeptRun) -> str:
    root = run.results.root_cause
    return root.summary if root else run.summary.root_cause or ""


def _changed(changes: Sequence[Change]) -> str:
    """Return how many checks are fixed, newly failed, or otherwise worse than before."""
    places = [
        (_place(change.before_status), _place(change.after_status))
        for change in changes
        if change.after_status and change.before_status and _ran_both_times(change)
    ]
    failed = _place(Status.FAIL)
    fixed = sum(1 for before, after in places if after > before)
    failures = sum(1 for before, after in places if after == failed < before)
    worse = sum(1 for before, after in places if failed < after < before)
    parts = [
        f"{fixed} fixed" if fixed else "",
        f"{numbered(failures, 'new failure', 'new failures')}" if failures else "",
        f"{worse} less sure" if worse else "",
    ]
    return ", ".join(filter(None, parts))


def _place(status: Status) -> int:
    return WORST_FIRST.index(status)


def _ran_both_times(change: Change) -> bool:
    """Return whether a check ran both times; a skipped check only follows from another."""
    return not {change.before_status, change.after_status} & {None, Status.SKIP}


def _change(change: Change) -> Content:
    host = f" ({host_of(change.target)})" if change.target else ""
    before, after = _glyph(change.before_status), _glyph(change.after_status)
    return Content.assemble(
        (f"{after.sign} ", f"${after.colour}"),
        f"{title_of(change.check)}{host}: {before.word} → {after.word}",
    )


def _glyph(status: Status | None) -> Glyph:
    return STATUS[status] if status else Glyph(WAITING.sign, "not run", "text-muted")
