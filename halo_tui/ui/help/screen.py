"""The help screen: all keys that work on a screen, from the table of actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalScroll
from textual.content import Content

from halo_tui.ui.kit.actions import Action, actions_of, shown_key
from halo_tui.ui.kit.glyphs import RUNNING, STATUS, WAITING
from halo_tui.ui.kit.inner import LeanScreen
from halo_tui.ui.kit.own_keys import key_of, keys_of
from halo_tui.ui.widgets.chrome import key_hint
from halo_tui.ui.widgets.pane import Pane
from halo_tui.ui.widgets.sheet import Entry, Sheet

_KEYS: Final = 15
"""The width in cells of the key column."""

_MOVING: Final = (
    ("↑ ↓  or  k j", "Move; g and G for the first and the last line"),
    ("← →  or  h l", "Close and open a branch of a tree"),
    ("pgup  pgdn", "Move by a page"),
    ("tab  shift+tab", "The next and the previous field, or part of the screen"),
)

_MOVING_IN_FIELDS: Final = (
    ("tab  shift+tab", "The next and the previous field"),
    ("enter", "The next field; opens and closes More"),
)

_NOTES: Final = (
    "Any of these keys can be changed in config.toml, under [keymap].",
    "Copying goes through your terminal (OSC 52), so it works over SSH. tmux needs "
    "`set -g set-clipboard on`; PuTTY and macOS Terminal do not support it: select the "
    "text instead.",
    "The mouse works too: click tabs, the keys in the last line, rows, folds and offers; the "
    "wheel and the scroll bars scroll; a double click opens a profile.",
    "To select text with the mouse, hold shift (iTerm2: option; macOS Terminal: fn) while you "
    "drag. --no-mouse, or mouse = false in config.toml, leaves the mouse to the terminal.",
    "With a screen reader, use the commands, which speak line by line: `halo-tui check`, "
    "`halo-tui guide`, `halo-tui profiles`, `halo-tui report`.",
)

_TWO_COLUMNS: Final = 100
"""The minimum width of the terminal, in columns, for a layout in two columns."""

_GAP: Final = Entry("", Content(""))


class HelpScreen(LeanScreen[None]):
    """The keys of one screen and of the application."""

    HORIZONTAL_BREAKPOINTS = [(0, "-one"), (_TWO_COLUMNS, "-two")]

    # The screen below is hidden: painting it dimmed would cost as much as painting the help.
    DEFAULT_CSS = """
    HelpScreen { align: center top; background: $background; }
    HelpScreen > Pane { width: 100%; max-width: 120; height: 100%; }
    HelpScreen VerticalScroll { scrollbar-gutter: stable; background: $background; }
    HelpScreen HorizontalGroup { height: auto; }
    HelpScreen.-one HorizontalGroup { layout: vertical; }
    HelpScreen.-one #everywhere { margin: 1 0 0 0; }
    HelpScreen.-two Sheet { width: 1fr; margin: 0 2 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        Binding(keys_of("app.help"), "dismiss", show=False, id="app.help"),  # moved by a keymap
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, scope: str, *, typing: bool = False, demo: bool = False) -> None:
        """Make the help.

        Args:
            scope: the screen whose actions are listed first.
            typing: whether that screen is a form, where letters and digits are text.
            demo: whether the demo is open, which has a guided tour.
        """
        super().__init__()
        self._demo = demo
        self._typing = typing
        self._scope = scope

    def compose(self) -> ComposeResult:
        self.add_class("-two" if self.app.size.width >= _TWO_COLUMNS else "-one")
        with Pane("Keys") as pane, VerticalScroll():
            pane.entitle("Keys", key_hint("esc", "closes"))
            with HorizontalGroup():
                yield Sheet(id="here")
                yield Sheet(id="everywhere")
            yield Sheet(id="notes")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.query_one("#here", Sheet).show(self._here())
        self.query_one("#everywhere", Sheet).show(self._everywhere())
        self.query_one("#notes", Sheet).show(self._notes())

    def action_scroll(self, lines: int) -> None:
        """Scroll by a number of lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def _here(self) -> Iterator[Entry]:
        yield _heading("On this screen")
        yield from (self._line(action) for action in actions_of(self._scope))

    def _everywhere(self) -> Iterator[Entry]:
        yield _heading("Everywhere")
        for action in actions_of("app"):
            if self._demo or not action.is_of_the_tour:
                yield self._line(action)
        yield _GAP
        yield _heading("Moving")
        moving = _MOVING_IN_FIELDS if self._typing else _MOVING
        yield from (_row(keys, text) for keys, text in moving)

    def _notes(self) -> Iterator[Entry]:
        yield _GAP
        yield _heading("Signs of a test")
        signs = (*STATUS.values(), RUNNING, WAITING)
        yield _paragraph("   ".join(f"{glyph.sign} {glyph.word}" for glyph in signs))
        yield _GAP
        yield _heading("Good to know")
        yield _paragraph(f"In a field, where digits are text, {_screen_keys()} change the screen.")
        yield from (_paragraph(note) for note in _NOTES)

    def _line(self, action: Action) -> Entry:
        keys = keys_of(action.id).split(",")
        shown = list(dict.fromkeys(shown_key(key) for key in keys))  # two codes can be one key
        usable = [key for key in shown if len(key) > 1] if self._typing else shown
        return _row("  ".join(usable), action.help)


def _screen_keys() -> str:
    """Return the keys that change the screen while a field has the focus."""
    shows = (action.id for action in actions_of("app") if ".show_" in action.id)
    return ", ".join(key_of(action, while_typing=True) for action in shows)


def _heading(text: str) -> Entry:
    return Entry("", Content.styled(text, "bold"))


def _paragraph(text: str) -> Entry:
    return Entry("", Content(text), mark=Content(" "))


def _row(keys: str, text: str) -> Entry:
    return Entry("", Content(text), mark=Content.styled(f" {keys:<{_KEYS}} ", "bold $key"))
