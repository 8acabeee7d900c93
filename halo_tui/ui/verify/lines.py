"""The lines of the test screen: one for each check and subject, all of the same width.

A line that changes keeps its width, so that nothing beside it is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from halo_tui.checks.events import CheckFinished, Status
from halo_tui.checks.plan import BY_ID, Per
from halo_tui.checks.results import Key, Results
from halo_tui.ui.kit.glyphs import RUNNING, STATUS, WAITING, Glyph
from halo_tui.ui.verify.groups import Group
from halo_tui.ui.verify.names import host_of, name_of

NAME: Final = 16
"""Cells of what a check or a subject is called."""
_TIME: Final = 7
SLOW: Final = 100
"""Milliseconds from which a time is worth its cells."""
_WIDEST_BAR: Final = 16
_SAID: Final = 36
"""Cells that a bar leaves for what is said."""
_BAR: Final = Glyph("━", "", "text-primary")


@dataclass(frozen=True, slots=True)
class Look:
    """How this terminal draws."""

    colour: Callable[[Glyph], str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of a line's columns, in cells."""

    summary: int
    bar: int
    """Of the bar that tells when a check ran; 0 where there is none."""

    @classmethod
    def within(cls, width: int, *, roomy: bool = False) -> Columns:
        """The columns of a line.

        Args:
            width: cells of the line.
            roomy: whether there is room for a bar beside what is said.
        """
        rest = max(10, width - 2 - NAME - _TIME)
        bar = max(0, min(_WIDEST_BAR, rest - _SAID)) if roomy else 0
        return cls(rest - bar - (1 if bar else 0), bar)

    @property
    def width(self) -> int:
        """Cells of the whole line."""
        return 2 + NAME + self.summary + _TIME + (self.bar + 1 if self.bar else 0)


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
        look: its colours.
    """
    result = run.results.finished.get(key)
    glyph = _glyph(key, run.results)
    mark = _mark(run.was(key))
    skipped = result is not None and result.status is Status.SKIP
    quiet = result is None or result.status in (Status.PASS, Status.SKIP)
    muted = look.colour(WAITING)
    line = Text(no_wrap=True, end="")
    line.append(f"{glyph.sign} ", look.colour(glyph))
    line.append(fit(name_of(key[0]), NAME), muted if skipped else "")
    time = _time(result, run.results, always=bool(columns.bar))
    free = 0 if time or columns.bar else _TIME
    said = fit(_said(key, run, glyph), columns.summary + free - len(mark))
    spent = time.rjust(_TIME - free)
    bar = _bar(result, run, columns.bar, _BAR.sign) if columns.bar else ""
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


def group_line(title: str, keys: Sequence[Key], run: Run, columns: Columns, look: Look) -> Text:
    """The line of a subject: its worst sign, what is worth knowing of it, how many passed.

    Args:
        title: its name.
        keys: of its checks.
        run: what is known.
        columns: how wide.
        look: its colours.
    """
    group = Group.of(keys, run.results)
    line = Text(no_wrap=True, end="")
    line.append(f"{group.glyph.sign} ", look.colour(group.glyph))
    line.append(fit(title, NAME), "bold")
    told = fit(group.told, columns.summary) + group.count.rjust(_TIME)
    line.append(told.ljust(columns.width - 2 - NAME), look.colour(WAITING))
    return line


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


def _said(key: Key, run: Run, glyph: Glyph) -> str:
    result = run.results.finished.get(key)
    if result is not None and result.status is Status.SKIP:
        return ""  # its subject says so once for all
    said = result.summary if result else "" if glyph is WAITING else glyph.word
    where = host_of(key[1]).partition(":")[0] if run.several and _at_each_origin(key[0]) else ""
    return f"{where} · {said}" if where and said else where or said


def _at_each_origin(check: str) -> bool:
    return check in BY_ID and BY_ID[check].per is Per.ORIGIN


def _mark(before: Status | None) -> str:
    return f" was {STATUS[before].word} " if before else ""


def _time(result: CheckFinished | None, results: Results, *, always: bool) -> str:
    """How long a check took; the short times only where there is room for all of them."""
    if result is None or result.status is Status.SKIP:
        return ""
    if results.is_carried(result.check):
        return "earlier"
    return milliseconds(result.ms) if always or result.ms >= SLOW else ""


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
