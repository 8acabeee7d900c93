"""The lines of the Test screen: one for each check and subject, all of the same width.

A line keeps its width when it changes, so that nothing beside it has to be painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from halo_tui.base.cells import fit, wrap
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.plan import BY_ID, Per, title_of
from halo_tui.checks.results import CheckKey, Results
from halo_tui.checks.verdicts import Status
from halo_tui.ui.kit.glyphs import RUNNING, STATUS, VERDICT, WAITING, ColourOf, Glyph
from halo_tui.ui.verify.causes import followed_cause
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.verify.subject_summary import SubjectSummary, follows_from
from halo_tui.ui.verify.verdict import verdict_so_far
from halo_tui.ui.verify.words import counted, host_of, milliseconds, within

NAME: Final = 16
"""The width of the title of a check or subject, in cells."""
SLOW: Final = 100
"""The duration of a check from which it is always shown, in milliseconds."""
_TIME: Final = 7
_WIDEST_BAR: Final = 12
_MESSAGE: Final = 44
"""The minimum width of a message beside a bar, in cells."""
_BEFORE_SIGN: Final = "   "
"""Takes the place of the fold sign of branches."""
_BAR: Final = Glyph("━", "", "text-primary")


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of a line's columns, in cells."""

    message: int
    time: int
    """The column for the duration of a check."""
    bar: int
    """The bar that shows when a check ran, with the blank before it; 0 if there is none."""

    @classmethod
    def within(cls, width: int, *, roomy: bool = False) -> Columns:
        """Return the columns for a line.

        Args:
            width: the width of the line, in cells.
            roomy: whether a bar may be shown if the message has enough room.
        """
        rest = max(10, width - 2 - NAME - _TIME)
        bar = max(0, min(_WIDEST_BAR, rest - _MESSAGE)) if roomy else 0
        bar = bar + 1 if bar > 1 else 0
        return cls(rest - bar, _TIME, bar)

    @property
    def width(self) -> int:
        """The width of the whole line."""
        return 2 + NAME + self.message + self.time + self.bar

    @property
    def heading(self) -> str:
        """The titles of the columns; empty without bars."""
        words = f"{'':<{2 + NAME}}{'':<{self.message}}{'took':>{self.time}}"
        return f"{words} {'ran':<{self.bar - 1}}" if self.bar else ""


def check_line(
    key: CheckKey, run: ShownRun, columns: Columns, colour: ColourOf, *, wraps: bool = False
) -> Text:
    """Return the line of one check at one target.

    Args:
        key: the check and its target.
        run: the run with its result.
        columns: the widths of the columns.
        colour: returns the colour of a glyph.
        wraps: whether a long message continues in `continuation_lines`.
    """
    result = run.results.finished.get(key)
    glyph = glyph_of(key, run.results)
    mark = _changed_mark(run.earlier_status(key))
    follows = result is not None and followed_cause(result, run.results) is not None
    quiet = follows or _is_quiet(result)
    muted = colour(WAITING)
    line = Text(no_wrap=True, end="")
    line.append(f"{glyph.sign} ", colour(glyph))
    line.append(fit(title_of(key[0]), NAME), muted if follows else "")
    room, spent = _message_room(key, run, columns)
    message = _wrapped(key, run, columns)[0] if wraps else message_of(key, run)
    message = fit(message, room)
    bar = _bar(result, run, columns.bar, _BAR.sign) if columns.bar else ""
    blank = bar if not bar.strip() else ""
    # Join neighbours of the same style: each piece of text costs an escape sequence.
    if quiet and not mark:
        line.append(message + spent + blank, muted)
    else:
        line.append(message, muted if quiet else "")
        line.append(mark, colour(RUNNING))
        line.append(spent + blank, muted)
    if not blank:
        line.append(bar, colour(_BAR))
    return line


def continuation_lines(
    key: CheckKey, run: ShownRun, columns: Columns, colour: ColourOf
) -> list[Text]:
    """Return the lines with the rest of a check's long message; usually none.

    Args:
        key: the check and its target.
        run: the run with its result.
        columns: the widths of the columns.
        colour: returns the colour of a glyph.
    """
    style = colour(WAITING) if _is_quiet(run.results.finished.get(key)) else ""
    lines: list[Text] = []
    for rest in _wrapped(key, run, columns)[1:]:
        line = Text(" " * (2 + NAME), no_wrap=True, end="")
        line.append(fit(rest, columns.width - 2 - NAME), style)
        lines.append(line)
    return lines


def follow_ups_line(
    keys: Sequence[CheckKey], run: ShownRun, columns: Columns, colour: ColourOf
) -> Text:
    """Return the line above those checks of a subject that only follow from a cause.

    Args:
        keys: these checks and their targets.
        run: the run with their results.
        columns: the widths of the columns.
        colour: returns the colour of a glyph.
    """
    glyph = STATUS[Status.SKIP]
    text = f"{glyph.sign} {SubjectSummary.of(keys, run.results).sentence}"
    return Text(fit(text, columns.width), colour(WAITING), no_wrap=True, end="")


def whole_line(run: ShownRun, columns: Columns, colour: ColourOf) -> Text:
    """Return the line of the whole run.

    Args:
        run: the run.
        columns: the widths of the columns.
        colour: returns the colour of a glyph.
    """
    verdict = verdict_so_far(run.results)
    glyph = VERDICT[verdict] if verdict else WAITING
    line = Text(_BEFORE_SIGN, no_wrap=True, end="")
    line.append(f"{glyph.sign} ", colour(glyph))
    line.append(fit("Whole run", NAME), "bold")
    room = columns.width - 2 - NAME
    line.append(fit(within(_sentence_of(run.results), room - 1), room), colour(WAITING))
    return line


def subject_line(
    title: str, keys: Sequence[CheckKey], run: ShownRun, columns: Columns, colour: ColourOf
) -> Text:
    """Return the line of a subject: its worst sign, a summary, and how many checks passed.

    Args:
        title: the title of the subject.
        keys: its checks and their targets.
        run: the run with their results.
        columns: the widths of the columns.
        colour: returns the colour of a glyph.
    """
    summary = SubjectSummary.of(keys, run.results)
    line = Text(no_wrap=True, end="")
    line.append(f"{summary.glyph.sign} ", colour(summary.glyph))
    line.append(fit(title, NAME), "bold")
    room = columns.message if summary.count else columns.message + columns.time
    sentence = fit(within(summary.sentence, room - 1), room)
    text = sentence + summary.count.rjust(columns.time + columns.message - room)
    line.append(text.ljust(columns.width - 2 - NAME), colour(WAITING))
    return line


def glyph_of(key: CheckKey, results: Results) -> Glyph:
    """Return the sign of a check: its status, or that it is running or waiting.

    A check that only follows from a cause is not red, so that one cause gives one red line.
    """
    result = results.finished.get(key)
    if result is None:
        return RUNNING if key in results.running else WAITING
    if followed_cause(result, results) is not None:
        return STATUS[Status.SKIP]
    return STATUS[result.status]


def message_of(key: CheckKey, run: ShownRun) -> str:
    """Return the message of a check, with its host if checks run at several origins."""
    result = run.results.finished.get(key)
    if result is None:
        message = RUNNING.word if key in run.results.running else ""
    else:
        cause = followed_cause(result, run.results)
        message = follows_from([cause]) if cause else result.summary
    host = host_of(key[1]).partition(":")[0] if run.several_origins and _is_per_origin(key) else ""
    return f"{host} · {message}" if host and message else host or message


def _sentence_of(results: Results) -> str:
    if not results.finished:
        return ""
    return counted(r for r in results.finished.values() if not followed_cause(r, results))


def _is_quiet(result: CheckFinished | None) -> bool:
    return result is None or result.status in (Status.PASS, Status.SKIP)


def _message_room(key: CheckKey, run: ShownRun, columns: Columns) -> tuple[int, str]:
    """Return the width of a check's message in cells, and the text of its duration."""
    time = _time(run.results.finished.get(key), run.results, always=bool(columns.bar))
    free = 0 if time or columns.bar else columns.time
    mark = _changed_mark(run.earlier_status(key))
    return columns.message + free - len(mark), time.rjust(columns.time - free)


def _wrapped(key: CheckKey, run: ShownRun, columns: Columns) -> list[str]:
    room, _ = _message_room(key, run, columns)
    return wrap(message_of(key, run), width=room - 1)


def _is_per_origin(key: CheckKey) -> bool:
    return key[0] in BY_ID and BY_ID[key[0]].per is Per.ORIGIN


def _changed_mark(before: Status | None) -> str:
    return f" was {STATUS[before].word} " if before else ""


def _time(result: CheckFinished | None, results: Results, *, always: bool) -> str:
    """Return the duration of a check as text; empty for a short one unless `always` is set."""
    if result is None or result.status is Status.SKIP:
        return ""
    if results.is_carried(result.check):
        return "earlier"
    return milliseconds(result.ms) if always or result.ms >= SLOW else ""


def _bar(result: CheckFinished | None, run: ShownRun, width: int, sign: str) -> str:
    """Return a blank and a bar that shows when a check ran within the run.

    Args:
        result: the result of the check; None if there is none.
        run: the run; its duration is the whole width of the bar.
        width: the width in cells, including the blank.
        sign: the character to draw the bar with.
    """
    whole, cells = run.milliseconds, width - 1
    ran = result is not None and result.status is not Status.SKIP
    if result is None or not whole or not ran or run.results.is_carried(result.check):
        return " " * width
    first = min(cells - 1, result.started_ms * cells // whole)
    last = min(cells, max(first + 1, round((result.started_ms + result.ms) * cells / whole)))
    return (" " * (first + 1) + sign * (last - first)).ljust(width)
