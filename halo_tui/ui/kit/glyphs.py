"""Signs for states: each has a shape of its own, so that none is told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from textual.content import Content

from halo_tui.checks.events import Status, Verdict


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one state looks."""

    sign: str
    word: str
    colour: str
    """The name of a variable of the theme; empty for the text's own colour."""


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
"""Before what can be folded."""


def chip(glyph: Glyph) -> Content:
    """A verdict as the one filled block of colour on a screen.

    Args:
        glyph: of the verdict.
    """
    ground = glyph.colour.replace("text-", "chip-")
    text = f" {glyph.sign} {glyph.word.upper()} "
    return Content.styled(text, f"bold ${glyph.colour} on ${ground}")


def local_time(at: str) -> str:
    """A moment (RFC 3339) as it is written in this machine's time zone, to the minute."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
