"""The tree of checks: subjects, and below each its checks, made up front and changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from rich.style import Style
from rich.text import Text
from textual.actions import SkipAction
from textual.geometry import Region
from textual.widgets.tree import TreeNode

from halo_tui.checks.results import Key
from halo_tui.ui.screens.test_lines import Columns, Look, Run, check_line, group_line
from halo_tui.ui.widgets.marked_tree import MarkedTree

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

Item: TypeAlias = Key | str
"""A check at its target, or the title of a subject."""

_GUIDE = 3
_NARROWEST = 30
_ABOVE = 3
"""Lines left in sight above one that is scrolled to."""
_FOLD = 3
"""Cells of the sign that tells whether a subject is open."""


class CheckTree(MarkedTree[Item]):
    """All checks; on one of them, space and enter are left to the screen."""

    DEFAULT_CSS = "CheckTree { overflow-x: hidden; padding: 0; }"

    ICON_NODE = " ▶ "
    ICON_NODE_EXPANDED = " ▼ "

    app: HaloApp

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self.show_root = False
        self.show_guides = False
        self.guide_depth = _GUIDE
        self._groups: dict[str, TreeNode[Item]] = {}
        self._checks: dict[Key, TreeNode[Item]] = {}
        self._drawn: dict[int, Text] = {}
        self._width = 0

    @property
    def item(self) -> Item | None:
        """What is under the cursor."""
        return self.cursor_node.data if self.cursor_node else None

    @property
    def keys(self) -> list[Key]:
        """All checks that have a line."""
        return list(self._checks)

    @property
    def look(self) -> Look:
        """How lines are drawn in this terminal."""
        return Look(self.app.sign, self.app.colour)

    def build(self, groups: Mapping[str, Iterable[Key]]) -> None:
        """Make all lines anew; cursor and closed subjects stay as they are.

        Args:
            groups: the checks under the title of their subject.
        """
        closed = {title for title, node in self._groups.items() if node.is_collapsed}
        before, scrolled = self.item, self.scroll_offset.y
        self.clear()
        for kept in (self._groups, self._checks, self._drawn):
            kept.clear()
        for title, keys in groups.items():
            branch = self._groups[title] = self.root.add("", title)
            for key in keys:
                self._checks[key] = branch.add_leaf("", key)
            if title not in closed:
                branch.expand()
        if before is not None and self.go_to(before):
            self.scroll_to(y=scrolled, animate=False, force=True)

    def go_to(self, item: Item) -> bool:
        """Put the cursor on a check or a subject; False where it has no line."""
        node = self._groups.get(item) if isinstance(item, str) else self._checks.get(item)
        if node is None:
            return False
        if node.parent is not None and node.parent.is_collapsed:
            node.parent.expand()
        if self.last_line >= 0:  # asking for the last line numbers new nodes
            first, last = self.scroll_offset.y, self.scroll_offset.y + self.size.height
            self.move_cursor(node)
            if not first <= node.line < last:
                top = 0 if node.line < self.size.height else node.line - _ABOVE
                self.scroll_to(y=top, animate=False, force=True)
        return True

    def keys_of(self, title: str) -> list[Key]:
        """The checks of a subject."""
        return [child.data for child in self._groups[title].children if type(child.data) is tuple]

    def draw(self, run: Run) -> None:
        """Draw the lines that say something else now, and no others."""
        for key in self._checks:
            self._draw_line(key, run)
        for title in self._groups:
            self.draw_group(title, run)

    def draw_check(self, key: Key, run: Run) -> None:
        """Draw the line of a check, and that of its subject, if they say something else now."""
        if key not in self._checks:
            return
        self._draw_line(key, run)
        parent = self._checks[key].parent
        if parent is not None and isinstance(parent.data, str):
            self.draw_group(parent.data, run)

    def _draw_line(self, key: Key, run: Run) -> None:
        columns = Columns.within(self._room(_GUIDE))
        self._label(self._checks[key], check_line(key, run, columns, self.look))

    def draw_group(self, title: str, run: Run) -> None:
        """Draw the line of a subject, if it says something else now."""
        room = self._room(_FOLD)
        label = group_line(title, self.keys_of(title), run, room, self.look)
        self._label(self._groups[title], label)

    def line_for(self, key: Key, in_use: Iterable[Key]) -> Key:
        """Find a line for a check at a target that was not known before; add one if none is free.

        Args:
            key: the check and its target.
            in_use: checks whose lines are taken.

        Returns:
            The key, for which there is a line now unless the filter hides it.
        """
        same = [other for other in self._checks if other[0] == key[0]]
        if key in self._checks or not same:
            return key
        taken = set(in_use)
        free = next((other for other in same if other not in taken), None)
        if free is not None:
            node = self._checks.pop(free)
            node.data = key
        else:
            last = self._checks[same[-1]]
            assert last.parent is not None
            node = last.parent.add_leaf("", key, after=last)
        self._checks[key] = node
        return key

    def render_label(self, node: TreeNode[Item], base_style: Style, style: Style) -> Text:
        if node is self.cursor_node and not node.allow_expand and isinstance(node.label, Text):
            # The cursor's style outweighs every other: one piece costs one escape sequence.
            return Text(node.label.plain, style, no_wrap=True)
        return super().render_label(node, base_style, style)

    def _refresh_line(self, line: int) -> None:
        """Paint a line, but not the piece of the scroll bar beside it."""
        width = self.scrollable_content_region.width
        self.refresh(Region(0, line - self.scroll_offset.y, width, 1))

    def action_toggle_node(self) -> None:
        """Open or close a subject."""
        self._leave_checks_to_the_screen()
        super().action_toggle_node()

    def action_select_cursor(self) -> None:
        """Open or close a subject."""
        self._leave_checks_to_the_screen()
        super().action_select_cursor()

    def _leave_checks_to_the_screen(self) -> None:
        if not isinstance(self.item, str):
            raise SkipAction

    def _room(self, taken: int) -> int:
        if self.size.width:  # a tree that is not displayed has none
            self._width = self.scrollable_content_region.width
        return max(_NARROWEST, self._width - taken)

    def _label(self, node: TreeNode[Item], label: Text) -> None:
        if self._drawn.get(node.id) != label:
            self._drawn[node.id] = label
            node.set_label(label)
