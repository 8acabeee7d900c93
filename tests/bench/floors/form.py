"""What the framework alone takes for a form: a tree, seven fields and a footer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Input, Label, RichLog
from tree import ready_tree


class Floor(App[None]):
    """The least that shows a form beside a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("f2", "save", "Save"),
        ("f5", "test", "Test"),
        ("f10", "quit", "Quit"),
    ]
    CSS = "Tree{width:36} RichLog{height:8;border:round $primary} Label{padding:0 1}"

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield ready_tree()
            with Vertical():
                with VerticalScroll(can_focus=False):
                    for field in range(7):
                        yield Label(f"Field {field}")
                        yield Input(placeholder="value")
                yield RichLog()
        yield Footer()


if __name__ == "__main__":
    Floor().run()
