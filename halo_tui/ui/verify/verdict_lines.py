"""The lines of the head: the state of the run, its cause, and who must do what first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, TypeAlias

from textual.content import Content

from halo_tui.base.text import ELLIPSIS
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.plan import IDS, title_of
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import ACTORS, Status
from halo_tui.ui.kit.glyphs import CHANGED, NEVER, RUNNING, STATUS, VERDICT, chip, local_time
from halo_tui.ui.verify.causes import alternatives, causes_of, followed_cause, open_essential
from halo_tui.ui.verify.run_state import Phase, RunState
from halo_tui.ui.verify.verdict import (
    checks_left_out,
    checks_stopped,
    rate_limit,
    verdict_so_far,
)
from halo_tui.ui.verify.words import counted, listed, milliseconds, within
from halo_tui.ui.widgets.chrome import action_hint

LABEL: Final = 12
"""The width of the label before a cause or next step, in cells."""
_APART: Final = 3
"""Cells between two facts in the first line."""
_DOT: Final = " · "

LabelledText: TypeAlias = tuple[str, Content]
"""A label, and the text after it."""
_NOTHING: Final[LabelledText] = ("", Content(""))


def verdict_lines(state: RunState, width: int, height: int = 3) -> list[Content]:
    """Return the lines of the head; a long cause continues in the next line if one is free.

    Args:
        state: the state of the shown run.
        width: the width of a line, in cells.
        height: the number of lines.
    """
    lines = [_first(state, width)]
    second, third = _why(state)
    room = max(1, width - LABEL)  # the width is 0 before the first layout
    for block, kept in ((second, 1), (third, 0)):
        lines += _wrapped(*block, room, height - len(lines) - kept)
    return [*lines, *[Content("")] * height][:height]


def _wrapped(label: str, text: Content, width: int, most: int) -> list[Content]:
    """Return a labelled text in at most `most` lines; the column below the label stays empty."""
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
    """Return the rest of a text for the last of its lines."""
    if most <= 1:
        return text
    shown = " ".join(line.plain.rstrip() for line in lines[: most - 1])
    return text[len(shown) + 1 :]


def _first(state: RunState, width: int) -> Content:
    line = _state(state)
    if state.from_history and state.results.started:
        when = local_time(state.results.started.at)
        line = Content.assemble((f" Earlier run of {when} ", "bold reverse"), "  ", line)
    for fact in _facts(state):
        if line.cell_length + _APART + fact.cell_length > width:
            return (
                line
                + Content(" " * _APART)
                + _fitting_parts(fact, width - line.cell_length - _APART)
            )
        line = line + Content(" " * _APART) + fact
    return line


def _fitting_parts(fact: Content, width: int) -> Content:
    """Return as many parts of a fact as fit, with a sign that some are left out."""
    left_out = Content.styled(f" {ELLIPSIS}", "$text-muted")
    width -= left_out.cell_length
    shorter = within(fact.plain, width)
    fits = len(shorter) <= width and fact.plain.startswith(shorter)
    return fact[: len(shorter)] + left_out if fits else Content("")


def _state(state: RunState) -> Content:
    glyph, text = NEVER, "No run yet"
    verdict = verdict_so_far(state.results)
    if state.phase is not Phase.IDLE:
        glyph, text = RUNNING, state.phase.value
    elif verdict is not None:
        return chip(CHANGED if state.values_changed else VERDICT[verdict])
    return Content.styled(f"{glyph.sign} {text}", f"bold ${glyph.colour}")


def _facts(state: RunState) -> Iterable[Content]:
    """Yield what the first line shows after the state, the most important first."""
    results = state.results
    if state.phase is Phase.RUNNING:
        ended, planned = state.ended_and_planned
        yield Content(f"{ended} of {planned}")
        yield Content(f"{state.elapsed:.1f} s")
        yield action_hint("test.cancel", "stops it")
    elif state.phase is Phase.IDLE and results.finished:
        if state.from_history:
            yield action_hint("app.go_back", "back to the latest")
        yield Content(_counts(results))
        if results.ended:
            effort = f"{milliseconds(results.ended.ms)} · {results.ended.requests} requests"
            yield Content.styled(effort, "$text-muted")


def _counts(results: Results) -> str:
    """Return how many checks ended with which status; those that follow from a cause apart."""
    own = [r for r in results.finished.values() if not followed_cause(r, results)]
    following = len(results.finished) - len(own)
    passed = sum(1 for result in own if result.status is Status.PASS)
    others = [result for result in own if result.status is not Status.PASS]
    follow = f"{following} {'follows' if following == 1 else 'follow'} from it" if following else ""
    if not causes_of(results):
        parts = [f"{passed} of {len(results.finished)} passed", follow, counted(others)]
    else:
        first, _, rest = counted(others).partition(_DOT)
        parts = [first, follow, rest, f"{passed} passed"]
    return _DOT.join(filter(None, parts))


def _why(state: RunState) -> tuple[LabelledText, LabelledText]:
    """Return the reason for the state, and the next step."""
    results = state.results
    if state.phase is Phase.IDLE and not results.finished:
        if not state.has_profile:
            nothing = Content("No profile is open, so there is nothing to test yet")
            return ("", nothing), ("", action_hint("app.show_profiles", "opens one"))
        asks = f"{len(IDS)} checks; they only read, nothing in your Halo is changed"
        return ("", Content(asks)), ("", action_hint("test.run", "runs them"))
    if state.values_changed and state.phase is Phase.IDLE:
        return ("", Content("The values were changed after this run: what it says may not hold")), (
            "Next", action_hint("test.run", "tests them"),
        )  # fmt: skip
    causes = causes_of(results)
    if causes:
        return _causes(causes, results), _first_step(causes[0], state)
    if state.phase is not Phase.IDLE:
        now = listed(title_of(check) for check, _ in results.running)
        return ("Now" if now else "", Content.styled(now, "$text-muted")), _NOTHING
    return _without_failure(state)


def _causes(causes: list[CheckFinished], results: Results) -> LabelledText:
    label, text = _signed("Cause", causes[0])
    for other in alternatives(causes[0], results):
        text += Content.assemble(("  or: ", "$text-muted"), (other, "bold $text-error"))
    return label, text + _and_more(len(causes) - 1, "cause")


def _and_more(count: int, what: str) -> Content:
    others = f"  and {count} more {what}{'' if count == 1 else 's'}" if count else ""
    return Content.styled(others, "$text-muted")


def _signed(label: str, result: CheckFinished) -> LabelledText:
    glyph = STATUS[result.status]
    return label, Content.styled(f"{glyph.sign} {result.summary}", f"bold ${glyph.colour}")


def _first_step(result: CheckFinished, state: RunState) -> LabelledText:
    """Return who must do what first; nothing for a run from the history."""
    first = result.next_step or next(iter(result.cure), "")
    if not first or state.from_history:
        return _NOTHING
    step = Content.styled(first, "bold")
    who = ACTORS.get(result.who)
    return "Next", Content.assemble(f"{who}: ", step) if who else step


def _without_failure(state: RunState) -> tuple[LabelledText, LabelledText]:
    results = state.results
    wait = rate_limit(results)
    if wait is not None:
        result, until = wait
        return ("Put off", Content(result.summary)), _countdown(until, state.now)
    left_out = checks_left_out(results)
    if left_out:
        text = f"{left_out} of {len(IDS)} checks were not run: nothing is said of the connection"
        return ("", Content(text)), ("", action_hint("test.run", "runs all of them"))
    stopped = checks_stopped(results)
    if stopped:
        again = action_hint("test.run", "runs all again   ")
        rest = action_hint("test.run_failed", "only what is still open")
        return ("", Content(f"{stopped} checks had not finished")), ("Next", again + rest)
    open_one = open_essential(results)
    if open_one is not None:
        return _signed("Still open", open_one), _first_step(open_one, state)
    after = _NOTHING if state.from_history else ("Next", _after_ready(results))
    if results.warnings:
        label, warning = _signed("Look at", results.warnings[0])
        return (label, warning + _and_more(len(results.warnings) - 1, "warning")), after
    was = "was" if state.from_history else "is"
    return ("", Content(f"All that this computer can see {was} ready for Gradient")), after


def _after_ready(results: Results) -> Content:
    if any(results.is_carried(check) for check, _ in results.finished):
        return action_hint("test.run", "runs everything, to be sure: only a part was run now")
    values = action_hint("app.show_handover", "hands the values over to Gradient")
    look = action_hint("test.filter", "what there is to look at")
    return values + Content("   ") + look if results.warnings else values


def _countdown(until: datetime, now: datetime) -> LabelledText:
    left = (until - now).total_seconds()
    if left > 0:
        again = action_hint("test.run_one", "runs the check again")
        return "Wait", Content(f"{left:.0f} s, then ") + again
    return "Next", action_hint("test.run_failed", "runs again what is still open: the wait is over")
