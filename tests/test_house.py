"""What holds for the whole house: no class outgrows its room."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cases import for_each
from product_code import modules, nodes

MOST = 300
"""Lines of a class, with those of its bases that are ours."""


def classes() -> Iterator[ast.ClassDef]:
    for path in modules():
        yield from (node for node in nodes(path) if isinstance(node, ast.ClassDef))


CLASSES = {node.name: node for node in classes()}


def bases(node: ast.ClassDef) -> Iterator[str]:
    """The names of a class's bases, without what stands in brackets behind them."""
    for base in node.bases:
        plain = base.value if isinstance(base, ast.Subscript) else base
        if isinstance(plain, ast.Name | ast.Attribute):
            yield plain.id if isinstance(plain, ast.Name) else plain.attr


def family(name: str) -> set[str]:
    """A class and its bases that are ours."""
    own = {name}
    for base in bases(CLASSES[name]):
        if base in CLASSES and base != name:
            own |= family(base)
    return own


def length(name: str) -> int:
    node = CLASSES[name]
    return (node.end_lineno or node.lineno) - node.lineno + 1


@for_each(sorted(CLASSES))
def test_no_class_is_longer_than_a_room(name: str) -> None:
    parts = {each: length(each) for each in family(name)}
    assert sum(parts.values()) <= MOST, parts
