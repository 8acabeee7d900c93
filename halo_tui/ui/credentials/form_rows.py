"""The rows of a form: a label, an input, and the note below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from halo_tui.profiles.schema import FIELD_INFO, FieldInfo, Hosting
from halo_tui.ui.credentials.field_input import DIFFERS, FieldInput
from halo_tui.ui.kit.glyphs import FOLD_CLOSED, FOLD_OPEN, Glyph
from halo_tui.ui.widgets.chrome import Line, action_hint
from halo_tui.workspace.drafts.difference import Spans, in_view
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.notes import HALO, SECRET, Note

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

TONES: Final = {
    "hint": Glyph(" ", "", "text-muted"),
    "good": Glyph("✓", "", "text-success"),
    "warn": Glyph("!", "", "text-warning"),
    "error": Glyph("✗", "", "text-error"),
    "offer": Glyph("→", "", "text-accent"),
}
"""The sign and the colour of each tone of a note."""

_FROM_HALO = "✓ from Halo"
_LABEL: Final = 20
"""The width of a label in cells; four fewer in a terminal narrower than `_NARROW`."""
_NARROW: Final = 80
FIX: Final = "fix"
"""Shown instead of the fixed value if there is no room for it."""

_APART: Final = 4
"""Cells between the options of a switch."""

_GAP: Final = 2
"""Cells between a sentence and what follows it in the line."""


def fix_hint(note: Note) -> Content:
    """Return the key that fixes the field, and the resulting value."""
    arrow = "→ " if note.action == "credentials.mend" and note.offer != FIX else ""
    return action_hint(note.action, f"{arrow}{note.offer}", while_typing=True)


class NoteLine(Static):
    """The note on a field: a sign, a sentence, and the key that fixes the field."""

    DEFAULT_CSS = """
    NoteLine { height: 1; max-width: 78; }
    """
    SIGN: ClassVar[int] = 2
    """Cells of the sign and the blank after it; the sentence is aligned with the input."""

    app: ThemedApp

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._shown: Note | None = None

    def show(self, note: Note) -> None:
        """Draw the note if it has changed."""
        if note != self._shown:
            self._shown = note
            self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        note, lines = self._shown, self.size.height
        width = self.size.width - self.SIGN
        if note is None or width <= 0 or not lines:
            return
        glyph = TONES[note.tone]
        sign = Content.styled(glyph.sign, f"bold ${glyph.colour}")
        first, *rest = self._sentence(note, width, lines)
        below = [line.pad_left(self.SIGN) for line in rest]
        text = Content("\n").join([Content.assemble(sign, " ", first), *below])
        self.update(text, layout=False)

    def _sentence(self, note: Note, width: int, lines: int) -> list[Content]:
        """Return the lines of the note, at most `lines`; the key follows the last word."""
        style = f"${TONES[note.tone].colour}"
        if note.tone == "offer":
            return [_offer(note, width, style)]
        text = Content.styled(note.text, style)
        whole = fix_hint(note) if note.offer else Content("")
        if lines == 1 or text.cell_length + _GAP + whole.cell_length <= width:
            return [self._with_key(text, note, width)]
        first, *rest = (line.rstrip() for line in text.wrap(width))
        if rest:
            return [first, self._with_key(Content(" ").join(rest), note, width)]
        return [first, self._with_key(Content(""), note, width)] if note.offer else [first]

    def _with_key(self, text: Content, note: Note, width: int) -> Content:
        """Return a line that ends with the key that fixes the field, and its value if it fits."""
        if not note.offer:
            return _cut(text, width)
        gap = Content(" " * _GAP if text else "")
        hint = fix_hint(note)
        if text.cell_length + len(gap) + hint.cell_length > width:
            hint = fix_hint(Note("", "", FIX, note.action))
        return _cut(text, width - len(gap) - hint.cell_length) + gap + hint


def _offer(note: Note, width: int, style: str) -> Content:
    """Return an offered value with its source at the right edge."""
    aside = Content.styled(note.aside, "$text-muted")
    room = width - aside.cell_length - _GAP
    shown, spans = in_view(note.text, note.spans, room)
    text = marked(Content(shown).stylize(style), spans).truncate(room, ellipsis=True)
    return text.pad_right(width - text.cell_length - aside.cell_length) + aside


def marked(text: Content, spans: Spans) -> Content:
    """Return a text whose differing parts are marked."""
    for span in spans:
        text = text.stylize(DIFFERS, *span)
    return text


def _cut(text: Content, width: int) -> Content:
    """Return a sentence that is cut after a whole word if it is too long."""
    if text.cell_length <= width:
        return text
    return text.wrap(max(1, width - 2))[0].rstrip() + Content(" …")


class FieldRow(VerticalGroup):
    """One field of a form: its label with its sign, its input or switch, and its note."""

    DEFAULT_CSS = """
    FieldRow { height: auto; margin: 0 2 0 0;
        .label { dock: left; width: 21; padding: 0 0 0 1; text-overflow: clip; }
        &.-asked .label { background: $selection; text-style: bold; }
        FieldInput {
            width: 1fr; max-width: 76; margin: 0 0 0 2; background: $field;
            & > .input--placeholder { color: $text-muted; }
        }
        &.-flat FieldInput { text-style: underline; }
        &.-revealed .label { display: none; }
        &.-revealed FieldInput { margin: 0; }
        &.-revealed NoteLine { margin: 0 0 0 21; }
        FieldInput:focus { background: $selection; background-tint: $background 0%; }
    }
    """

    app: ThemedApp

    def __init__(self, info: FieldInfo, entry: FieldInput | Switch) -> None:
        super().__init__(id=f"row-{info.key}", classes="-flat" if self._is_flat else "")
        self.info = info
        self.entry = entry
        self.note = NoteLine()
        self._label = Line(classes="label")
        self._tone = "hint"

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.entry
        yield self.note

    def on_resize(self, event: events.Resize) -> None:
        self._draw_label()

    def _draw_label(self) -> None:
        """Draw the label and, behind it, the sign, which only a wider label shows."""
        is_narrow = self.app.size.width < _NARROW
        name = (self.info.short if is_narrow else "") or self.info.label
        glyph = TONES[self._tone]
        sign = (glyph.sign, f"bold ${glyph.colour}")
        self._label.update(Content.assemble(name.ljust(_LABEL - 4 * is_narrow), sign))

    def show(self, draft: Draft) -> None:
        """Show the draft's value of this field; `update_note` shows its note."""
        self.entry.show(draft.text(self.info.key))
        hint, is_flat = draft.hint(self.info.key), self._is_flat
        self.set_class(is_flat, "-flat")
        if isinstance(self.entry, FieldInput):
            self.entry.placeholder = f"<{hint}>" if is_flat else hint

    @property
    def _is_flat(self) -> bool:
        """Whether the theme gives a field no background of its own."""
        colours = self.app.theme_variables
        return colours["field"] in (colours["background"], "ansi_default")

    def update_note(self, draft: Draft) -> None:
        """Update the note, the sign and the mark of the field if they have changed."""
        note = draft.notes.of(self.info.key)
        self.note.show(note)
        self.set_class(note.tone == "offer", "-offer")
        if self._tone != note.tone:
            self._tone = note.tone
            self._draw_label()
        source = draft.source(self.info.key)
        mark = _FROM_HALO if source == HALO else source
        if isinstance(self.entry, FieldInput):
            differing = draft.offers.differing(self.info.key)
            self.entry.show_mark(mark, differing.mine if differing else ())
        else:
            self.entry.show_mark(mark)


class Switch(Static, can_focus=True):
    """A choice between a few words in one line, without a drop-down list."""

    DEFAULT_CSS = """
    Switch { width: 1fr; max-width: 76; height: 1; margin: 0 0 0 2;
        &:focus { background: $selection; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Posted when the user has chosen another word."""

        switch: Switch
        value: str

    def __init__(self, words: list[str], *, id: str) -> None:  # noqa: A002
        super().__init__("", markup=False, id=id)
        self.words = words
        self.value = words[0]
        self._mark = ""

    def show_mark(self, mark: str) -> None:
        """Show at the right edge where the word comes from."""
        if mark != self._mark:
            self._mark = mark
            self._draw()

    def show(self, value: str) -> None:
        """Set the chosen word without posting `Changed`."""
        self.value = value
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        parts: list[tuple[str, str]] = []
        for word in self.words:
            chosen = word == self.value
            parts += [(f"({'•' if chosen else ' '}) {word}", "bold" if chosen else "$text-muted")]
            parts += [(" " * _APART, "")]
        text, mark = Content.assemble(*parts), Content.styled(f"{self._mark} ", "$text-muted")
        gap = self.size.width - text.cell_length - mark.cell_length
        self.update(text.pad_right(gap) + mark if self._mark and gap > 0 else text)

    def on_click(self, event: events.Click) -> None:
        """Choose the word under the mouse."""
        offset, end = event.get_content_offset(self), 0
        for word in self.words:
            end += len(f"({' '}) {word}") + _APART
            if offset is not None and offset.x < end:
                if word != self.value:
                    self.show(word)
                    self.post_message(self.Changed(self, word))
                return

    def action_turn(self, by: int) -> None:
        """Choose the next or the previous word.

        Args:
            by: 1 for the next, -1 for the previous.
        """
        place = self.words.index(self.value) if self.value in self.words else 0
        self.show(self.words[(place + by) % len(self.words)])
        self.post_message(self.Changed(self, self.value))


class Fold(Static, can_focus=True):
    """A line that shows or hides the lines below it."""

    DEFAULT_CSS = """
    Fold { height: 1; padding: 0 1; margin: 0 2 0 0; color: $text-muted; max-width: 99;
        text-wrap: nowrap; text-overflow: ellipsis;
        &:focus { background: $selection; color: $text; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter,right,left", "fold", show=False)]

    @dataclass
    class Turned(Message):
        """Posted when the user wants to show or hide the lines below."""

        is_open: bool

    app: ThemedApp

    def __init__(self, title: str) -> None:
        super().__init__("", markup=False)
        self._title = title
        self._holds = ""
        self.is_open = False

    def show(self, *, is_open: bool, holds: str) -> None:
        """Draw the line as open or closed.

        Args:
            is_open: whether the lines below it are shown.
            holds: a summary of the values in these lines.
        """
        self.is_open = is_open
        self._holds = holds
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        label = self._title.ljust(_LABEL - 4 if self.app.size.width < _NARROW else _LABEL)
        sign = FOLD_OPEN if self.is_open else FOLD_CLOSED
        self.update(Content(f"{sign} {label}{'' if self.is_open else self._holds}"))

    def on_click(self) -> None:
        """Show or hide the lines below on a click."""
        self.action_fold()

    def action_fold(self) -> None:
        """Show or hide the lines below."""
        self.post_message(self.Turned(not self.is_open))


def form_rows(*, folded: bool) -> Iterator[FieldRow]:
    """Yield the rows of the fields that are always shown, or those that are folded at first."""
    for info in FIELD_INFO.values():
        if info.folded == folded:
            row = FieldRow(info, _entry_for(info.key))
            row.display = not folded
            yield row


def _entry_for(key: str) -> FieldInput | Switch:
    if key == "hosting":
        return Switch(list(Hosting), id="field-hosting")
    return FieldInput(key, secret=key == SECRET)
