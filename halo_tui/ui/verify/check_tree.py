"""The tree of checks: subjects, and below each its checks, made up front and changed in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from textual import events

from halo_tui.checks.results import Key
from halo_tui.ui.verify.check_nodes import CheckNodes, Continuation, FollowUps, Item
from halo_tui.ui.verify.label_painter import LabelPainter
from halo_tui.ui.verify.run_state import ShownRun
from halo_tui.ui.widgets.folding_tree import FoldingTree

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp

_ABOVE = 3
"""Lines left in sight above one that is scrolled to."""


class CheckTree(FoldingTree[Item]):
    """All checks; on one of them, space and enter are left to the screen."""

    ICON_NODE = " ▸ "
    ICON_NODE_EXPANDED = " ▾ "

    DEFAULT_CSS = "CheckTree { overflow-x: hidden; overflow-y: scroll; padding: 0; }"

    app: ThemedApp

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.nodes = CheckNodes()
        self.painter = LabelPainter(self)
        self.guide_depth = self.painter.GUIDE
        self._built_of: object = None

    def build(self, groups: Mapping[str, Iterable[Key]], follow_ups: Collection[Key] = ()) -> None:
        """Make the lines, if there are to be others; the cursor and what is open stay.

        Args:
            groups: the checks under the title of their subject.
            follow_ups: the checks that only follow from a cause.
        """
        wanted = [(title, list(keys)) for title, keys in groups.items()], set(follow_ups)
        if wanted == self._built_of and list(self.nodes.checks) == _keys(groups, follow_ups):
            return
        self._built_of = wanted
        were_open = {key for key, node in self.nodes.branches() if node.is_expanded}
        before, scrolled = self.item, self.scroll_offset.y
        self.clear()
        self.painter.forget()
        self.nodes = CheckNodes.below(self.root, groups, follow_ups)
        for key, node in self.nodes.branches():
            if key in were_open:
                node.expand()
        self.forget_cursor()
        if before is not None and self._put_cursor(before):
            self.scroll_to(y=scrolled, animate=False, force=True)

    def draw(self, run: ShownRun) -> None:
        """Draw the lines that say something else now, and no others."""
        before = self.item
        if self.painter.draw(run) and before is not None:
            self._put_cursor(before)

    def fold(self, is_open: Callable[[Item], bool]) -> None:
        """Open and fold branches, but leave those alone that a person has opened or folded.

        Args:
            is_open: tells of a branch's item whether it is to be open.
        """
        item = self.item
        for key, node in self.nodes.branches():
            assert node.data is not None
            if self._by_hand.get(key, is_open(node.data)) is not node.is_expanded:
                node.toggle()
        if item is not None:
            self._put_cursor(item)
        self.settle()

    def forget_hands(self) -> None:
        """Let all branches open and fold by themselves again."""
        self._by_hand.clear()

    @property
    def all_open(self) -> bool:
        """Whether every branch is."""
        return all(node.is_expanded for _, node in self.nodes.branches())

    def toggle_all(self) -> None:
        """Want all branches open, whatever they hold; or, if all are, as they come."""
        self._by_hand = (
            {} if self.all_open else dict.fromkeys((key for key, _ in self.nodes.branches()), True)
        )

    def go_to(self, item: Item) -> bool:
        """Put the cursor on an item, what hides it opened; False without a line."""
        while (node := self.nodes.node_of(item)) is not None and node.data != item:
            node.expand()
        if not self._put_cursor(item):
            return False
        self.settle()
        return True

    def _put_cursor(self, item: Item) -> bool:
        node = self.nodes.node_of(item)
        if node is None:
            return False
        if self.last_line >= 0:  # asking for the last line numbers new nodes
            self.cursor_line = node.line
        return True

    def validate_cursor_line(self, value: int) -> int:
        """Pass the lines in which a message goes on."""
        line: int = super().validate_cursor_line(value)
        step = 1 if line == self.cursor_line + 1 else -1
        passed = line
        while (node := self.get_node_at_line(passed)) is not None:
            if not isinstance(node.data, Continuation):
                return passed
            passed += step
        return line - 1 if step > 0 else line

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

    def branch_key(self, item: Item | None) -> str | None:
        """The key of a branch; see `CheckNodes.branches`."""
        if isinstance(item, FollowUps):
            return f"{item.subject} follow-ups"
        return item if isinstance(item, str) else None

    def branch_folded(self) -> None:
        """Keep the cursor in view."""
        self.call_after_refresh(self.settle)


def _keys(groups: Mapping[str, Iterable[Key]], follow_ups: Collection[Key]) -> list[Key]:
    """The checks in the order of their lines."""
    found: list[Key] = []
    for keys in groups.values():
        found += sorted(keys, key=lambda key: key in follow_ups)
    return found
