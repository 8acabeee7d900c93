"""What the list of profiles says of each: from its file and its last run, without any widget."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from halo_tui.ui import glyphs
from halo_tui.ui.glyphs import Glyph

if TYPE_CHECKING:
    from halo_tui.profiles.store import Summary
    from halo_tui.report.history import RunSummary

UNUSABLE: Final = Glyph("✗", "x", "unusable", "text-error")
WITHHELD: Final = Glyph("!", "!", "no secret", "text-warning")
NOT_TESTED: Final = Glyph("○", "o", "not tested", "text-muted")

CERTIFICATE_IS_SHORT: Final = 30
"""Days left from which a certificate's end is marked; what `tls.certificate` warns at."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    summary: Summary
    glyph: Glyph = NOT_TESTED
    """The last verdict, or what a run is doing just now."""
    last: RunSummary | None = None
    when: str = ""
    days_left: int | None = None
    """Until the first certificate expires, counted from today."""
    searched: str = field(default="", repr=False)

    @property
    def slug(self) -> str:
        """The profile's name on the command line."""
        return self.summary.slug

    @property
    def usable(self) -> bool:
        """Whether its file can be read; one whose secret is withheld can."""
        return self.summary.is_readable

    @property
    def where(self) -> str:
        """The instance, or what is wrong with the file."""
        if self.usable:
            return self.summary.instance
        return self.problem.removeprefix(str(self.summary.path)).lstrip(",: ")

    @property
    def problem(self) -> str:
        """What is wrong with the file, and what to do; empty for most."""
        return self.summary.problem or ""

    def matches(self, text: str) -> bool:
        """Whether every word of a filter occurs in the row."""
        return all(word in self.searched for word in text.casefold().split())

    def now(self, glyph: Glyph) -> Row:
        """The same row while a run is waiting or under way."""
        return replace(self, glyph=glyph)


def row_of(summary: Summary, last: RunSummary | None, now: datetime) -> Row:
    """The row of a profile.

    Args:
        summary: what its file says.
        last: its last complete run.
        now: with a time zone, in which times are told.
    """
    if not summary.is_readable:
        glyph = UNUSABLE
    elif summary.problem:
        glyph = WITHHELD
    else:
        glyph = glyphs.VERDICT[last.verdict] if last else NOT_TESTED
    told = (summary.slug, summary.name, summary.resource_server, summary.hosting, glyph.word)
    return Row(
        summary=summary,
        glyph=glyph,
        last=last,
        when=told_time(last.at, now) if last else "",
        days_left=_days_left(last, now),
        searched=" ".join(told).casefold(),
    )


def told_time(at: str, now: datetime) -> str:
    """A moment as briefly as it stays clear: `14:31` today, `21 Nov 14:31`, `21 Nov 2024`.

    Args:
        at: RFC 3339.
        now: with a time zone, in which the moment is told.
    """
    try:
        moment = datetime.fromisoformat(at).astimezone(now.tzinfo)
    except ValueError:
        return ""
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    day = f"{moment.day} {moment:%b}"
    return f"{day} {moment:%H:%M}" if moment.year == now.year else f"{day} {moment.year}"


def _days_left(last: RunSummary | None, now: datetime) -> int | None:
    """Days left now: those that the run counted, less the days since."""
    if last is None or last.certificate_days_left is None:
        return None
    try:
        since = (now - datetime.fromisoformat(last.at)).days
    except (ValueError, TypeError):
        return None
    return last.certificate_days_left - max(since, 0)


def told_days(days: int | None, *, brief: bool) -> str:
    """How long a certificate lasts, in words or, briefly, in five characters."""
    if days is None:
        return ""
    if days < 0:
        return "over" if brief else "expired"
    if brief:
        return f"{days} d" if days < 1000 else f"{days // 365} y"
    return "1 day" if days == 1 else f"{days} days"
