"""Signs for states. Each has its own sign and word, so that none depends on colour alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from textual.content import Content

from halo_tui.checks.verdicts import Status, Verdict


class Glyph(NamedTuple):
    """The sign, the word and the colour of one state."""

    sign: str
    word: str
    colour: str
    """The name of a theme variable; empty for the default text colour."""


ColourOf: TypeAlias = Callable[[Glyph], str]
"""Returns the colour of a glyph in the current theme."""

STATUS: Final = {
    Status.PASS: Glyph("✓", "pass", "text-success"),
    Status.WARN: Glyph("!", "warn", "text-warning"),
    Status.FAIL: Glyph("✗", "fail", "text-error"),
    Status.SKIP: Glyph("·", "skipped", "text-muted"),
    Status.UNKNOWN: Glyph("?", "unknown", "text-accent"),
}

VERDICT: Final = {
    Verdict.READY: Glyph("✓", "ready", "text-success"),
    Verdict.NOT_READY: Glyph("✗", "not ready", "text-error"),
    Verdict.UNDECIDED: Glyph("?", "undecided", "text-accent"),
    Verdict.PARTIAL: Glyph("○", "partial", "text-muted"),
}

WAITING: Final = Glyph("○", "waiting", "text-muted")
RUNNING: Final = Glyph("●", "running", "text-primary")
CHANGED: Final = Glyph("○", "changed, untested", "text-warning")
UNSAVED: Final = Glyph("●", "unsaved", "text-warning")
NEVER: Final = Glyph("○", "not tested yet", "text-muted")

FOLD_OPEN: Final = "▾"
FOLD_CLOSED: Final = "▸"
"""The signs before an expanded and a collapsed branch."""


def chip(glyph: Glyph) -> Content:
    """Return a verdict on a filled background, which nothing else on a screen has.

    Args:
        glyph: the sign of the verdict.
    """
    ground = glyph.colour.replace("text-", "chip-")
    text = f" {glyph.sign} {glyph.word.upper()} "
    return Content.styled(text, f"bold ${glyph.colour} on ${ground}")


def local_time(at: str) -> str:
    """Format a time (RFC 3339) in the local time zone, to the minute."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
