"""The tree of checks: subjects, and below each its checks, made up front and changed in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from rich.text import Text
from textual import events
from textual.widgets.tree import TreeNode

from halo_tui.checks.results import Key
from halo_tui.ui.verify.lines import Columns, Look, Run, check_line, group_line
from halo_tui.ui.widgets.folding_tree import FoldingTree

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

Item: TypeAlias = Key | str
"""A check at its target, or the title of a subject."""

_GUIDE = 3
_NARROWEST = 30
_ABOVE = 3
"""Lines left in sight above one that is scrolled to."""
_FOLD = 3
"""Cells of the sign that tells whether a subject is open."""
_GUTTER = 2
"""Cells between the lines and the scroll bar."""
_OPEN = "▾"
_FOLDED = "▸"
_ROOMY = 160
"""Columns of the terminal from which a line has room for times and bars."""


class CheckTree(FoldingTree[Item]):
    """All checks; on one of them, space and enter are left to the screen."""

    ICON_NODE = f" {_FOLDED} "
    ICON_NODE_EXPANDED = f" {_OPEN} "

    DEFAULT_CSS = "CheckTree { overflow-x: hidden; overflow-y: scroll; padding: 0; }"

    app: ThemedApp

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.guide_depth = _GUIDE
        self._groups: dict[str, TreeNode[Item]] = {}
        self._checks: dict[Key, TreeNode[Item]] = {}
        self._drawn: dict[int, Text] = {}
        self._width = 0

    @property
    def keys(self) -> list[Key]:
        """All checks that have a line."""
        return list(self._checks)

    @property
    def look(self) -> Look:
        """How lines are drawn in this terminal."""
        return Look(self.app.colour)

    def build(self, groups: Mapping[str, Iterable[Key]]) -> None:
        """Make all lines anew; the cursor and what is open stay as they are.

        Args:
            groups: the checks under the title of their subject.
        """
        were_open = {title for title, node in self._groups.items() if node.is_expanded}
        before, scrolled = self.item, self.scroll_offset.y
        self.clear()
        for kept in (self._groups, self._checks, self._drawn):
            kept.clear()
        for title, keys in groups.items():
            branch = self._groups[title] = self.root.add("", title)
            for key in keys:
                self._checks[key] = branch.add_leaf("", key)
            if title in were_open:
                branch.expand()
        self.forget_cursor()
        if before is not None and self._put_cursor(before):
            self.scroll_to(y=scrolled, animate=False, force=True)

    def fold(self, is_open: Callable[[str], bool]) -> None:
        """Open and fold subjects, but leave those alone that a person has opened or folded.

        Args:
            is_open: tells of a title whether its subject is to be open.
        """
        wanted = {title: self._by_hand.get(title, is_open(title)) for title in self._groups}
        node = self.cursor_node
        branch = node.parent if node is not None else None
        if branch is not None and isinstance(branch.data, str) and not wanted[branch.data]:
            self._put_cursor(branch.data)
        for title, open_ in wanted.items():
            if open_ is not self._groups[title].is_expanded:
                self._groups[title].toggle()
        self.settle()

    def forget_hands(self) -> None:
        """Let all subjects open and fold by themselves again."""
        self._by_hand.clear()

    @property
    def all_open(self) -> bool:
        """Whether every subject is."""
        return all(node.is_expanded for node in self._groups.values())

    def toggle_all(self) -> None:
        """Want all subjects open, whatever they hold; or, if all are, as they come."""
        self._by_hand = {} if self.all_open else dict.fromkeys(self._groups, True)

    def go_to(self, item: Item) -> bool:
        """Put the cursor on a check, its subject opened, or on a subject; False without a line."""
        node = self._checks.get(item) if isinstance(item, tuple) else None
        if node is not None and node.parent is not None and node.parent.is_collapsed:
            node.parent.expand()
        if not self._put_cursor(item):
            return False
        self.settle()
        return True

    def _put_cursor(self, item: Item) -> bool:
        node = self._groups.get(item) if isinstance(item, str) else self._checks.get(item)
        if node is None:
            return False
        branch = node.parent if isinstance(item, tuple) else None
        if branch is not None and branch.is_collapsed:
            node = branch
        if self.last_line >= 0:  # asking for the last line numbers new nodes
            self.cursor_line = node.line
        return True

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.settle)

    def settle(self) -> None:
        """Bring the cursor into view, and the scroll bar in step with the lines."""
        height, lines = self.scrollable_content_region.height, self.last_line + 1
        if not height:
            return
        top, line = min(self.scroll_offset.y, max(0, lines - height)), max(0, self.cursor_line)
        if not top <= line < top + height:
            above = min(_ABOVE, height // 3)
            top = 0 if line < height else min(line - above, lines - height)
        self.scroll_to(y=top, animate=False, force=True)
        bar = self.vertical_scrollbar
        bar.window_virtual_size, bar.window_size, bar.position = lines, height, top

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
        self._label(self._checks[key], check_line(key, run, self._columns(_GUIDE), self.look))

    def draw_group(self, title: str, run: Run) -> None:
        """Draw the line of a subject, if it says something else now."""
        columns = self._columns(_FOLD)
        label = group_line(title, self.keys_of(title), run, columns, self.look)
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

    def branch_key(self, item: Item | None) -> str | None:
        """A subject's title."""
        return item if isinstance(item, str) else None

    def branch_folded(self) -> None:
        """Keep the cursor in view."""
        self.call_after_refresh(self.settle)

    def _columns(self, taken: int) -> Columns:
        if self.size.width:  # a tree that is not displayed has none
            self._width = self.scrollable_content_region.width
        room = max(_NARROWEST, self._width - taken - _GUTTER)
        return Columns.within(room, roomy=self.app.size.width >= _ROOMY)

    def _label(self, node: TreeNode[Item], label: Text) -> None:
        if self._drawn.get(node.id) != label:
            self._drawn[node.id] = label
            node.set_label(label)
