"""The lines on top of the test screen: how the run stands, why, and what to do first."""

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
from halo_tui.ui.kit.glyphs import CHANGED, NEVER, RUNNING, STATUS, VERDICT, chip, local_time
from halo_tui.ui.verify.groups import PROBLEMS, counted, listed
from halo_tui.ui.verify.lines import Look, milliseconds
from halo_tui.ui.verify.names import name_of
from halo_tui.ui.widgets.chrome import key_hint

LABEL = 12
"""Cells of the words before cause and next step."""


class Phase(Enum):
    """What the run is doing; the value is how the screen says so."""

    IDLE = ""
    STARTING = "Starting"
    RUNNING = "Running"
    STOPPING = "Stopping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """All that the lines are drawn from."""

    results: Results
    phase: Phase = Phase.IDLE
    elapsed: float = 0.0
    """Seconds since the run began."""
    earlier: bool = False
    """Whether this is a run that somebody took out of the history."""
    changed: bool = False
    """Whether the values are others than those that the run has tested."""
    now: datetime

    @property
    def done(self) -> tuple[int, int]:
        """How many checks of the run have ended, and how many it has."""
        planned = self.results.started.checks if self.results.started else []
        ended = {check for check, _ in self.results.finished}
        return sum(1 for check in planned if check in ended), len(planned)


def head_of(moment: Moment, look: Look, width: int, height: int = 3) -> list[Content]:
    """The lines; a cause too long for its own goes on in the next, if there is one to spare.

    Args:
        moment: what is known.
        look: how this terminal draws.
        width: cells of a line.
        height: how many lines there are.
    """
    lines = [_first(moment, look, width)]
    second, third = _why(moment, look)
    room = max(1, width - LABEL)  # no width at all before the first layout
    for block, kept in ((second, 1), (third, 0)):
        lines += _wrapped(*block, room, height - len(lines) - kept)
    return [*lines, *[Content("")] * height][:height]


def _wrapped(label: str, text: Content, width: int, most: int) -> list[Content]:
    """A labelled text in at most so many lines; the label's column stays free below it."""
    if not text:
        return [Content("")]
    head = Content.styled(f"{label:<{LABEL}}" if label else "", "$text-muted")
    room = width if label else width + LABEL
    lines = text.wrap(room)
    if len(lines) > most:
        lines = [*lines[: most - 1], _rest(text, lines, most).truncate(room, ellipsis=True)]
    first, *rest = lines
    return [head + first, *(line.pad_left(head.cell_length) for line in rest)]


def _rest(text: Content, lines: list[Content], most: int) -> Content:
    """What is left of a text for the last of its lines."""
    if most <= 1:
        return text
    shown = " ".join(line.plain.rstrip() for line in lines[: most - 1])
    return text[len(shown) + 1 :]


def weightiest(results: Results) -> CheckFinished | None:
    """The result to look at first: the root cause, or what keeps the verdict open."""
    return results.root_cause or _essential_unknown(results)


def to_look_at(results: Results) -> CheckFinished | None:
    """The result to begin with: the weightiest, else the first that is not plainly good."""
    order = {check: place for place, check in enumerate(IDS)}
    rest = [result for result in results.finished.values() if result.status in PROBLEMS]
    rest.sort(key=lambda result: order.get(result.check, len(order)))
    return weightiest(results) or next(iter(rest), None)


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
    line = _state(moment, look)
    if moment.earlier and moment.results.started:
        when = local_time(moment.results.started.at)
        line = Content.assemble((f" Earlier run of {when} ", "bold reverse"), "  ", line)
    for fact in _facts(moment):
        if line.cell_length + _APART + fact.cell_length > width:
            return line + Content(" " * _APART) + _begun(fact, width - line.cell_length - _APART)
        line = line + Content(" " * _APART) + fact
    return line


def _begun(fact: Content, width: int) -> Content:
    """As many parts of a fact as there is room for."""
    parts = fact.plain.split(_DOT)
    while parts and len(_DOT.join(parts)) > width:
        parts.pop()
    return fact[: len(_DOT.join(parts))]


def _state(moment: Moment, look: Look) -> Content:
    glyph, text = NEVER, "Not everything was run"
    if moment.phase is not Phase.IDLE:
        glyph, text = RUNNING, moment.phase.value
    elif not moment.results.finished:
        text = "No run yet"
    elif moment.changed:
        return chip(CHANGED)
    else:
        verdict = _verdict(moment.results)
        if verdict is not None and not (verdict is Verdict.UNDECIDED and _stopped(moment.results)):
            return chip(VERDICT[verdict])
        if verdict is not None:
            glyph, text = VERDICT[verdict], "STOPPED"
    return Content.styled(f"{glyph.sign} {text}", f"bold ${glyph.colour}")


def _verdict(results: Results) -> Verdict | None:
    """What all results say together; None while some checks have none, and none failed."""
    verdict = verdict_of(results.finished.values())
    covered = {check for check, _ in results.finished} >= set(IDS)
    return verdict if covered or verdict is Verdict.NOT_READY else None


def _stopped(results: Results) -> int:
    """How many checks had not finished when somebody stopped the run."""
    return sum(1 for result in results.finished.values() if result.code.endswith(".cancelled"))


def _facts(moment: Moment) -> Iterable[Content]:
    """What the first line says beside the state, the weightiest first."""
    results = moment.results
    if moment.phase is Phase.RUNNING:
        done, planned = moment.done
        yield Content(f"{done} of {planned}")
        yield Content(f"{moment.elapsed:.1f} s")
        yield key_hint("x", "stops it")
    elif moment.phase is Phase.IDLE and results.finished:
        if moment.earlier:
            yield key_hint("esc", "back to the latest")
        ready = _verdict(results) is Verdict.READY
        statuses = (result.status for result in results.finished.values())
        yield Content(counted(statuses, passes_first=ready))
        if results.ended:
            effort = f"{milliseconds(results.ended.ms)} · {results.ended.requests} requests"
            yield Content.styled(effort, "$text-muted")


_APART = 3
"""Cells between two facts."""
_DOT = " · "

Block = tuple[str, Content]
"""A label, and what stands behind it."""
_NOTHING: Block = ("", Content(""))


def _why(moment: Moment, look: Look) -> tuple[Block, Block]:
    """Why it is so, and what to do."""
    results = moment.results
    if moment.phase is Phase.IDLE and not results.finished:
        asks = f"{len(IDS)} checks; they only read, nothing in your Halo is changed"
        return ("", Content(asks)), ("", key_hint("r", "runs them"))
    if moment.changed and moment.phase is Phase.IDLE:
        return ("", Content("The values were changed after this run: what it says may not hold")), (
            "Next", key_hint("r", "tests them"),
        )  # fmt: skip
    root = results.root_cause
    if root is not None:
        return _signed("Cause", root, look), _first_step(root, moment)
    if moment.phase is not Phase.IDLE:
        now = listed(name_of(check) for check, _ in results.running)
        return ("Now" if now else "", Content.styled(now, "$text-muted")), _NOTHING
    return _without_failure(moment, look)


def _signed(label: str, result: CheckFinished, look: Look) -> Block:
    glyph = STATUS[result.status]
    return label, Content.styled(f"{glyph.sign} {result.summary}", f"bold ${glyph.colour}")


def _first_step(result: CheckFinished, moment: Moment) -> Block:
    """What to do; nothing for a run that is long over."""
    first = result.next_step or next(iter(result.cure), "")
    return ("Next", Content(first)) if first and not moment.earlier else _NOTHING


def _without_failure(moment: Moment, look: Look) -> tuple[Block, Block]:
    results = moment.results
    wait = rate_limit(results)
    if wait is not None:
        result, until = wait
        return ("Put off", Content(result.summary)), _countdown(until, moment.now)
    left_out = len(set(IDS) - {check for check, _ in results.finished})
    if left_out:
        text = Content(f"{left_out} of {len(IDS)} checks were not run")
        return ("", text), ("", key_hint("r", "runs all of them"))
    stopped = _stopped(results)
    if stopped:
        again = key_hint("r", "runs all again   ") + key_hint("f", "only what is still open")
        return ("", Content(f"{stopped} checks had not finished")), ("Next", again)
    open_one = _essential_unknown(results)
    if open_one is not None:
        return _signed("Still open", open_one, look), _first_step(open_one, moment)
    if moment.earlier:
        return ("", Content("Gradient was able to connect")), _NOTHING
    return ("", Content("Gradient will be able to connect")), ("Next", _after_ready(results))


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


def _after_ready(results: Results) -> Content:
    if any(results.is_carried(check) for check, _ in results.finished):
        return key_hint("r", "runs everything, to be sure: only a part was run now")
    looks = sum(1 for result in results.finished.values() if result.status is Status.WARN)
    values = key_hint("5", "the values for Gradient")
    return values + Content("   ") + key_hint("v", "what there is to look at") if looks else values


def _countdown(until: datetime, now: datetime) -> Block:
    left = (until - now).total_seconds()
    if left > 0:
        return "Wait", Content(f"{left:.0f} s, then ") + key_hint("o", "runs the check again")
    return "Next", key_hint("f", "runs again what is still open: the wait is over")
