"""All that leans on Textual's private names: nothing else in the product touches one.

Most of it redefines how widgets are painted, so that a key press costs few bytes over SSH. It is
tied to one version of Textual (`WRITTEN_FOR`), and guarded by tests on bytes and on equal cells.
"""

from __future__ import annotations

import asyncio
import errno
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from rich.style import Style
from rich.text import Text, TextType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, ScreenError
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

from halo_tui.base import crash
from halo_tui.ui.kit.actions import VIM_MOVES
from halo_tui.ui.kit.last_gate import gated, gated_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    _Widget = Widget
else:
    # What is mixed in is no widget by itself: Textual would ask it, and not the widget, whether
    # the focus can go there.
    _Widget = object

WRITTEN_FOR = "8.2"
"""The version of Textual whose private names are used here."""

Result = TypeVar("Result")
Data = TypeVar("Data")


class FaultWatch:
    """Ends the application after a fault on another thread, or in a task nobody waits for.

    Nobody would see it otherwise, and the screen would stand there as if all were well.
    """

    def __init__(self, app: LeanApp) -> None:
        """Make it for an application."""
        self._app = app

    def begin(self) -> None:
        """Hear of every fault from now on; call it on the application's loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._take_fault_of_loop)
        self._listen_no_more = crash.listen(self._take_fault_of_thread)

    def end(self) -> None:
        """Leave faults to the program again."""
        self._listen_no_more()

    def _take_fault_of_loop(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._end_after(context.get("exception") or RuntimeError(context["message"]))

    def _take_fault_of_thread(self, fault: BaseException) -> None:
        with suppress(RuntimeError):  # the loop has ended before
            self._loop.call_soon_threadsafe(self._end_after, fault)

    def _end_after(self, fault: BaseException) -> None:
        if isinstance(fault, OSError) and fault.errno == errno.EIO:
            # Textual's own threads read and write the terminal, and it is gone: no fault.
            self._app.exit(return_code=128 + signal.SIGHUP)
        else:
            self._app.end_with_fault(crash.describe(fault), crash.STATUS)


class LeanApp(App[None]):
    """An application that reads its style once, and ends after a fault with a message of its own.

    Textual's traceback prints every local variable, secrets too.
    """

    _parsed_with: dict[str, str] | None = None
    """The variables that the style sheet was parsed with."""

    def __init__(self) -> None:
        super().__init__()
        self.faults = FaultWatch(self)

    def key_without_action(self, key: str) -> None:
        """A key was pressed that nothing takes."""

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        taken = await super()._check_bindings(key, priority)
        if not taken and not priority:
            self.key_without_action(key)
        return taken

    def begin_with_theme(self, name: str) -> None:
        """Use a theme from the first moment: the style sheet is then parsed with it at once."""
        self.set_reactive(LeanApp.theme, name)
        self._parsed_with = self.get_css_variables()
        self.stylesheet.set_variables(self._parsed_with)

    def refresh_css(self, animate: bool = True) -> None:
        """Apply the style anew; it is parsed anew only where the theme's variables have changed.

        Textual parses all of it again, a dozen times the cost, with each first use of a mode.
        """
        variables = self.get_css_variables()
        if variables != self._parsed_with:
            self._parsed_with = variables
            self.stylesheet.set_variables(variables)
            self.stylesheet.reparse()
        self.stylesheet.update(self, animate=animate)
        with suppress(ScreenError):
            if self.screen.is_mounted:
                self.screen._refresh_layout(self.size)
                self.screen._css_update_count = self._css_update_count
            for screen in self.screen_stack[:-1]:  # what lies below shows the change too
                self.stylesheet.update(screen, animate=animate)
                screen._css_update_count = self._css_update_count

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Write a frame; what is no frame of cells is written nowhere: no gate knows it."""
        if isinstance(renderable, LayoutUpdate):
            renderable.strips = gated_lines(renderable.strips)
        elif isinstance(renderable, ChopsUpdate):
            renderable.chops = [
                {x: strip and gated(strip) for x, strip in line.items()}
                for line in renderable.chops
            ]
        else:
            renderable = None
        super()._display(screen, renderable)

    def end_with_fault(self, message: str, status: int) -> None:
        """End, and write a message to the terminal once it is itself again."""
        self._return_code = status
        self._exit_renderables.append(Text(message))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self.bell()
        self.end_with_fault(crash.describe(), crash.STATUS)


class LeanScreen(Screen[Result]):
    """A screen that is painted seldom.

    Not when the focus moves: both widgets paint themselves. Once where Textual paints twice: what
    a new layout changes, and then all of it. And a new one not before its widgets, which learn
    their width from the first layout, have asked for the second.
    """

    focused: var[Widget | None] = var(None)
    uncovered: Region | None = None
    """What a screen on top has covered: while it is set, all that has to be painted where the
    whole screen is asked for, and that once."""
    _layouts_unseen = 3

    def paint_at_once(self) -> None:
        """Show the first layout too: nothing else is on the screen yet."""
        self._layouts_unseen = 0

    def _on_timer_update(self) -> None:
        if self._layout_required and self._repaint_required:
            self._repaint_required = False
            self._dirty_widgets.add(self)
        super()._on_timer_update()
        if self._layouts_unseen and self.is_current:
            self._layouts_unseen -= 1
            self.refresh()

    def _compositor_refresh(self) -> None:
        if self._layouts_unseen:
            return
        dirty = self._compositor._dirty_regions
        if self.uncovered is not None and self.is_current and self.size.region in dirty:
            dirty.remove(self.size.region)
            if self.uncovered.area:
                dirty.add(self.uncovered)
                self.uncovered = Region()  # Textual asks a second time: it is painted by now
        super()._compositor_refresh()

    def stay_painted(self) -> None:
        """Forget that all should be painted: it stands there, below a small screen on top."""
        self._repaint_required = False
        self._dirty_widgets.discard(self)
        self._compositor._dirty_regions.discard(self.size.region)


class LeanOverlay(LeanScreen[Result], ModalScreen[Result]):
    """Lies over a screen, of which it paints nothing: that stands there already."""

    def covers(self) -> Region | None:
        """All that has to be painted where the whole screen is asked for; None for all of it."""
        raise NotImplementedError

    def _compositor_refresh(self) -> None:
        self.uncovered = self.covers()
        super()._compositor_refresh()


class _QuietFocus(_Widget):
    """Is not painted anew when it gets the focus, or loses it."""

    def _on_focus(self, event: events.Focus) -> None:
        self._change_focus(event, has_focus=True)

    def _on_blur(self, event: events.Blur) -> None:
        self._change_focus(event, has_focus=False)

    def _change_focus(self, event: events.Focus | events.Blur, *, has_focus: bool) -> None:
        """What `Widget` does when the focus comes or goes, but for painting all of the widget."""
        event.prevent_default()
        self.has_focus = has_focus
        if self.parent is not None:
            news = events.DescendantFocus if has_focus else events.DescendantBlur
            self.parent.post_message(news(self))


class _CursorFocus(_QuietFocus):
    """Shows the focus on the line of its cursor alone, and paints no other for it."""

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
        """Paint some regions, or all; nothing while the focus moves, which has its own line."""
        if self._focus_moves:
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class _SteadySizes(_Widget):
    """Paints its scroll bar when there is something new, and not with every layout."""

    _sizes: tuple[Size, Size, Size] | None = None

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        sizes = (size, self.virtual_size, container_size)
        if sizes == self._sizes:
            return False
        self._sizes = sizes
        return super()._size_updated(size, virtual_size, container_size, layout)


class LeanScroll(_QuietFocus, VerticalScroll):
    """A scrolling panel that is not painted anew when it gets the focus; its style stays."""


class LeanScrollView(_SteadySizes, _QuietFocus, ScrollView, can_focus=True):
    """The same for a view that draws its own lines; its scroll bar waits for something new too."""

    KEEPS_BAR: ClassVar[bool] = False
    """Whether its bar has a place in any case, so that another number of lines moves nothing."""

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        known = self._sizes
        if self.KEEPS_BAR and known and (size, container_size) == (known[0], known[2]):
            return False
        return super()._size_updated(size, virtual_size, container_size, layout)


class LeanTree(_SteadySizes, _CursorFocus, Tree[Data]):
    """A tree that paints the line of a node, not those of all nodes below it.

    The style sheet draws the guides of a selected node like all others, and the focus shows on the
    cursor alone, so no other line changes. The scroll bar is painted when there is something new.
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
        """A label as it is drawn; it is never markup."""
        return super().process_label(Text(label) if isinstance(label, str) else label)

    def notify_style_update(self) -> None:
        """Forget what was worked out with the styles before; paint all but when focus moves."""
        if self._focus_moves:
            Widget.notify_style_update(self)
        else:
            super().notify_style_update()

    def _paint_cursor(self) -> None:
        self._refresh_node_line(self.cursor_line)

    def line_style(self, y: int, style: Style) -> Style:
        """The style that a line begins with; all of its own by default."""
        return style

    def branch_toggled(self, node: TreeNode[Data]) -> None:
        """A person has opened or folded a branch by the mouse, enter or space."""

    def _render_line(self, y: int, x1: int, x2: int, base_style: Style) -> Strip:
        return super()._render_line(y, x1, x2, self.line_style(y, base_style))

    def _toggle_node(self, node: TreeNode[Data]) -> None:
        super()._toggle_node(node)
        self.branch_toggled(node)

    def forget_cursor(self) -> None:
        """Put the cursor nowhere: its line may have the same number as before, and be another."""
        self.set_reactive(LeanTree.cursor_line, -1)
        self._cursor_node = None

    def _refresh_line(self, line: int) -> None:
        """Paint a line, but not the piece of the scroll bar beside it."""
        width = self.scrollable_content_region.width
        self.refresh(Region(0, line - self.scroll_offset.y, width, 1))

    def _refresh_node(self, node: TreeNode[Any]) -> None:
        if node.line >= 0:
            self._refresh_line(node.line)

    def action_open_branch(self) -> None:
        """Open the branch under the cursor."""
        if self.cursor_node is not None and self.cursor_node.allow_expand:
            self.cursor_node.expand()

    def action_close_branch(self) -> None:
        """Close the branch under the cursor, or go up to the branch of a leaf."""
        node = self.cursor_node
        if node is not None and node.allow_expand and node.is_expanded:
            node.collapse()
        elif node is not None and node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)


class LeanRows(_SteadySizes, _CursorFocus, ScrollView, can_focus=True):
    """Rows with a cursor that draw their own lines; the focus shows on the cursor alone."""

    DEFAULT_CSS = "LeanRows { overflow-x: hidden; background-tint: transparent; }"

    def _paint_cursor(self) -> None:
        self.paint_cursor()

    def paint_cursor(self) -> None:
        """Paint the line of the cursor."""
        raise NotImplementedError


class DrawnInput(Input):
    """An input that shows its value in another way than as it is."""

    def drawn(self) -> Text:
        """The value as it is shown; it has as many cells as `cells_before` counts."""
        return super()._value

    def cells_before(self, position: int) -> int:
        """Cells of what is shown of the characters before a position."""
        return super()._position_to_cell(position)

    @property
    def _value(self) -> Text:
        return self.drawn()

    def _position_to_cell(self, position: int) -> int:
        return self.cells_before(position)
