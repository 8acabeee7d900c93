"""Whatever a widget is given, the terminal gets nothing that it would obey."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from terminal.driver import Terminal
from textual.strip import Strip

from halo_tui.ui.kit.last_gate import gated, painted

OBEYED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

CARELESS = """
from rich.text import Text
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Button, DataTable, Input, Label, OptionList, RichLog, Static, Tree
from textual.widgets.option_list import Option
from halo_tui.ui.kit.inner import LeanScreen
from halo_tui.ui.kit.lean_app import LeanApp

RAW = "A\\x1b]52;c;aGFybQ==\\x07\\x1b]0;harm\\x07\\x1b[31mB\\x9b5m\\u202e\\u2066\\u200bC"
RAW += "\\u0301" * 50

class Careless(LeanScreen):
    def compose(self):
        table = DataTable()
        table.add_columns(RAW, Text(RAW))
        table.add_row(RAW, Text(RAW))
        tree = Tree(Text(RAW))
        tree.root.add_leaf(Text(RAW))
        tree.root.expand()
        log = RichLog()
        box = Static(Content(RAW))
        box.border_title = box.border_subtitle = Content(RAW)
        box.styles.border = ("round", "red")
        link = Static(Content.styled("a link", Style(link="https://a.test/" + RAW)))
        widgets = [box, link, Static(Text(RAW)), Static(RAW, markup=False), Label(Content(RAW)),
                   Button(Content(RAW)), Input(value=RAW), Input(placeholder=RAW), log, table,
                   tree, OptionList(Option(Content(RAW)))]
        for widget in widgets:
            widget.styles.height = 3 if not isinstance(widget, Static) else "auto"
        yield VerticalScroll(*widgets)
        self.call_later(log.write, Text(RAW))

    def on_mount(self):
        self.notify(RAW, title=RAW, markup=False)
        self.set_timer(0.3, self.finish)

    def finish(self):
        self.query_one(VerticalScroll).mount(Label("painted it all"), before=0)

class CarelessApp(LeanApp):
    def on_mount(self):
        self.push_screen(Careless())

CarelessApp().run()
"""
"""Every widget that can hold text, fed as nobody should."""

MARKS = (
    "\x1b]0",
    "\x1b]52",
    "\x1b]8",
    "\x1b[31mB",
    "\x9b",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u0301" * 4,
)


def test_no_widget_can_write_past_it(home: Path, tmp_path: Path) -> None:
    script = tmp_path / "careless.py"
    script.write_text(CARELESS, "utf-8")
    with Terminal([sys.executable, str(script)], rows=60) as terminal:
        terminal.wait_for("painted it all")
        terminal.rest(0.3)
        assert not terminal.copied
        assert "]52;c;aGFybQ==" in terminal.text
        output = terminal.output
    assert not [mark for mark in MARKS if mark.encode() in output]


@given(st.text())
def test_what_is_painted_holds_no_code_and_as_many_cells(text: str) -> None:
    shown = painted(text)
    assert not {unicodedata.category(char) for char in shown} & OBEYED
    assert cell_len(shown) == cell_len(text)


def test_a_harmless_line_is_passed_on_as_it_is() -> None:
    strip = Strip([Segment("│ Zürich 日本 é", Style(link="https://a.test/"))])
    assert gated(strip) is strip
