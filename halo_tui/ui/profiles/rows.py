"""The rows of the list of profiles, made from profile files and last runs; without widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from halo_tui.base.text import harmless
from halo_tui.base.tomlfile import PATH_LIMIT
from halo_tui.checks.verdicts import Verdict
from halo_tui.profiles.store import Summary
from halo_tui.ui.kit import glyphs
from halo_tui.ui.kit.glyphs import Glyph

if TYPE_CHECKING:
    from pathlib import Path

    from halo_tui.workspace.last_run import RunSummary

UNUSABLE: Final = Glyph("✗", "unusable", "text-error")
WITHHELD: Final = Glyph("!", "no secret", "text-warning")
NOT_TESTED: Final = Glyph("○", "not tested", "text-muted")
UNREAD: Final = Glyph(" ", "", "text-muted")
CHANGED: Final = Glyph("○", "changed", "text-warning")

CERTIFICATE_IS_SHORT: Final = 30
"""Days left below which a certificate is marked; the same limit as for `tls.certificate`."""

WORST_FIRST: Final = (
    UNUSABLE, glyphs.VERDICT[Verdict.NOT_READY], WITHHELD, glyphs.VERDICT[Verdict.UNDECIDED],
    CHANGED, NOT_TESTED, glyphs.VERDICT[Verdict.PARTIAL], glyphs.VERDICT[Verdict.READY], UNREAD,
)  # fmt: skip
"""All states of a row, the worst first."""


class ProfileRow(NamedTuple):
    """One row of the list."""

    summary: Summary
    state: Glyph = NOT_TESTED
    """The last verdict, or why there is none."""
    last: RunSummary | None = None
    when: str = ""
    days_left: int | None = None
    """Days from today until the first certificate expires."""
    searched: str = ""
    live: Glyph | None = None
    """The sign of a test that is waiting or running; None if there is none."""

    @property
    def slug(self) -> str:
        """The profile's name on the command line."""
        return self.summary.slug

    @property
    def name(self) -> str:
        """The profile's name for people."""
        return self.summary.name

    @property
    def is_read(self) -> bool:
        """Whether the file has been read; until then only its name is known."""
        return self.state is not UNREAD

    @property
    def usable(self) -> bool:
        """Whether its file can be read, even if its secret is withheld."""
        return self.summary.is_readable

    @property
    def glyph(self) -> Glyph:
        """The sign to show: that of a test under way, or else the state."""
        return self.live or self.state

    @property
    def cause(self) -> str:
        """Why the profile is not ready: the problem of its file, or the last run's root cause."""
        if self.problem:
            text = self.problem.removeprefix(
                harmless(str(self.summary.path), limit=PATH_LIMIT)
            ).lstrip(",: ")
            return text[:1].upper() + text[1:]
        if self.last is None or self.state not in glyphs.VERDICT.values():
            return ""
        return self.last.cause or self.last.root_cause or ""

    @property
    def warning(self) -> str:
        """What to look at although the profile is ready: the first warning of its last run."""
        is_ready = self.state is glyphs.VERDICT[Verdict.READY]
        return self.last.warning if self.last and is_ready else ""

    @property
    def why(self) -> str:
        """The cause, or the warning of a profile that is ready."""
        return self.cause or self.warning

    @property
    def verdict(self) -> Glyph:
        """The verdict as the title line of every screen shows it."""
        if self.live is glyphs.RUNNING or self.last is None:
            return self.live or glyphs.NEVER
        return glyphs.CHANGED if self.state is CHANGED else glyphs.VERDICT[self.last.verdict]

    @property
    def tested_at(self) -> str:
        """The local time of the test that the state is based on; empty if there is none."""
        holds = self.last and not self.live and self.state is not CHANGED
        return glyphs.local_time(self.last.at) if self.last and holds else ""

    @property
    def problem(self) -> str:
        """The problem of the file and what to do about it; usually empty."""
        return self.summary.problem or ""

    def matches(self, text: str) -> bool:
        """Return whether every word of a filter occurs in the row."""
        return all(word in self.searched for word in text.casefold().split())

    def with_test(self, glyph: Glyph | None) -> ProfileRow:
        """Return the row with another sign for a test under way; None for no test."""
        return self._replace(live=glyph)

    def at(self, now: datetime) -> ProfileRow:
        """Return the row with ages and remaining days computed for a time."""
        when = age_of(self.last.at, now) if self.last else ""
        return self._replace(when=when, days_left=_days_left(self.last, now))


def row_of(summary: Summary, last: RunSummary | None, now: datetime) -> ProfileRow:
    """Return the row of a profile.

    Args:
        summary: the content of its file.
        last: its last complete run.
        now: the current time; its time zone is used to show times.
    """
    if not summary.is_readable:
        state = UNUSABLE
    elif summary.problem:
        state = WITHHELD
    elif last is None:
        state = NOT_TESTED
    else:
        holds = last.was_of(summary.fingerprint)
        state = glyphs.VERDICT[last.verdict] if holds else CHANGED
    row = ProfileRow(summary, state, last).at(now)
    texts = (row.slug, row.name, summary.resource_server, summary.hosting, state.word, row.why)
    return row._replace(searched=" ".join(texts).casefold())


def unread(slug: str, path: Path) -> ProfileRow:
    """Return the row of a profile whose file is not read yet."""
    shown = harmless(slug)
    return ProfileRow(Summary(shown, shown, "", "", path), UNREAD, searched=shown.casefold())


class Order(StrEnum):
    """The orders of the list."""

    NAME = "name"
    STATE = "state"
    WHEN = "when"


ORDER_NAMES: Final = {
    Order.NAME: "Sorted by name",
    Order.STATE: "Sorted by state: what is not ready first",
    Order.WHEN: "Sorted by time: the last tested first",
}


def in_order(rows: Iterable[ProfileRow], order: Order) -> list[ProfileRow]:
    """Return the rows sorted; equal ones are sorted by name."""
    by_name = sorted(rows, key=lambda row: (row.name.casefold(), row.slug))
    if order is Order.NAME:
        return by_name
    keys: dict[Order, Callable[[ProfileRow], Any]] = {
        Order.STATE: lambda row: WORST_FIRST.index(row.state),
        Order.WHEN: lambda row: -_tested(row),
    }
    return sorted(by_name, key=keys[order])


def _tested(row: ProfileRow) -> float:
    """Return the time of the last test in seconds since 1970; 0 if it is unknown."""
    try:
        return _time_of(row.last.at).timestamp() if row.last else 0.0
    except ValueError:
        return 0.0


def _time_of(at: str) -> datetime:
    return datetime.fromisoformat(at)


def age_of(at: str, now: datetime) -> str:
    """Return how long ago a time is: `now`, `5 min`, `3 h`, `2 d`; its date after a week.

    Args:
        at: the time in the format of RFC 3339.
        now: the current time; its time zone is used for the date.
    """
    try:
        time = _time_of(at).astimezone(now.tzinfo)
    except ValueError:
        return ""
    ago = now - time
    if ago < timedelta(minutes=1):
        return "now"
    if ago < timedelta(hours=1):
        return f"{ago.seconds // 60} min"
    if ago < timedelta(days=1):
        return f"{ago.seconds // 3600} h"
    if ago < timedelta(days=7):
        return f"{ago.days} d"
    return f"{time.day} {time:%b}" if time.year == now.year else f"{time:%b %Y}"


def _days_left(last: RunSummary | None, now: datetime) -> int | None:
    """Return the remaining days: those at the time of the run, minus the days since then."""
    if last is None or last.certificate_days_left is None:
        return None
    try:
        since = (now - _time_of(last.at)).days
    except (ValueError, TypeError):
        return None
    return last.certificate_days_left - max(since, 0)


def days_text(days: int | None) -> str:
    """Return the remaining time of a certificate in at most five characters."""
    if days is None:
        return ""
    if days < 0:
        return "over"
    return f"{days} d" if days < 1000 else f"{days // 365} y"
