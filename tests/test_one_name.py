"""One idea has one name and one sign, wherever people read of it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from product_code import PRODUCT, modules, nodes

READS_OTHERS = ("base/lookalikes.py", "profiles/rules/")
"""Here are signs that others write: in what is pasted, and in what a terminal cannot show."""

SAID_OTHERWISE = {
    "Where": {"Find it", "Location", "Place", "Path"},
    "Do": {"Cure", "Fix", "How", "Remedy", "Solution", "What to do"},
    "Careful": {"Warning", "Caution", "Attention"},
    "Why": {"Reason", "Explanation", "Means", "Because"},
    "Proof": {"Evidence", "Proven by", "Details"},
}
"""Headings that people read, and what else the same was called or might be."""
SIGNS = {"▾": "▼⯆", "▸": "▶►⯈", "✓": "✔☑", "✗": "✘✕❌", "›": "»"}
"""A sign, and others that people would take for the same."""

_MENU = re.compile(r"[\w)&.'’] (?:>|->|→|»|/) (?:[A-Z]|the |a )[\w ]+")
_OF = re.compile(r"\b\d+/\d+ (?:steps|checks|profiles|values|fields)\b")


def test_a_heading_has_one_name() -> None:
    other_names = {other: name for name, others in SAID_OTHERWISE.items() for other in others}
    wrong = [
        f"{where}: {text!r} is called {other_names[text]!r}"
        for where, text in headings()
        if text in other_names
    ]
    assert not wrong


def test_every_chosen_heading_is_in_use() -> None:
    assert set(SAID_OTHERWISE) <= {text for _, text in headings()}


def test_a_way_through_menus_is_written_with_one_sign() -> None:
    wrong = [f"{where}: {found[0]}" for where, text in sentences() if (found := _MENU.search(text))]
    joined = [where for where, text in strings() if text in (" > ", " » ")]
    assert not wrong + joined


def test_a_sign_has_no_double() -> None:
    doubles = "".join(SIGNS.values())
    wrong = [
        f"{where}: {sign}"
        for where, text in [*sentences(), *strings()]
        for sign in doubles
        if sign in text and not where.startswith(READS_OTHERS)
    ]
    assert not wrong


def test_what_folds_takes_its_sign_from_one_place() -> None:
    written = [where for where, text in strings() if set(text) & set("▾▸")]
    places = {where.partition(":")[0] for where in written if not where.startswith(READS_OTHERS)}
    assert places == {"ui/kit/glyphs.py"}


def test_a_part_of_a_whole_is_told_in_words() -> None:
    assert not [f"{where}: {text}" for where, text in sentences() if _OF.search(text)]


def headings() -> Iterator[tuple[str, str]]:
    """The labels of what screens and reports show, with where they stand."""
    for path in modules():
        if path.startswith(("ui/", "report/")):
            for node in nodes(path):
                line = getattr(node, "lineno", 0)
                yield from ((f"{path}:{line}", text) for text in _headings_in(node))


def _headings_in(node: ast.AST) -> Iterator[str]:
    """A label is the first text of an entry, or of a pair that is yielded or assigned."""
    match node:
        case ast.Call(func=ast.Name(id="Entry"), args=[label, *_]):
            yield from _texts(label)
        case ast.Yield(value=ast.Tuple(elts=[label, *_])):
            yield from _texts(label)
        case ast.Assign(value=ast.Constant(value=str(text))):
            yield text
        case ast.AnnAssign(value=ast.Constant(value=str(text))):
            yield text
        case ast.AnnAssign(value=ast.Tuple(elts=labels)):
            for label in labels:
                yield from _texts(label)
        case _:
            pass


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body)
            yield from _texts(orelse)
        case _:
            pass


def strings() -> Iterator[tuple[str, str]]:
    """Every text in the code of the product but docstrings, with where it stands."""
    for path in modules():
        alone = {id(node.value) for node in nodes(path) if isinstance(node, ast.Expr)}
        for node in nodes(path):
            match node:
                case ast.Constant(value=str(text)) if id(node) not in alone:
                    yield f"{path}:{node.lineno}", text
                case _:
                    pass


def sentences() -> Iterator[tuple[str, str]]:
    """Every text of the data that people read, and of the fields, with the file it stands in."""
    rooms = ("checks", "guide", "profiles")
    for path in [file for room in rooms for file in (PRODUCT / room).rglob("*.toml")]:
        for text in _inside(tomllib.loads(path.read_text("utf-8"))):
            yield str(path.relative_to(PRODUCT)), text
    for where, text in strings():
        if where.startswith(("profiles/schema.py", "checks/matrix.py")):
            yield where, text


def _inside(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for inner in value.values():
                yield from _inside(inner)
        case list():
            for inner in value:
                yield from _inside(inner)
        case _:
            pass
