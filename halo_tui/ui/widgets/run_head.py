"""Three lines on top of the checks, always there, so that nothing jumps when a cause is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.timer import Timer

from halo_tui.ui.screens.test_head import Moment, Phase, head_of, rate_limit
from halo_tui.ui.screens.test_lines import Look
from halo_tui.ui.widgets.chrome import Line

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

_TICK = 0.5
"""Seconds between two drawings of what counts up or down."""


class RunHead(VerticalGroup):
    """How the run stands, why, and what to do first; each line is painted only when it changes."""

    DEFAULT_CSS = """
    RunHead { height: 3; padding: 0 1; background: $surface; }
    """

    app: HaloApp

    def __init__(self, moment: Callable[[], Moment], *, id: str | None = None) -> None:  # noqa: A002
        """Make the lines.

        Args:
            moment: asked for what is known, each time something may have changed.
            id: of the widget.
        """
        super().__init__(id=id)
        self._moment = moment
        self._drawn: list[Content] = [Content("")] * 3
        self._tick: Timer | None = None

    def compose(self) -> ComposeResult:
        yield from (Line(), Line(), Line())

    def on_mount(self) -> None:
        self._tick = self.set_interval(_TICK, self.draw, pause=True)

    def on_resize(self, event: events.Resize) -> None:
        self.draw()

    def draw(self, *, counts: bool = True) -> None:
        """Draw the lines that say something else now.

        Args:
            counts: whether also the first, which counts, or whether that waits for its time.
        """
        moment = self._moment()
        look = Look(self.app.sign, self.app.colour)
        contents = head_of(moment, look, self.size.width)
        for place, (line, content) in enumerate(zip(self.query(Line), contents, strict=True)):
            if (place or counts) and not content.is_same(self._drawn[place]):
                self._drawn[place] = content
                line.update(content, layout=False)
        if self._tick is not None:
            self._tick.resume() if _counts(moment) else self._tick.pause()


def _counts(moment: Moment) -> bool:
    """Whether a line says something else in half a second."""
    if moment.phase is Phase.RUNNING:
        return True
    wait = None if moment.phase is not Phase.IDLE else rate_limit(moment.results)
    return wait is not None and wait[1] >= moment.now
