"""Signs for states: each has a shape of its own, so that none is told by colour alone."""

from __future__ import annotations

import locale
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from textual.content import Content

from halo_tui.checks.events import Status, Verdict


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one state looks."""

    sign: str
    plain: str
    """The sign for terminals without Unicode."""
    word: str
    colour: str
    """The name of a variable of the theme; empty for the text's own colour."""


STATUS: Final = {
    Status.PASS: Glyph("✓", "+", "pass", "text-success"),
    Status.WARN: Glyph("!", "!", "warn", "text-warning"),
    Status.FAIL: Glyph("✗", "x", "fail", "text-error"),
    Status.SKIP: Glyph("·", "-", "skipped", "text-muted"),
    Status.UNKNOWN: Glyph("?", "?", "unknown", "text-accent"),
}

VERDICT: Final = {
    Verdict.READY: Glyph("✓", "+", "ready", "text-success"),
    Verdict.NOT_READY: Glyph("✗", "x", "not ready", "text-error"),
    Verdict.UNDECIDED: Glyph("?", "?", "undecided", "text-accent"),
}

WAITING: Final = Glyph("○", "o", "waiting", "text-muted")
RUNNING: Final = Glyph("●", "*", "running", "text-primary")
CHANGED: Final = Glyph("○", "o", "changed, untested", "text-warning")
UNSAVED: Final = Glyph("●", "*", "unsaved", "text-warning")
NEVER: Final = Glyph("○", "o", "not tested yet", "text-muted")


def chip(glyph: Glyph, sign: str) -> Content:
    """A verdict as the one filled block of colour on a screen.

    Args:
        glyph: of the verdict.
        sign: the glyph's sign, as the terminal can show it.
    """
    ground = glyph.colour.replace("text-", "chip-")
    return Content.styled(f" {sign} {glyph.word.upper()} ", f"bold ${glyph.colour} on ${ground}")


def unicode_terminal() -> bool:
    """Whether the locale can show signs outside ASCII."""
    return locale.getpreferredencoding(do_setlocale=False).lower().replace("-", "") == "utf8"


def local_time(at: str) -> str:
    """A moment (RFC 3339) as it is written in this machine's time zone, to the minute."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
