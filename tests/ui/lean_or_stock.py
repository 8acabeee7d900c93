"""The same small application on our lean widgets, or on Textual's own, to compare what they paint.

Run as a program: `lean_or_stock.py lean` or `lean_or_stock.py stock`.
"""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static, Tree

from halo_tui.ui.kit.inner import LeanScreen, LeanScroll, LeanTree

LEAN = "lean" in sys.argv

LOOK = """
Tree { background-tint: transparent; width: 30; height: 12; }
Tree:focus { background-tint: transparent; }
Tree > .tree--guides, Tree > .tree--guides-hover, Tree > .tree--guides-selected,
Tree:focus > .tree--guides, Tree:focus > .tree--guides-hover, Tree:focus > .tree--guides-selected {
    color: $text-muted; text-style: none;
}
VerticalScroll { height: 4; }
"""

BaseScreen: type[Screen[Any]] = LeanScreen if LEAN else Screen
BaseTree: type[Tree[Any]] = LeanTree if LEAN else Tree
BaseScroll: type[VerticalScroll] = LeanScroll if LEAN else VerticalScroll


class Both(BaseScreen):  # type: ignore[misc, valid-type]
    """A tree, an input and a panel, between which the focus moves."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("t", "relabel", show=False)]

    def compose(self) -> ComposeResult:
        tree = BaseTree("", id="tree")
        tree.show_root = False
        for number in range(6):
            branch = tree.root.add(f"branch {number}", expand=number != 2)
            for leaf in range(3):
                branch.add_leaf(f"leaf {number}.{leaf}")
        yield tree
        entry = Input(compact=True)
        entry.cursor_blink = False
        yield entry
        with BaseScroll():
            yield Static("\n".join(f"line {number}" for number in range(9)))

    def action_relabel(self) -> None:
        """Give a leaf, and a branch with leaves below it, another label."""
        branch = self.query_one(Tree).root.children[1]
        branch.set_label("another")
        branch.children[0].set_label("yet another")


class Comparison(App[None]):
    """Shows the screen and nothing else."""

    CSS = LOOK
    AUTO_FOCUS = "#tree"

    def get_default_screen(self) -> Screen[Any]:
        return Both()


if __name__ == "__main__":
    Comparison().run(mouse=False)
