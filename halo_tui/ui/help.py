"""Help: every key that works on a screen, drawn from the table of actions."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from halo_tui.ui.actions import Action, actions_of, shown_key

_MOVING = (
    ("↑ ↓  or  k j", "Move; g and G for the first and the last line, / to search"),
    ("← →  or  h l", "Close and open a branch of a tree"),
    ("tab  shift+tab", "The next and the previous field or part of the screen"),
)

_NOTES = """\
Copying goes through your terminal (OSC 52), so it works over SSH. tmux needs
`set -g set-clipboard on`; PuTTY and macOS Terminal do not support it: select the
text with the mouse instead.

With a screen reader, use the commands, which speak line by line:
`halo-tui check`, `halo-tui guide`, `halo-tui profiles`, `halo-tui report`."""


class HelpScreen(ModalScreen[None]):
    """The keys of one screen and of the application."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > VerticalScroll {
        width: 76; max-width: 96%; height: auto; max-height: 90%;
        background: $surface; border: round $primary; padding: 0 1;
    }
    """
    BINDINGS = [Binding("escape,question_mark,q,f9", "dismiss", "Close", show=False)]

    def __init__(self, scope: str, own_keys: dict[str, str]) -> None:
        super().__init__()
        self._scope = scope
        self._own_keys = own_keys

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = "Keys   (esc closes)"
            yield Static(self._content())

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _content(self) -> Content:
        lines = [Content.styled("On this screen", "bold")]
        lines += [self._line(action) for action in actions_of(self._scope)]
        lines += [Content(""), Content.styled("Moving", "bold")]
        lines += [_row(keys, text) for keys, text in _MOVING]
        lines += [Content(""), Content.styled("Everywhere", "bold")]
        lines += [self._line(action) for action in actions_of("app")]
        lines += [Content(""), Content(_NOTES)]
        return Content("\n").join(lines)

    def _line(self, action: Action) -> Content:
        keys = self._own_keys.get(action.id, action.keys).split(",")
        return _row("  ".join(shown_key(key) for key in keys), action.help)


def _row(keys: str, text: str) -> Content:
    return Content.assemble((f" {keys:<14} ", "bold $accent"), text)
