"""The head of the screen; its height is fixed, so that nothing moves when a cause appears."""

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

from halo_tui.ui.kit.timers import once
from halo_tui.ui.verify.causes import causes_of
from halo_tui.ui.verify.run_state import Phase, RunState
from halo_tui.ui.verify.verdict import rate_limit
from halo_tui.ui.verify.verdict_lines import verdict_lines

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

_SOON = 0.05
"""Seconds during which finished checks are collected before the head is drawn."""
_TICK = 0.5
"""Seconds between two updates of a running clock or countdown."""


class VerdictHead(Widget):
    """Shows the state of the run, the cause, and what to do first; paints only what has changed.

    A narrow terminal has one more line than others, because a cause may need two.
    """

    DEFAULT_CSS = "VerdictHead { height: 4; padding: 0 1; }"

    app: ThemedApp

    def __init__(self, state: Callable[[], RunState], *, id: str | None = None) -> None:  # noqa: A002
        """Make the head.

        Args:
            state: returns the current state; it is called whenever it may have changed.
            id: the id of the widget.
        """
        super().__init__(id=id)
        self._state = state
        self.lines: Sequence[Content] = ()
        """The drawn lines."""
        self._done = (0, 0)
        self._waits = False
        self._tick: Timer | None = None

    @property
    def at_rest(self) -> bool:
        """Whether no update is waiting to be drawn."""
        return not self._waits

    def on_mount(self) -> None:
        self._tick = self.set_interval(_TICK, self.draw, pause=True)

    def on_resize(self, event: events.Resize) -> None:
        self.draw()

    def draw_soon(self) -> None:
        """Draw the changes that come from a check, once for several checks that end together."""
        if not self._waits:
            self._waits = True
            once(self, _SOON, self._draw_progress)

    def _draw_progress(self) -> None:
        self._waits = False
        self.draw(news=False)

    def draw(self, *, news: bool = True) -> None:
        """Draw the lines that have changed.

        Args:
            news: whether to update all lines; otherwise only the number of finished checks and a
                new cause, while the names of the running checks wait for the next tick.
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
            self._tick.resume() if _has_clock(state) else self._tick.pause()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y >= len(self.lines) or not self.lines[y]:
            return Strip.blank(width, self.rich_style)
        return Visual.to_strips(self, self.lines[y], width, 1, self.visual_style)[0]


def _has_clock(state: RunState) -> bool:
    """Return whether a line contains a running clock or countdown."""
    if state.phase is Phase.RUNNING:
        return True
    wait = None if state.phase is not Phase.IDLE else rate_limit(state.results)
    return wait is not None and wait[1] >= state.now
