"""The lines on top of the checks, always there, so that nothing jumps when a cause is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.visual import Visual
from textual.widget import Widget

from halo_tui.ui.verify.causes import causes_of
from halo_tui.ui.verify.run_state import Phase, RunState
from halo_tui.ui.verify.verdict import rate_limit
from halo_tui.ui.verify.verdict_lines import verdict_lines

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

_SOON = 0.05
"""Seconds in which checks that end are counted together."""
_TICK = 0.5
"""Seconds between two drawings of what counts up or down."""


class VerdictHead(Widget):
    """How the run stands, why, and what to do first; only what has changed is painted.

    Where there is little width there is a line more than elsewhere: a cause may need two.
    """

    DEFAULT_CSS = "VerdictHead { height: 4; padding: 0 1; }"

    app: ThemedApp

    def __init__(self, state: Callable[[], RunState], *, id: str | None = None) -> None:  # noqa: A002
        """Make the lines.

        Args:
            state: asked for what is known, each time something may have changed.
            id: of the widget.
        """
        super().__init__(id=id)
        self._state = state
        self.lines: Sequence[Content] = ()
        """What the lines say."""
        self._done = (0, 0)
        self._waits = False
        self._tick: Timer | None = None

    @property
    def at_rest(self) -> bool:
        """Whether all that has ended is counted."""
        return not self._waits

    def on_mount(self) -> None:
        self._tick = self.set_interval(_TICK, self.draw, pause=True)

    def on_resize(self, event: events.Resize) -> None:
        self.draw()

    def draw_soon(self) -> None:
        """Draw what a check has changed: once for several that end together."""
        if not self._waits:
            self._waits = True
            self.set_timer(_SOON, self._draw_progress)

    def _draw_progress(self) -> None:
        self._waits = False
        self.draw(news=False)

    def draw(self, *, news: bool = True) -> None:
        """Draw the lines that say something else now.

        Args:
            news: whether to draw all of them; else only how many checks have ended, and a cause
                that has become known, while what is under way waits for its time.
        """
        state = self._state()
        if not news and state.ended_and_planned == self._done:
            return
        self._done = state.ended_and_planned
        before, now = self.lines, verdict_lines(state, *self.size)
        if not news and not causes_of(state.results):
            now = [*now[:1], *before[1:]]
        self.lines = now
        for place, line in enumerate(now):
            old = before[place] if place < len(before) else Content("")
            if not line.is_same(old):
                self.refresh(Region(0, place, max(line.cell_length, old.cell_length), 1))
        if self._tick is not None:
            self._tick.resume() if _counts(state) else self._tick.pause()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y >= len(self.lines) or not self.lines[y]:
            return Strip.blank(width, self.rich_style)
        return Visual.to_strips(self, self.lines[y], width, 1, self.visual_style)[0]


def _counts(state: RunState) -> bool:
    """Whether a line says something else in half a second."""
    if state.phase is Phase.RUNNING:
        return True
    wait = None if state.phase is not Phase.IDLE else rate_limit(state.results)
    return wait is not None and wait[1] >= state.now
