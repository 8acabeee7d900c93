"""The palette: an input and the list of offers that match it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widgets import Input

from halo_tui.base.cells import cells, cut, cut_within
from halo_tui.ui.base_screen import base_of
from halo_tui.ui.kit.debounce import Debounce
from halo_tui.ui.kit.inner import LeanOverlay, LeanScrollView, stay_painted
from halo_tui.ui.palette.offers import Offer, fitting, under_headings
from halo_tui.ui.widgets.chrome import HotLine, hot_hints, key_hint
from halo_tui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_AROUND: Final = 8
"""Rows that the list cannot use: the margin above, the frame, the input and the key line."""
_MOST: Final = 16
"""The maximum number of rows of the list, so that the screen below remains visible."""
PREVIEW_REST: Final = 0.15
"""Seconds for which the cursor must rest before the selected offer is previewed."""
_TITLE: Final = 20
"""The width in cells of the title column; a longer title shortens its explanation."""
_REHEARSAL: Final = 28
"""The width in cells of the title column if it holds names of scenarios."""
_LONGEST_TITLE: Final = 48
"""The maximum width in cells of a title; a longer one is cut."""


class Choices(LeanScrollView, can_focus=False):
    """The list of offers; it repaints only the lines that change."""

    class Taken(Message):
        """Posted when an offer was clicked."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    DEFAULT_CSS = "Choices { overflow-x: hidden; overflow-y: scroll; background: $background; }"

    def __init__(self, titles: int) -> None:
        """Make the list.

        Args:
            titles: the width in cells of the title column.
        """
        super().__init__()
        self._titles = titles
        self._lines: Sequence[Offer | str] = ()
        self._place = -1

    @property
    def selected(self) -> Offer | None:
        """The offer under the cursor; None if there is none."""
        line = self._lines[self._place] if 0 <= self._place < len(self._lines) else None
        return line if isinstance(line, Offer) else None

    def show(self, lines: Sequence[Offer | str]) -> None:
        """Replace the lines and select the first offer.

        Args:
            lines: offers, and headings as strings.
        """
        before, place_before, self._lines = self._lines, self._place, lines
        self._place = next((n for n, line in enumerate(lines) if isinstance(line, Offer)), -1)
        self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
        self.scroll_to(y=0, animate=False, immediate=True)
        for number in range(max(len(before), len(lines))):
            was = before[number] if number < len(before) else None
            now = lines[number] if number < len(lines) else None
            if was != now or number in (place_before, self._place):
                self.refresh_line(number)

    def on_click(self, event: events.Click) -> None:
        """Post `Taken` for the clicked offer."""
        number = event.y + self.scroll_offset.y
        line = self._lines[number] if number < len(self._lines) else None
        if isinstance(line, Offer):
            self.post_message(self.Taken(line))

    def move(self, by: int) -> None:
        """Move the cursor by a number of offers, skipping headings.

        A single step wraps around at the ends; a larger move stops there.
        """
        offers = [n for n, line in enumerate(self._lines) if isinstance(line, Offer)]
        if not offers:
            return
        place = offers.index(self._place) + by
        if abs(by) > 1:
            place = max(0, min(place, len(offers) - 1))
        before, self._place = self._place, offers[place % len(offers)]
        self.refresh_line(before)
        self.refresh_line(self._place)
        self._scroll_to_cursor(is_first=self._place == offers[0])

    def _scroll_to_cursor(self, *, is_first: bool) -> None:
        """Scroll to the cursor by half a page, so that most moves repaint only two lines."""
        top, height = self.scroll_offset.y, self.size.height
        if is_first:
            self.scroll_to(y=0, animate=False, immediate=True)
        elif not top <= self._place < top + height:
            self.scroll_to(y=self._place - height // 2, animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        number, width = y + self.scroll_offset.y, self.size.width
        blank = Strip.blank(width, self.rich_style)
        if number >= len(self._lines):
            return blank
        drawn = self._drawn(self._lines[number], width, is_selected=number == self._place)
        strips = Visual.to_strips(self, drawn, width, 1, self.visual_style)
        return strips[0] if strips else blank

    def _drawn(self, line: Offer | str, width: int, *, is_selected: bool) -> Content:
        if isinstance(line, str):
            return Content.styled(f" {line}", "bold $text-muted")
        room = width - 4 - cells(line.key)
        title = cut_within(line.title, min(room, _LONGEST_TITLE))
        title += " " * max(2, self._titles - cells(title))
        about = cut(line.about, max(1, room - cells(title))) if line.about else ""
        blanks = " " * max(1, width - 3 - cells(title + about + line.key))
        drawn = Content.assemble(
            "  ", title, (about, "$text-muted"), blanks, (line.key, "bold $key"), " "
        )
        return drawn.stylize("bold on $selection") if is_selected else drawn


class PaletteScreen(LeanOverlay["Offer | None"]):
    """The palette; it returns the chosen offer, or None."""

    # It covers the full width: otherwise fragments of words would be visible beside the frame.
    DEFAULT_CSS = """
    PaletteScreen { align: center top; background: transparent; }
    PaletteScreen > #window {
        width: 100%; height: auto; margin: 2 0 0 0; background: $background; align: center top;
    }
    PaletteScreen Pane { width: 100%; max-width: 78; height: auto; }
    PaletteScreen Input { background: $field; margin: 0 1; }
    PaletteScreen Choices { height: 10; }
    PaletteScreen #keys { padding: 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+p", "leave", show=False, priority=True),
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
    ]

    app: Frame

    def __init__(
        self,
        title: str,
        offers: Sequence[Offer],
        hint: str,
        preview: Callable[[Offer | None], None] | None = None,
    ) -> None:
        """Make the palette.

        Args:
            title: the title of the frame.
            offers: all offers, in the order in which they are shown.
            hint: the placeholder of the input.
            preview: shows the effect of the selected offer; called with None to undo it.
        """
        super().__init__()
        self._title_text = title
        self._offers = offers
        self._hint = hint
        self._preview = preview
        self._rest = Debounce(self, PREVIEW_REST)
        self._opened_in: Size | None = None
        """The terminal's size at the start; None once the screen below must be painted too."""

    def compose(self) -> ComposeResult:
        rehearses = any(offer.is_rehearsal for offer in self._offers)
        with Vertical(id="window"), Pane(self._title_text):
            entry = Input(compact=True, placeholder=self._hint)
            entry.cursor_blink = False
            yield entry
            yield Choices(_REHEARSAL if rehearses else _TITLE)
            yield HotLine(id="keys")

    def on_mount(self) -> None:
        self._opened_in = self.app.size
        stay_painted(base_of(self.app))
        lines = list(under_headings(self._offers))
        choices = self.query_one(Choices)
        choices.styles.height = max(4, min(len(lines), _MOST, self.app.size.height - _AROUND))
        choices.show(lines)
        keys = {"enter": "OK", "escape": "Cancel"}
        hints = [*hot_hints(keys), (Content("  ") + key_hint("↑ ↓", "Choose"), "")]
        self.query_one("#keys", HotLine).draw(hints)
        self.query_one(Input).focus()
        self.app.theme_changed_signal.subscribe(self, lambda _: self._paint_all())

    def _show_preview(self) -> None:
        offer = self.query_one(Choices).selected
        if self._preview is not None and offer is not None:
            self._preview(offer)

    def _paint_all(self) -> None:
        """Repaint the screen below too, because its colours have changed."""
        self._opened_in = None
        self.call_after_refresh(self.refresh)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        found = fitting(self._offers, event.value)
        lines = found if event.value.strip() else list(under_headings(found))
        self.query_one(Choices).show(lines or ["Nothing here is called that"])
        if event.value:
            self._rest.after(self._show_preview)

    @on(Choices.Taken)
    def _clicked(self, event: Choices.Taken) -> None:
        self._close(event.offer)

    @on(Input.Submitted)
    def _taken(self, event: Input.Submitted) -> None:
        event.stop()
        offer = self.query_one(Choices).selected
        if offer is not None:
            self._close(offer)

    def action_move(self, by: int) -> None:
        """Move the cursor by a number of offers."""
        self.query_one(Choices).move(by)
        self._rest.after(self._show_preview)

    def action_leave(self) -> None:
        """Close without doing anything."""
        self._close(None)

    def _close(self, offer: Offer | None) -> None:
        self._rest.cancel()
        if self.app.size == self._opened_in:
            base_of(self.app).uncovered = self.query_one("#window").region
        if offer is None and self._preview is not None:
            self._preview(None)
        self.dismiss(offer)

    def on_click(self, event: events.Click) -> None:
        """Close the palette on a click beside it."""
        clicked = self.get_widget_at(event.screen_x, event.screen_y)[0]
        if clicked in (self, self.query_one("#window")):
            self._close(None)

    def covers(self) -> Region | None:
        """Return the region of the palette; None if the size or the theme has changed."""
        return self.query_one("#window").region if self.app.size == self._opened_in else None
