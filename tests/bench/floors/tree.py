"""What the framework alone takes for a list: a tree and a footer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Footer, Tree


def ready_tree() -> Tree[None]:
    """An open tree of six groups with four items each."""
    tree: Tree[None] = Tree("READY")
    tree.root.expand()
    for group in range(6):
        node = tree.root.add(f"Group {group}", expand=True)
        for item in range(4):
            node.add_leaf(f"item {group}.{item}  ok")
    return tree


class Floor(App[None]):
    """The least that shows a list and its keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("q", "quit", "Quit"),
        ("t", "test", "Test"),
        ("s", "save", "Save"),
    ]

    def compose(self) -> ComposeResult:
        yield ready_tree()
        yield Footer()


if __name__ == "__main__":
    Floor().run()
