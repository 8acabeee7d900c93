"""The checklist's tree: sections with their progress, steps with the sign of their state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from rich.style import Style
from rich.text import Text
from textual.actions import SkipAction
from textual.widgets.tree import TreeNode

from halo_tui.guide.model import Section, Step, StepState
from halo_tui.ui.glyphs import Glyph
from halo_tui.ui.screens.checklist_standing import SIGNS, Standing
from halo_tui.ui.widgets.marked_tree import MarkedTree

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

Item: TypeAlias = Section | Step


class StepTree(MarkedTree[Item]):
    """All sections and steps; on a step, space and enter are left to the screen."""

    app: HaloApp

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self.show_root = False
        self.guide_depth = 3
        self._by_id: dict[str, TreeNode[Item]] = {}
        self._drawn: dict[str, Text] = {}

    @property
    def item(self) -> Item | None:
        """The section or the step under the cursor."""
        return self.cursor_node.data if self.cursor_node else None

    def build(self, standing: Standing, *, all_steps: bool) -> None:
        """Make all nodes anew; cursor, scroll position and closed sections stay as they are.

        Args:
            standing: what to show.
            all_steps: whether steps that do not apply are shown too.
        """
        closed = {key for key, node in self._by_id.items() if node.is_collapsed}
        before, scrolled = self.item, self.scroll_offset.y
        self.clear()
        self._by_id.clear()
        self._drawn.clear()
        hosting = None if all_steps else standing.hosting
        for section, steps in standing.guide.by_section(hosting):
            branch = self._add(self.root, section, standing)
            for step in steps:
                self._add(branch, step, standing)
            if section.id not in closed:
                branch.expand()
        if before is not None and before.id in self._by_id:
            self.scroll_to(y=scrolled, animate=False, force=True)
            self._put_cursor(before.id)

    def relabel(self, standing: Standing) -> None:
        """Change the labels that say something else now, and no others."""
        for key, node in self._by_id.items():
            label = self._label_of(node.data, standing)
            if label != self._drawn[key]:
                self._drawn[key] = label
                node.set_label(label)

    def shows(self, step: Step) -> bool:
        """Whether a step is in the tree."""
        return step.id in self._by_id

    def go_to(self, item: Item) -> None:
        """Put the cursor on a section or a step that is in the tree, its section opened."""
        parent = self._by_id[item.id].parent
        if parent is not None and parent.is_collapsed:
            parent.expand()
        self._put_cursor(item.id)

    def action_toggle_node(self) -> None:
        """Open or close a section."""
        self._leave_steps_to_the_screen()
        super().action_toggle_node()

    def action_select_cursor(self) -> None:
        """Open or close a section."""
        self._leave_steps_to_the_screen()
        super().action_select_cursor()

    def _leave_steps_to_the_screen(self) -> None:
        if isinstance(self.item, Step):
            raise SkipAction

    def _put_cursor(self, key: str) -> None:
        if self.last_line >= 0:  # asking for the last line numbers new nodes
            self.move_cursor(self._by_id[key])
            self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        """Scroll to the cursor; with its section's title, where both fit."""
        node = self.cursor_node
        if node is not None and node.parent is not None:
            self.scroll_to_node(node.parent, animate=False)
            self.scroll_to_node(node, animate=False)

    def _add(self, parent: TreeNode[Item], item: Item, standing: Standing) -> TreeNode[Item]:
        label = self._label_of(item, standing)
        node = parent.add(label, item, allow_expand=isinstance(item, Section))
        self._by_id[item.id], self._drawn[item.id] = node, label
        return node

    def _label_of(self, item: Item | None, standing: Standing) -> Text:
        if isinstance(item, Section):
            return Text.assemble(*self._section_parts(item, standing))
        return Text.assemble(*self._step_parts(item, standing)) if item else Text()

    def _section_parts(self, section: Section, standing: Standing) -> Iterator[tuple[str, Style]]:
        done, whole = standing.progress(section.id)
        finished = SIGNS[StepState.PROVEN] if done == whole else SIGNS[StepState.NOT_APPLICABLE]
        yield section.title, Style(bold=True)
        yield f"  {done}/{whole}", self._style(finished)

    def _step_parts(self, step: Step, standing: Standing) -> Iterator[tuple[str, Style]]:
        glyph = standing.sign(step)
        yield f"{self.app.sign(glyph)} ", self._style(glyph)
        if standing.state(step) is StepState.NOT_APPLICABLE:
            yield f"{step.title} ({step.hosting} only)", self._style(glyph)
        else:
            yield step.title, Style(bold=step is standing.next_step())

    def _style(self, glyph: Glyph) -> Style:
        return Style.parse(self.app.colour(glyph)) if glyph.colour else Style()
