"""The three lines on top of the test screen: how the run stands, why, and what to do first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from textual.content import Content

from halo_tui.checks.events import CheckFinished, Status, Verdict
from halo_tui.checks.plan import BY_ID, IDS
from halo_tui.checks.results import Results
from halo_tui.checks.runner import verdict_of
from halo_tui.ui.glyphs import NEVER, RUNNING, STATUS, VERDICT, Glyph, local_time
from halo_tui.ui.screens.test_lines import Look, counted, milliseconds

_LABEL = 12
"""Cells of the words before the second and the third line."""

Pieces = list[tuple[str, str]]


class Phase(Enum):
    """What the run is doing; the value is how the screen says so."""

    IDLE = ""
    STARTING = "Starting"
    RUNNING = "Running"
    STOPPING = "Stopping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """All that the three lines are drawn from."""

    results: Results
    phase: Phase = Phase.IDLE
    elapsed: float = 0.0
    """Seconds since the run began."""
    earlier: bool = False
    """Whether this is a run that somebody took out of the history."""
    note: str = ""
    """What else the first line is to say."""
    now: datetime

    @property
    def done(self) -> tuple[int, int]:
        """How many checks of the run have ended, and how many it has."""
        planned = self.results.started.checks if self.results.started else []
        ended = {check for check, _ in self.results.finished}
        return sum(1 for check in planned if check in ended), len(planned)


def head_of(moment: Moment, look: Look, width: int) -> tuple[Content, Content, Content]:
    """The three lines.

    Args:
        moment: what is known.
        look: how this terminal draws.
        width: cells of a line.
    """
    second, third = _why(moment, look)
    return _first(moment, look, width), _labelled(*second), _labelled(*third)


def weightiest(results: Results) -> CheckFinished | None:
    """The result to look at first: the root cause, or what keeps the verdict open."""
    return results.root_cause or _essential_unknown(results)


def rate_limit(results: Results) -> tuple[CheckFinished, datetime] | None:
    """The check that Halo put off, and when it may be asked again."""
    if results.started is None:
        return None
    began = datetime.fromisoformat(results.started.at)
    waits = [
        (result, began + timedelta(milliseconds=result.started_ms + result.ms, seconds=seconds))
        for result in results.finished.values()
        if result.status is Status.UNKNOWN and not results.is_carried(result.check)
        if isinstance(seconds := result.evidence.get("retry_after"), int | float)
    ]
    return max(waits, key=lambda wait: wait[1], default=None)


def _first(moment: Moment, look: Look, width: int) -> Content:
    glyph, text = _state(moment)
    pieces: Pieces = []
    if moment.earlier and moment.results.started:
        when = local_time(moment.results.started.at)
        pieces = [(f" Earlier run of {when} ", "bold reverse"), ("  ", "")]
    pieces.append((f"{look.sign(glyph)} {text}", f"bold ${glyph.colour}"))
    used = sum(len(text) for text, _ in pieces)
    for fact in _facts(moment):
        used += len(fact) + 3
        if used <= width:
            pieces += [("   ", ""), (fact, "")]
    return Content.assemble(*pieces)


def _state(moment: Moment) -> tuple[Glyph, str]:
    if moment.phase is not Phase.IDLE:
        return RUNNING, moment.phase.value
    if not moment.results.finished:
        return NEVER, "No run yet"
    verdict = _verdict(moment.results)
    if verdict is Verdict.UNDECIDED and _stopped(moment.results):
        return VERDICT[verdict], "STOPPED"
    if verdict is None:
        return NEVER, "Not everything was run"
    return VERDICT[verdict], VERDICT[verdict].word.upper()


def _verdict(results: Results) -> Verdict | None:
    """What all results say together; None while some checks have none, and none failed."""
    verdict = verdict_of(results.finished.values())
    covered = {check for check, _ in results.finished} >= set(IDS)
    return verdict if covered or verdict is Verdict.NOT_READY else None


def _stopped(results: Results) -> int:
    """How many checks had not finished when somebody stopped the run."""
    return sum(1 for result in results.finished.values() if result.code.endswith(".cancelled"))


def _facts(moment: Moment) -> Iterable[str]:
    """What the first line says beside the state, the weightiest first."""
    results = moment.results
    if moment.phase is Phase.RUNNING:
        done, planned = moment.done
        yield f"{done} of {planned}"
        yield f"{moment.elapsed:.1f} s"
        yield "x stops it"
    elif moment.phase is Phase.IDLE and results.finished:
        if moment.note:
            yield moment.note
        yield counted(result.status for result in results.finished.values())
        if results.started and not moment.earlier:
            yield local_time(results.started.at)
        if results.ended:
            yield milliseconds(results.ended.ms)
            yield f"{results.ended.requests} requests"
        if moment.earlier:
            yield "esc: the latest"


def _why(moment: Moment, look: Look) -> tuple[Pieces, Pieces]:
    results = moment.results
    if moment.phase is Phase.IDLE and not results.finished:
        asks = f"{len(IDS)} checks; they only read, nothing in your Halo is changed"
        return [("", ""), (asks, "")], [("", ""), ("r runs them", "")]
    root = results.root_cause
    if root is not None:
        glyph = STATUS[Status.FAIL]
        cause = f"{look.sign(glyph)} {root.summary}"
        return [("Root cause", ""), (cause, f"bold ${glyph.colour}")], _first_step(root)
    if moment.phase is not Phase.IDLE:
        return [], []
    return _without_failure(moment, look)


def _first_step(result: CheckFinished) -> Pieces:
    first = result.next_step or next(iter(result.cure), "")
    return [("Next", ""), (first, "")]


def _without_failure(moment: Moment, look: Look) -> tuple[Pieces, Pieces]:
    results = moment.results
    wait = rate_limit(results)
    if wait is not None:
        result, until = wait
        return [("Rate limit", ""), (result.summary, "")], _countdown(until, moment.now)
    left_out = len(set(IDS) - {check for check, _ in results.finished})
    if left_out:
        return [("", ""), (f"{left_out} of {len(IDS)} checks were not run", "")], [
            ("", ""), ("r runs all of them", "")
        ]  # fmt: skip
    stopped = _stopped(results)
    if stopped:
        again = "r runs all again, f only what is still open"
        return [("", ""), (f"{stopped} checks had not finished", "")], [("Next", ""), (again, "")]
    open_one = _essential_unknown(results)
    if open_one is not None:
        glyph = STATUS[open_one.status]
        text = f"{look.sign(glyph)} {open_one.summary}"
        return [("Still open", ""), (text, f"bold ${glyph.colour}")], _first_step(open_one)
    return [("", ""), ("Gradient will be able to connect", "")], _after_ready(results)


def _essential_unknown(results: Results) -> CheckFinished | None:
    order = {check: place for place, check in enumerate(IDS)}
    undecided = [
        result
        for result in results.finished.values()
        if result.status in (Status.UNKNOWN, Status.SKIP)
        and result.check in BY_ID
        and BY_ID[result.check].essential
    ]
    undecided.sort(key=lambda result: (result.status is Status.SKIP, order[result.check]))
    return undecided[0] if undecided else None


def _after_ready(results: Results) -> Pieces:
    carried = any(results.is_carried(check) for check, _ in results.finished)
    if carried:
        return [("Next", ""), ("Only a part was run now: r runs everything, to be sure", "")]
    looks = sum(1 for result in results.finished.values() if result.status is Status.WARN)
    remark = f"; {looks} to look at: v shows them" if looks else ""
    return [("Next", ""), (f"5 has the values for Gradient{remark}", "")]


def _countdown(until: datetime, now: datetime) -> Pieces:
    left = (until - now).total_seconds()
    if left > 0:
        return [("Wait", ""), (f"{left:.0f} s, then o runs the check again", "")]
    return [("Next", ""), ("The wait is over: f runs again what is still open", "")]


def _labelled(*pieces: tuple[str, str]) -> Content:
    if not pieces:
        return Content("")
    (label, _), *rest = pieces
    return Content.assemble((f"{label:<{_LABEL}}" if label else "", "$text-muted"), *rest)
