"""The panel of the tour, docked above the last lines of a screen, which makes room for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from halo_tui.ui.kit.actions import shown_key
from halo_tui.ui.widgets.chrome import Line, key_hint
from halo_tui.ui.widgets.pane import Pane

TOURING: Final = "-touring"
"""The CSS class of a screen that shows the panel."""

_LOOK: Final = "Look  "
_GAP: Final = "  "
_RIGHT_END: Final = 3
"""The cells of the title line behind the keys."""


@dataclass(frozen=True, slots=True)
class PanelText:
    """What the panel shows."""

    title: str
    happens: str
    """What happens in this step, or has happened."""
    look: str
    """What the user can look at."""
    keys: Sequence[tuple[str, str]]
    """Each key by Textual's name, with what it does."""
    is_done: bool
    """Whether the next step is offered."""


class TourPanel(Pane):
    """Two lines in a frame: what happens, and what to look at. The keys are in the title."""

    SCOPED_CSS = False
    EDGE: ClassVar[str] = "accent"
    DEFAULT_CSS = """
    TourPanel, .-narrow TourPanel {
        dock: bottom; margin: 0 0 2 0; height: 3; padding: 0;
        border: none; border-top: round $accent;
    }
    .-wide TourPanel, .-broad TourPanel { height: 4; border: round $accent; }
    TourPanel Line { padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__("Tour")
        self._text: PanelText | None = None

    def compose(self) -> ComposeResult:
        yield Line(id="tour-happens")
        yield Line(id="tour-look")

    def show(self, text: PanelText) -> None:
        """Draw a step; do nothing if it is already drawn."""
        if text == self._text:
            return
        self._text = text
        title = Content.styled(text.title, "bold $foreground")
        self.entitle(title, Content(_GAP).join(_hints(text.keys)))
        happens = Content.styled(text.happens, "bold" if text.is_done else "")
        look = Content.assemble((_LOOK, "bold $text-accent"), text.look)
        self.query_one("#tour-happens", Line).update(happens, layout=False)
        self.query_one("#tour-look", Line).update(look, layout=False)

    def on_click(self, event: events.Click) -> None:
        """Press the key in the title that was clicked."""
        if self._text is None or event.y != 0:
            return
        end = self.outer_size.width - _RIGHT_END
        for (key, _), hint in reversed(
            [*zip(self._text.keys, _hints(self._text.keys), strict=True)]
        ):
            if end - hint.cell_length <= event.x < end:
                self.app.simulate_key(key)
            end -= hint.cell_length + len(_GAP)


def _hints(keys: Sequence[tuple[str, str]]) -> list[Content]:
    return [key_hint(shown_key(key), word) for key, word in keys]
