"""The lines of the test screen: one for each check and subject, all of the same width.

A line that changes keeps its width, so that nothing beside it is painted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from halo_tui.checks.events import CheckFinished, Status
from halo_tui.checks.plan import BY_ID, Per
from halo_tui.checks.results import Key, Results
from halo_tui.ui.glyphs import RUNNING, STATUS, WAITING, Glyph
from halo_tui.ui.screens.test_names import host_of, name_of

_NAME: Final = 16
_TIME: Final = 8
_WORST_FIRST: Final = (Status.FAIL, Status.WARN, Status.UNKNOWN, Status.SKIP, Status.PASS)
_BAR: Final = Glyph("━", "=", "", "text-primary")

PROBLEMS: Final = frozenset({Status.FAIL, Status.WARN, Status.UNKNOWN})
"""What the filter for problems shows: a skipped check only follows from one of these."""


@dataclass(frozen=True, slots=True)
class Look:
    """How this terminal draws."""

    sign: Callable[[Glyph], str]
    colour: Callable[[Glyph], str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of a line's columns, in cells."""

    summary: int
    bar: int

    @classmethod
    def within(cls, width: int) -> Columns:
        """The columns of a line of `width` cells; a bar only where the summary stays readable."""
        rest = max(10, width - 2 - _NAME - _TIME)
        bar = 0 if width < 60 else 6 if width < 90 else 12 if width < 110 else 24
        return cls(rest - bar - (1 if bar else 0), bar)

    @property
    def width(self) -> int:
        """Cells of the whole line."""
        return 2 + _NAME + self.summary + _TIME + (self.bar + 1 if self.bar else 0)


@dataclass(frozen=True, slots=True)
class Run:
    """The run that is shown, and what it is compared with."""

    results: Results
    previous: Results
    several: bool = False
    """Whether the two servers have different origins, so that lines must name theirs."""

    @property
    def span(self) -> int:
        """Milliseconds of the whole run; 0 until it has ended."""
        return self.results.ended.ms if self.results.ended else 0

    def was(self, key: Key) -> Status | None:
        """How a check ended in the run before, if it was run in both and ended otherwise."""
        now, before = self.results.finished.get(key), self.previous.finished.get(key)
        if now is None or before is None or Status.SKIP in (now.status, before.status):
            return None
        return before.status if now.status is not before.status else None


def check_line(key: Key, run: Run, columns: Columns, look: Look) -> Text:
    """The line of one check at one target.

    Args:
        key: the check and its target.
        run: what is known.
        columns: how wide.
        look: signs and colours.
    """
    result = run.results.finished.get(key)
    glyph = _glyph(key, run.results)
    mark = _mark(run.was(key))
    line = Text(no_wrap=True, end="")
    line.append(f"{look.sign(glyph)} ", look.colour(glyph))
    line.append(fit(name_of(key[0]), _NAME))
    quiet = result is None or result.status in (Status.PASS, Status.SKIP)
    said = fit(_said(key, run, glyph), columns.summary - len(mark))
    spent = _time(result, run.results).rjust(_TIME)
    muted = look.colour(WAITING)
    bar = _bar(result, run, columns.bar, look.sign(_BAR)) if columns.bar else ""
    blank = bar if not bar.strip() else ""
    # Neighbours in one style are one piece: each piece costs its own escape sequence.
    if quiet and not mark:
        line.append(said + spent + blank, muted)
    else:
        line.append(said, muted if quiet else "")
        line.append(mark, look.colour(RUNNING))
        line.append(spent + blank, muted)
    if not blank:
        line.append(bar, look.colour(_BAR))
    return line


def group_line(title: str, keys: Sequence[Key], run: Run, width: int, look: Look) -> Text:
    """The line of a subject: its worst sign, and how many checks ended how.

    Args:
        title: its name.
        keys: of its checks.
        run: what is known.
        width: cells of the line.
        look: signs and colours.
    """
    ended = [run.results.finished[key] for key in keys if key in run.results.finished]
    worst = worst_of(result.status for result in ended)
    glyph = STATUS[worst] if worst else WAITING
    if len(ended) < len(keys) and worst is not Status.FAIL:
        glyph = RUNNING if ended or any(key in run.results.running for key in keys) else WAITING
    line = Text(no_wrap=True, end="")
    line.append(f"{look.sign(glyph)} ", look.colour(glyph))
    line.append(fit(title, _NAME), "bold")
    counts = counted(result.status for result in ended) if len(ended) == len(keys) else ""
    line.append(fit(counts, width - 2 - _NAME), look.colour(WAITING))
    return line


def counted(statuses: Iterable[Status]) -> str:
    """How many checks ended how, the worst first: `1 fail · 2 look · 5 pass`."""
    counts = Counter(statuses)
    return " · ".join(
        f"{counts[status]} {STATUS[status].word}" for status in _WORST_FIRST if counts[status]
    )


def worst_of(statuses: Iterable[Status]) -> Status | None:
    """The status that weighs most; None for none."""
    found = set(statuses)
    return next((status for status in _WORST_FIRST if status in found), None)


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells, shortened with an ellipsis or filled with blanks."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width - 1:
        return set_cell_size(text, width)
    return set_cell_size(text, max(0, width - 2)) + "… "


def milliseconds(spent: int) -> str:
    """A time as people say it."""
    return f"{spent} ms" if spent < 1000 else f"{spent / 1000:.1f} s"


def _glyph(key: Key, results: Results) -> Glyph:
    result = results.finished.get(key)
    if result is not None:
        return STATUS[result.status]
    return RUNNING if key in results.running else WAITING


def told(result: CheckFinished) -> str:
    """How a check ended in a sentence; of one that was not run, what it waits for."""
    if result.status is Status.SKIP and result.blocked_by:
        return f"Not run: {name_of(result.blocked_by)} has to pass first"
    return result.summary


def _said(key: Key, run: Run, glyph: Glyph) -> str:
    result = run.results.finished.get(key)
    said = told(result) if result else "" if glyph is WAITING else glyph.word
    where = host_of(key[1]).partition(":")[0] if run.several and _at_each_origin(key[0]) else ""
    return f"{where} · {said}" if where and said else where or said


def _at_each_origin(check: str) -> bool:
    return check in BY_ID and BY_ID[check].per is Per.ORIGIN


def _mark(before: Status | None) -> str:
    return f" was {STATUS[before].word} " if before else ""


def _time(result: CheckFinished | None, results: Results) -> str:
    if result is None or result.status is Status.SKIP:
        return ""
    return "earlier" if results.is_carried(result.check) else milliseconds(result.ms)


def _bar(result: CheckFinished | None, run: Run, width: int, sign: str) -> str:
    """A blank, and when a check ran within its run."""
    span = run.span
    if result is None or not span or result.status is Status.SKIP:
        return " " * (width + 1)
    if run.results.is_carried(result.check):
        return " " * (width + 1)
    first = min(width - 1, result.started_ms * width // span)
    last = min(width, max(first + 1, round((result.started_ms + result.ms) * width / span)))
    return (" " * (first + 1) + sign * (last - first)).ljust(width + 1)
