"""One input of a form: shows what cannot be seen, keeps what is pasted, gives no secret away."""

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
"""Characters; what Halo and Gradient show on a page stays far below it."""

_WHOLE_SECRET: Final = 30
"""Characters from which a pasted text is a secret, and no part of one."""

DIFFERS: Final = "bold underline"
"""How the part of a value looks that another one does not have."""

_MARKS_IN_A_ROW: Final = 3

_STAND_IN: Final = "¤"
"""Drawn for a character that would not be seen, or that a terminal would obey."""


class FieldInput(DrawnInput):
    """An input of one line, without border and blink, for text from anywhere."""

    @dataclass
    class BlockPasted(Message):
        """Several lines, or the values of other fields, were pasted; nothing is inserted yet."""

        field: FieldInput
        text: str = dataclasses.field(repr=False)
        """It may hold a secret."""

        @property
        def control(self) -> FieldInput:
            """The input."""
            return self.field

    @dataclass
    class NotCopied(Message):
        """Somebody wanted to copy or cut a secret."""

        field: FieldInput

    def __init__(self, key: str, *, secret: bool = False) -> None:
        """Make the input.

        Args:
            key: the field's name.
            secret: whether it may never be copied out.
        """
        super().__init__(id=f"field-{key}", compact=True, password=secret, select_on_focus=False)
        self.key = key
        self.is_secret = secret
        self.cursor_blink = False
        self._mark = ""
        self._spans: Spans = ()

    def remark(self, mark: str, spans: Spans = ()) -> None:
        """Say at the right edge where the text comes from, and mark parts of it."""
        if (mark, spans) != (self._mark, self._spans):
            self._mark, self._spans = mark, spans
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The text, and behind it the mark where there is room for both.

        Without the focus the beginning is in view, and a sign says that it goes on.
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
        """Show a text that nobody typed here."""
        if self.value != text:
            with self.prevent(Input.Changed):
                self.value = text
            self.cursor_position = len(text)

    def insert_block(self, text: str) -> None:
        """Insert pasted text, line breaks and all, in the place of what is selected.

        A whole secret takes the place of the one before: behind dots nobody sees that two stand
        one after the other.
        """
        is_whole = self.is_secret and len(text) >= _WHOLE_SECRET and self.selection.is_empty
        self.replace(text, *((0, len(self.value)) if is_whole else self.selection))

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste whole; Textual would keep its first line only."""
        event.stop()
        event.prevent_default()
        text = event.text[:LONGEST_PASTE].replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if "\n" in text or is_block(text, self.key):
            self.post_message(self.BlockPasted(self, text))
        elif text:
            self.insert_block(text)

    def action_copy(self) -> None:
        """Copy what is selected, but never from a secret."""
        if self.is_secret:
            self.post_message(self.NotCopied(self))
        else:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut what is selected, but never out of a secret."""
        if self.is_secret:
            self.post_message(self.NotCopied(self))
        else:
            super().action_cut()

    def drawn(self) -> Text:
        """The value, what cannot be seen in it by a sign, and what differs marked."""
        if self.password:
            return super().drawn()
        shown = Text(self._visible(self.value), no_wrap=True, overflow="ignore", end="")
        for place, character in enumerate(shown.plain):
            if character == _STAND_IN:
                shown.stylize("reverse", place, place + 1)
        for span in self._spans:
            shown.stylize(DIFFERS, *span)
        return shown

    def _visible(self, text: str) -> str:
        """The text as it is drawn: what looks like a secret is hidden wherever it was pasted."""
        return _visible(text if self.is_secret else without_secrets(text))

    def cells_before(self, position: int) -> int:
        """Cells of the characters before a position, each as it is drawn."""
        text = "•" * position if self.password else self._visible(self.value[:position])
        return cell_len(text)


def _visible(text: str) -> str:
    """The text with a visible stand-in for each character that cannot be drawn as it is.

    Of many marks over one letter only the first are drawn: a flood of them covers other lines.
    """
    out: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        out.append(_STAND_IN if is_invisible(char) or marks > _MARKS_IN_A_ROW else char)
    return "".join(out)
