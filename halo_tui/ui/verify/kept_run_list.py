"""The list of earlier runs, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.actions import SkipAction

from halo_tui.ui.verify.kept_runs import KeptRun, kept_run_line
from halo_tui.ui.widgets.marked_tree import MarkedTree

if TYPE_CHECKING:
    from halo_tui.ui.kit.themed_app import ThemedApp


class KeptRunList(MarkedTree[KeptRun]):
    """One line for each run; the screen handles enter."""

    DEFAULT_CSS = "KeptRunList { overflow-x: hidden; }"

    app: ThemedApp

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id)
        self.show_root = False
        self.show_guides = False

    @property
    def run(self) -> KeptRun | None:
        """The run under the cursor."""
        return self.cursor_node.data if self.cursor_node else None

    def build(self, runs: Sequence[KeptRun]) -> None:
        """Make all lines again."""
        self.clear()
        for run in runs:
            self.root.add_leaf("", run)
        self.draw()
        if runs and self.last_line >= 0:
            self.move_cursor_to_line(0)

    def draw(self) -> None:
        """Draw all lines."""
        width = max(58, self.scrollable_content_region.width)
        above: KeptRun | None = None
        for node in self.root.children:
            if node.data is not None:
                node.set_label(kept_run_line(node.data, width, self.app.colour, above=above))
                above = node.data

    def action_select_cursor(self) -> None:
        raise SkipAction
