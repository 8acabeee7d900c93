"""The input of a form: shows invisible characters, keeps pasted lines, never copies a secret."""

from __future__ import annotations

import dataclasses
import unicodedata
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from halo_tui.base.text import is_invisible
from halo_tui.profiles.rules.paste import is_block
from halo_tui.profiles.rules.shapes import without_secrets
from halo_tui.ui.kit.inner import DrawnInput
from halo_tui.workspace.drafts.difference import Spans

LONGEST_PASTE: Final = 20_000
"""The maximum in characters; the pages of Halo and Gradient are far shorter."""

_WHOLE_SECRET: Final = 30
"""The length in characters from which a pasted text counts as a whole secret, not a part of it."""

DIFFERS: Final = "bold underline"
"""The style of those parts of a value that differ from another value."""

_MARKS_IN_A_ROW: Final = 3

_STAND_IN: Final = "¤"
"""Drawn instead of an invisible character or a control character."""


class FieldInput(DrawnInput):
    """An input of one line, without border and blinking cursor, for text from any source."""

    @dataclass
    class BlockPasted(Message):
        """Posted when several lines or values of other fields were pasted; none is inserted yet."""

        field: FieldInput
        text: str = dataclasses.field(repr=False)
        """It may hold a secret."""

        @property
        def control(self) -> FieldInput:
            """The input; Textual needs it to select the handler."""
            return self.field

    @dataclass
    class NotCopied(Message):
        """Posted when the user tries to copy or cut a secret."""

        field: FieldInput

    def __init__(self, key: str, *, secret: bool = False) -> None:
        """Make the input.

        Args:
            key: the field's name.
            secret: whether the value is masked and can never be copied.
        """
        super().__init__(id=f"field-{key}", password=secret, select_on_focus=False, validate_on=())
        # `compact=True` does so too, but applies all styles to a widget that is not mounted yet.
        self.add_class("-textual-compact", update=False)
        self.key = key
        self.is_secret = secret
        self.cursor_blink = False
        self._mark = ""
        self._spans: Spans = ()

    def show_mark(self, mark: str, spans: Spans = ()) -> None:
        """Show at the right edge where the text comes from, and mark parts of the text."""
        if (mark, spans) != (self._mark, self._spans):
            self._mark, self._spans = mark, spans
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the text, and after it the mark if there is room for both.

        Without the focus, the beginning of a long text is shown, with an ellipsis at the end.
        """
        width, used = self.size.width, cell_len(self._visible(self.value)) + 1
        style = self.get_component_rich_style("input--placeholder")
        if y == 0 and self.value and not self.has_focus and used > width + 1:
            rest = Segment("…", style)
            return Strip([*self._head(width - 1), rest]).apply_style(self.rich_style)
        strip, mark = super().render_line(y), f" {self._mark} "
        if y or not self._mark or not self.value or used + cell_len(mark) > width:
            return strip
        return Strip([*strip.crop(0, width - cell_len(mark)), Segment(mark, style)]).apply_style(
            self.rich_style
        )

    def _head(self, width: int) -> Strip:
        console = self.app.console
        options = console.options.update_width(self.content_width)
        return Strip(console.render(self.drawn(), options)).crop(0, width)

    def show(self, text: str) -> None:
        """Set the text without posting `Input.Changed`."""
        if self.value != text:
            with self.prevent(Input.Changed):
                self.value = text
            self.cursor_position = len(text)

    def insert_block(self, text: str) -> None:
        """Replace the selection by pasted text, including its line breaks.

        A whole secret replaces the previous one: in a masked field, the user could not see that
        two secrets follow each other.
        """
        is_whole = self.is_secret and len(text) >= _WHOLE_SECRET and self.selection.is_empty
        self.replace(text, *((0, len(self.value)) if is_whole else self.selection))

    def on_paste(self, event: events.Paste) -> None:
        """Take all pasted lines; Textual would keep only the first."""
        event.stop()
        event.prevent_default()
        text = event.text[:LONGEST_PASTE].replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if "\n" in text or is_block(text, self.key):
            self.post_message(self.BlockPasted(self, text))
        elif text:
            self.insert_block(text)

    def action_copy(self) -> None:
        """Copy the selection, but never a secret."""
        if self.is_secret:
            self.post_message(self.NotCopied(self))
        else:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut the selection, but never a secret."""
        if self.is_secret:
            self.post_message(self.NotCopied(self))
        else:
            super().action_cut()

    def drawn(self) -> Text:
        """Return the value with visible signs for invisible characters, and with marked parts."""
        if self.password:
            return super().drawn()
        shown = Text(self._visible(self.value), no_wrap=True, overflow="ignore", end="")
        for place, character in enumerate(shown.plain):
            if character == _STAND_IN:
                shown.stylize("reverse", place, place + 1)
        for span in self._spans:
            shown.stylize(DIFFERS, *span)
        return shown

    @property
    def too_long(self) -> str:
        """The value as it is drawn, if the field is too narrow for it; empty if it is masked."""
        shown = "" if self.password else self._visible(self.value)
        return shown if self.size.width and cell_len(shown) >= self.size.width else ""

    def _visible(self, text: str) -> str:
        """Return the text as drawn; what looks like a secret is hidden in every other field."""
        return _visible(text if self.is_secret else without_secrets(text))

    def cells_before(self, position: int) -> int:
        """Return the width in cells of the characters before a position, as they are drawn."""
        text = "•" * position if self.password else self._visible(self.value[:position])
        return cell_len(text)


def _visible(text: str) -> str:
    """Return the text with a visible sign for each character that cannot be drawn as it is.

    Only the first combining marks of a letter are drawn: many of them would cover other lines.
    """
    out: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        out.append(_STAND_IN if is_invisible(char) or marks > _MARKS_IN_A_ROW else char)
    return "".join(out)
