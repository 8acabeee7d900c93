"""Help: every key that works on a screen, drawn from the table of actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from halo_tui.ui.actions import Action, actions_of, shown_key
from halo_tui.ui.glyphs import RUNNING, STATUS, WAITING
from halo_tui.ui.lean import LeanScreen
from halo_tui.ui.widgets.sheet import Entry, Sheet

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

_KEYS: Final = 16
"""Cells of the column of keys."""

_MOVING: Final = (
    ("↑ ↓  or  k j", "Move; g and G for the first and the last line"),
    ("← →  or  h l", "Close and open a branch of a tree"),
    ("pgup  pgdn", "Move by a page"),
    ("tab  shift+tab", "The next and the previous field, or part of the screen"),
)

_NOTES: Final = (
    "In a field, where digits are text, F1 to F5 change the screen.",
    "Any of these keys can be changed in config.toml, under [keymap].",
    "Copying goes through your terminal (OSC 52), so it works over SSH. tmux needs "
    "`set -g set-clipboard on`; PuTTY and macOS Terminal do not support it: select the text with "
    "the mouse instead.",
    "With a screen reader, use the commands, which speak line by line: `halo-tui check`, "
    "`halo-tui guide`, `halo-tui profiles`, `halo-tui report`.",
)

_GAP: Final = Entry("", Content(""))


class HelpScreen(LeanScreen[None]):
    """The keys of one screen and of the application."""

    # Nothing of the screen below shines through: painting it dimmed would cost as much as itself.
    DEFAULT_CSS = """
    HelpScreen { align: center top; background: $background; }
    HelpScreen > VerticalScroll {
        width: 100%; max-width: 100; height: 100%; scrollbar-gutter: stable;
        background: $background; border: round $primary; padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,f9", "dismiss", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    app: HaloApp

    def __init__(self, scope: str, own_keys: Mapping[str, str]) -> None:
        """Make the help.

        Args:
            scope: the screen whose actions are told first.
            own_keys: a person's own keys, by action id.
        """
        super().__init__()
        self._scope = scope
        self._own_keys = own_keys

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = "Keys   (esc closes)"
            yield Sheet()

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.query_one(Sheet).show(self._entries())

    def action_scroll(self, lines: int) -> None:
        """Scroll by some lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def _entries(self) -> Iterator[Entry]:
        yield _heading("On this screen")
        yield from (self._line(action) for action in actions_of(self._scope))
        yield _GAP
        yield _heading("Moving")
        yield from (_row(keys, text) for keys, text in _MOVING)
        yield _GAP
        yield _heading("Everywhere")
        yield from (self._line(action) for action in actions_of("app"))
        yield _GAP
        yield _heading("Signs of a test")
        for glyph in (*STATUS.values(), RUNNING, WAITING):
            yield _row(self.app.sign(glyph), glyph.word)
        yield _GAP
        yield _heading("Good to know")
        yield from (Entry("", Content(note), mark=Content(" ")) for note in _NOTES)

    def _line(self, action: Action) -> Entry:
        keys = self._own_keys.get(action.id, action.keys).split(",")
        return _row("  ".join(shown_key(key) for key in keys), action.help)


def _heading(text: str) -> Entry:
    return Entry("", Content.styled(text, "bold"))


def _row(keys: str, text: str) -> Entry:
    return Entry("", Content(text), mark=Content.styled(f" {keys:<{_KEYS}} ", "bold $accent"))
