"""The rows of a form: a label, something to fill in, and the line below that judges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from halo_tui.ui.actions import ACTIONS, shown_key
from halo_tui.ui.credentials_fields import FieldInfo
from halo_tui.ui.credentials_form import Note
from halo_tui.ui.glyphs import Glyph
from halo_tui.ui.widgets.chrome import Line
from halo_tui.ui.widgets.field_input import FieldInput

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

_TONES = {
    "hint": Glyph(" ", " ", "", "text-muted"),
    "good": Glyph("✓", "+", "", "text-success"),
    "warn": Glyph("!", "!", "", "text-warning"),
    "error": Glyph("✗", "x", "", "text-error"),
    "offer": Glyph("→", ">", "", "text-accent"),
}
_SIGN = 2
"""Cells of the sign and the blank after it, below which no text begins."""
_LINES = 3
_KEYS = {action.id: action.keys for action in ACTIONS}


class NoteLine(Static):
    """What a form says of a field: a sign, a sentence, and the key that mends it."""

    DEFAULT_CSS = """
    NoteLine { height: auto; min-height: 1; margin: 0 2 0 24; }
    """

    app: HaloApp

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._shown: Note | None = None

    def show(self, note: Note) -> None:
        """Draw the line, if it says anything else than before."""
        if note != self._shown:
            self._shown = note
            self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        note = self._shown
        width = self.size.width - _SIGN
        if note is None or width <= 0:
            return
        glyph = _TONES[note.tone]
        text = Content.styled(note.text, f"${glyph.colour}")
        if note.offer:
            key = shown_key(self.app.own_keys.get(note.action, _KEYS[note.action]))
            arrow = " →" if note.action == "credentials.mend" else ""
            text += Content.assemble("   ", (key, "bold $accent"), f"{arrow} {note.offer}")
        lines = text.wrap(width)[:_LINES]
        sign = Content.styled(self.app.sign(glyph), f"${glyph.colour}")
        shown = Content("\n" + " " * _SIGN).join(lines)
        self.update(Content.assemble(sign, " ", shown))


class FieldRow(VerticalGroup):
    """One field of a form."""

    DEFAULT_CSS = """
    FieldRow { height: auto;
        .label { width: 24; padding: 0 1 0 2; }
        HorizontalGroup { height: 1; }
        FieldInput { width: 1fr; margin: 0 2 0 0; }
        FieldInput:focus { background: $primary 20%; background-tint: $background 0%; }
    }
    """

    def __init__(self, info: FieldInfo, entry: FieldInput | Switch) -> None:
        super().__init__(id=f"row-{info.key}")
        self.info = info
        self.entry = entry
        self.note = NoteLine()

    def compose(self) -> ComposeResult:
        with HorizontalGroup():
            label = Line(classes="label")
            label.update(Content(self.info.label))
            yield label
            yield self.entry
        yield self.note


class Switch(Static, can_focus=True):
    """A choice between a few words in one line; no list opens over the form."""

    DEFAULT_CSS = """
    Switch { width: 1fr; height: 1; margin: 0 2 0 0; background: $surface;
        &:focus { background: $primary 20%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another word was chosen by a key."""

        switch: Switch
        value: str

    def __init__(self, words: list[str], *, id: str) -> None:  # noqa: A002
        super().__init__("", markup=False, id=id)
        self.words = words
        self.value = words[0]

    def show(self, value: str) -> None:
        """Show a word as the chosen one."""
        self.value = value
        parts: list[tuple[str, str]] = []
        for word in self.words:
            chosen = word == value
            parts += [(f"({'•' if chosen else ' '}) {word}", "bold" if chosen else "$text-muted")]
            parts += [("    ", "")]
        self.update(Content.assemble(*parts))

    def action_turn(self, by: int) -> None:
        """Choose the next word, or the one before."""
        place = self.words.index(self.value) if self.value in self.words else 0
        self.show(self.words[(place + by) % len(self.words)])
        self.post_message(self.Changed(self, self.value))


class Fold(Static, can_focus=True):
    """A line that shows or hides the lines below it."""

    DEFAULT_CSS = """
    Fold { height: 1; padding: 0 2; color: $text-muted;
        &:focus { background: $primary 20%; color: $text; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter,right,left", "fold", show=False)]

    @dataclass
    class Turned(Message):
        """The line was opened or closed by a key."""

        is_open: bool

    def __init__(self, title: str) -> None:
        super().__init__("", markup=False)
        self._title = title
        self.is_open = False

    def show(self, *, is_open: bool) -> None:
        """Draw the line as open or closed."""
        self.is_open = is_open
        self.update(Content(f"{'-' if is_open else '+'} {self._title}"))

    def action_fold(self) -> None:
        """Open or close."""
        self.show(is_open=not self.is_open)
        self.post_message(self.Turned(self.is_open))
