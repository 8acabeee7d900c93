"""The list of earlier runs, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.actions import SkipAction

from halo_tui.ui.verify.earlier import Past, past_line
from halo_tui.ui.verify.lines import Look
from halo_tui.ui.widgets.marked_tree import MarkedTree

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp


class RunList(MarkedTree[Past]):
    """One line for each run; enter is left to the screen."""

    DEFAULT_CSS = "RunList { overflow-x: hidden; }"

    app: ThemedApp

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self.show_root = False
        self.show_guides = False

    @property
    def past(self) -> Past | None:
        """The run under the cursor."""
        return self.cursor_node.data if self.cursor_node else None

    def build(self, runs: Sequence[Past]) -> None:
        """Make all lines anew."""
        self.clear()
        for past in runs:
            self.root.add_leaf("", past)
        self.draw()
        if runs and self.last_line >= 0:
            self.move_cursor_to_line(0)

    def draw(self) -> None:
        """Draw all lines."""
        look = Look(self.app.colour)
        width = max(58, self.scrollable_content_region.width)
        above: Past | None = None
        for node in self.root.children:
            if node.data is not None:
                node.set_label(past_line(node.data, width, look, after=above))
                above = node.data

    def action_select_cursor(self) -> None:
        raise SkipAction
