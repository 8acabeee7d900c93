"""The signs of the steps: one for each state, and one for the next step to do."""

from __future__ import annotations

from typing import Final

from halo_tui.guide.model import StepState
from halo_tui.ui.kit.glyphs import Glyph

SIGNS: Final = {
    StepState.TODO: Glyph("○", "to do", ""),
    StepState.UNKNOWN: Glyph("?", "not known yet", "text-accent"),
    StepState.DONE: Glyph("●", "done, ticked by you", "text-success"),
    StepState.PROVEN: Glyph("✓", "done, a test proves it", "text-success"),
    StepState.NEEDLESS: Glyph("✓", "needless: a test passes without it", "text-muted"),
    StepState.CONTRADICTED: Glyph("✗", "wrong", "text-error"),
    StepState.NOT_APPLICABLE: Glyph("–", "does not apply", "text-muted"),
}
NEXT: Final = Glyph("→", "to do next", "text-primary")


def sign_of(state: StepState, *, is_next: bool) -> Glyph:
    """Return the sign of a step's state; the next step to do has its own sign."""
    return NEXT if is_next and state is StepState.TODO else SIGNS[state]
