"""Widgets and screens that use private names of Textual.

Only this module, `compositor`, `lean_app` and `driver` may use them.

Most of it reduces how much of a widget is painted, so that a key press sends few bytes over SSH. It
depends on one version of Textual (`WRITTEN_FOR`). Tests check the number of bytes, and that the
screen shows the same cells as after a full paint.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from rich.style import Style
from rich.text import Text, TextType
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region, Size
from textual.reactive import var
from textual.screen import ModalScreen, Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Tree
from textual.widgets.tree import TreeNode

from halo_tui.ui.kit.actions import VIM_MOVES
from halo_tui.ui.kit.compositor import LeanCompositor

if TYPE_CHECKING:
    _Widget = Widget
else:
    # At run time a mixin must not be a Widget: Textual would read `can_focus` from the mixin, not
    # from the real widget class.
    _Widget = object

WRITTEN_FOR = "8.2"
"""The version of Textual that this module was written for."""

PAINTED_BY = 1.0
"""Seconds after which a screen is certainly painted for the first time."""

Result = TypeVar("Result")
Data = TypeVar("Data")


class LeanScreen(Screen[Result]):
    """A screen that is painted as rarely as possible.

    It is not painted when the focus moves (both widgets paint themselves), once instead of twice
    after a new layout, and not for its first layouts, from which its widgets learn their width.
    In a batch, such as the start, no frame is rendered only to be dropped, as in Textual.
    """

    focused: var[Widget | None] = var(None)
    uncovered: Region | None = None
    """The only region that a request for the whole screen paints: what a closed overlay had
    covered, or the overlay itself. It is empty once it is painted. None paints the whole screen."""
    _layouts_unseen = 2
    """How many layouts of a new screen are still not painted."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = LeanCompositor()
        self.settling = Settling(self)

    def paint_at_once(self) -> None:
        """Paint the first layout too: before the first screen, the terminal is still empty."""
        self._layouts_unseen = 0

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        # Its styles are those of the last change: `refresh_css` reaches every screen that is shown,
        # and Textual calls it for a screen that missed one.
        event.refresh_styles = False
        self.settling.begin()

    def _on_screen_suspend(self) -> None:
        self.settling.undo()

    def _screen_resized(self, size: Size) -> None:
        if size != self._compositor.size:
            self.uncovered = None  # it was a region of the size before
        super()._screen_resized(size)

    def _on_timer_update(self) -> None:
        _merge_requests(self)
        super()._on_timer_update()
        if self._layouts_unseen and self.is_current:
            self._layouts_unseen -= 1
            self.refresh()
            self.settling.begin()

    async def _invoke_and_clear_callbacks(self) -> None:
        if not self.app._batch_count:
            await super()._invoke_and_clear_callbacks()

    def _compositor_refresh(self) -> None:
        if self._layouts_unseen or self.app._batch_count:
            return
        _paint_only_uncovered(self)
        super()._compositor_refresh()


def stay_painted(screen: LeanScreen[Any]) -> None:
    """Drop a request to paint the whole screen: it is still visible around a small overlay."""
    screen._repaint_required = False
    screen._dirty_widgets.discard(screen)
    screen._compositor._dirty_regions.discard(screen.size.region)


class Settling:
    """Knows whether a screen is the current one and has been painted since."""

    def __init__(self, screen: LeanScreen[Any]) -> None:
        """Make it for a screen."""
        self._screen = screen
        self._event = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Whether it is; what else was to follow the paint has then been done."""
        return self._event.is_set()

    async def end(self) -> None:
        """Wait until it is."""
        await self._event.wait()

    def begin(self) -> None:
        """Look again after the next paint: the screen has become the current one."""
        self._screen.call_after_refresh(self._look)

    def undo(self) -> None:
        """Note that another screen is shown."""
        self._event.clear()

    def _look(self) -> None:
        if self._screen.is_current and not self._screen._layouts_unseen:
            self._event.set()


def _merge_requests(screen: LeanScreen[Any]) -> None:
    """Make one paint of what was asked for since the last update."""
    if screen._layout_required and screen._repaint_required:
        screen._repaint_required = False
        screen._dirty_widgets.add(screen)
    if screen._layouts_unseen == 1 and screen.is_current and not screen._layout_required:
        screen._layouts_unseen = 0  # nothing has moved since the layout before
        screen.settling.begin()
    _forget_what_is_covered(screen)


def _forget_what_is_covered(screen: LeanScreen[Any]) -> None:
    """Drop what widgets ask for before the whole screen is painted; they would ask again later."""
    if screen._repaint_required and screen.uncovered is None and not screen.app._batch_count:
        for widget in screen._compositor.visible_widgets.keys() - {screen}:
            widget._exchange_repaint_regions()


def _paint_only_uncovered(screen: LeanScreen[Any]) -> None:
    """Replace a request to paint the whole screen by one for its region `uncovered`."""
    dirty, whole, region = screen._compositor._dirty_regions, screen.size.region, screen.uncovered
    if region is not None and screen.is_current and whole in dirty:
        dirty.remove(whole)
        if region.area:
            dirty.add(region)
            screen.uncovered = Region()  # Textual asks twice; this region is painted now


class LeanOverlay(LeanScreen[Result], ModalScreen[Result]):
    """A modal screen that does not paint the screen below, which is already on the terminal."""

    def covers(self) -> Region | None:
        """Return the region to paint on a request for the whole screen; None for all of it."""
        raise NotImplementedError

    def _compositor_refresh(self) -> None:
        self.uncovered = self.covers()
        super()._compositor_refresh()


class _QuietFocus(_Widget):
    """A mixin for widgets that are not repainted when they get or lose the focus."""

    def _on_focus(self, event: events.Focus) -> None:
        self._change_focus(event, has_focus=True)

    def _on_blur(self, event: events.Blur) -> None:
        self._change_focus(event, has_focus=False)

    def _change_focus(self, event: events.Focus | events.Blur, *, has_focus: bool) -> None:
        """Do what `Widget` does on a change of focus, but do not repaint the widget."""
        event.prevent_default()
        self.has_focus = has_focus
        if self.parent is not None:
            news = events.DescendantFocus if has_focus else events.DescendantBlur
            self.parent.post_message(news(self))


class _CursorFocus(_QuietFocus):
    """A mixin that shows the focus on the cursor line, and repaints only that line."""

    _focus_moves = False

    def _change_focus(self, event: events.Focus | events.Blur, *, has_focus: bool) -> None:
        self._focus_moves = True
        try:
            super()._change_focus(event, has_focus=has_focus)
        finally:
            self._focus_moves = False
        self._paint_cursor()

    def _paint_cursor(self) -> None:
        raise NotImplementedError

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Repaint regions, or the whole widget; do nothing while the focus moves."""
        if self._focus_moves:
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class _SteadySizes(_Widget):
    """A mixin that repaints the scroll bar only if a size has changed, not after every layout."""

    _sizes: tuple[Size, Size, Size] | None = None

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        sizes = (size, self.virtual_size, container_size)
        if sizes == self._sizes:
            return False
        self._sizes = sizes
        return super()._size_updated(size, virtual_size, container_size, layout)


class _OneStyle(_Widget):
    """A mixin for widgets that draw line by line: the style of all lines is computed once.

    Textual computes it for each line from the styles of all ancestors.
    """

    _style_of_lines: Style | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        self._style_of_lines = super().rich_style
        try:
            return super().render_lines(crop)
        finally:
            self._style_of_lines = None

    @property
    def rich_style(self) -> Style:
        return super().rich_style if self._style_of_lines is None else self._style_of_lines


class LeanScroll(_QuietFocus, VerticalScroll):
    """A scrolling container that is not repainted when it gets or loses the focus."""


class LeanScrollView(_SteadySizes, _OneStyle, _QuietFocus, ScrollView, can_focus=True):
    """A scroll view that is not repainted on a change of focus; see `_SteadySizes` for its bar."""

    KEEPS_BAR: ClassVar[bool] = False
    """Whether space is always reserved for the scroll bar, so that a new number of lines does not
    need a new layout."""

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        known = self._sizes
        if self.KEEPS_BAR and known and (size, container_size) == (known[0], known[2]):
            return False
        return super()._size_updated(size, virtual_size, container_size, layout)


class LeanTree(_SteadySizes, _CursorFocus, Tree[Data]):
    """A tree that repaints the line of a changed node, but not the lines of its descendants.

    Textual repaints the descendants because the guides of a selected branch look different. Here
    the CSS gives all guides the same look, and only the cursor line shows the focus.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *VIM_MOVES,
        Binding("right,l", "open_branch", show=False),
        Binding("left,h", "close_branch", show=False),
    ]

    DEFAULT_CSS = """
    LeanTree, LeanTree:focus { background-tint: transparent;
        & > .tree--guides, & > .tree--guides-hover, & > .tree--guides-selected {
            color: $text-muted; text-style: none;
        }
    }
    """

    def process_label(self, label: TextType) -> Text:
        """Return a label as text; it is never parsed as markup."""
        return super().process_label(Text(label) if isinstance(label, str) else label)

    def notify_style_update(self) -> None:
        """Clear the caches that depend on styles; keep them while the focus moves."""
        if self._focus_moves:
            Widget.notify_style_update(self)
        else:
            super().notify_style_update()

    def _paint_cursor(self) -> None:
        self._refresh_node_line(self.cursor_line)

    def line_style(self, y: int, style: Style) -> Style:
        """Return the base style of a line; by default the one that is passed."""
        return style

    def branch_toggled(self, node: TreeNode[Data]) -> None:
        """Called after the user has expanded or collapsed a branch by mouse, enter or space."""

    def _render_line(self, y: int, x1: int, x2: int, base_style: Style) -> Strip:
        return super()._render_line(y, x1, x2, self.line_style(y, base_style))

    def _toggle_node(self, node: TreeNode[Data]) -> None:
        super()._toggle_node(node)
        self.branch_toggled(node)

    def forget_cursor(self) -> None:
        """Clear the cursor: after a change of the nodes the same line number is another node."""
        self.set_reactive(LeanTree.cursor_line, -1)
        self._cursor_node = None

    def _refresh_line(self, line: int) -> None:
        """Repaint a line without the part of the scroll bar beside it."""
        width = self.scrollable_content_region.width
        self.refresh(Region(0, line - self.scroll_offset.y, width, 1))

    def _refresh_node(self, node: TreeNode[Any]) -> None:
        if node.line >= 0:
            self._refresh_line(node.line)

    def action_open_branch(self) -> None:
        """Expand the branch under the cursor."""
        if self.cursor_node is not None and self.cursor_node.allow_expand:
            self.cursor_node.expand()

    def action_close_branch(self) -> None:
        """Collapse the branch under the cursor, or move from a leaf to its branch."""
        node = self.cursor_node
        if node is not None and node.allow_expand and node.is_expanded:
            node.collapse()
        elif node is not None and node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)


class LeanRows(_SteadySizes, _OneStyle, _CursorFocus, ScrollView, can_focus=True):
    """The base of row lists that draw their own lines; only the cursor line shows the focus."""

    DEFAULT_CSS = "LeanRows { overflow-x: hidden; background-tint: transparent; }"

    def _paint_cursor(self) -> None:
        self.paint_cursor()

    def paint_cursor(self) -> None:
        """Repaint the line of the cursor."""
        raise NotImplementedError


class DrawnInput(Input):
    """An input that can show its value in another form, such as masked."""

    def drawn(self) -> Text:
        """Return the value as shown; its width must agree with `cells_before`."""
        return super()._value

    def cells_before(self, position: int) -> int:
        """Return the width in cells, as shown, of the characters before a position."""
        return super()._position_to_cell(position)

    @property
    def _value(self) -> Text:
        return self.drawn()

    def _position_to_cell(self, position: int) -> int:
        return self.cells_before(position)
