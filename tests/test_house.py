"""What holds for the whole house: no class outgrows its room."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache

from product_code import modules, nodes

MOST = 300
"""Lines of a class, with those of its bases that are ours."""


@cache
def classes() -> Mapping[str, ast.ClassDef]:
    """The product's classes by name."""
    every = (node for path in modules() for node in nodes(path))
    return {node.name: node for node in every if isinstance(node, ast.ClassDef)}


def bases(node: ast.ClassDef) -> Iterator[str]:
    """The names of a class's bases, without what stands in brackets behind them."""
    for base in node.bases:
        plain = base.value if isinstance(base, ast.Subscript) else base
        if isinstance(plain, ast.Name | ast.Attribute):
            yield plain.id if isinstance(plain, ast.Name) else plain.attr


def family(name: str) -> set[str]:
    """A class and its bases that are ours."""
    own = {name}
    for base in bases(classes()[name]):
        if base in classes() and base != name:
            own |= family(base)
    return own


def length(name: str) -> int:
    node = classes()[name]
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_class_is_longer_than_a_room() -> None:
    families = {name: {each: length(each) for each in family(name)} for name in classes()}
    assert {name: parts for name, parts in families.items() if sum(parts.values()) > MOST} == {}
