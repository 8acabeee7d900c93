"""Textual's private names occur in five files of the kit, written for one version of Textual."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import walk_packages

import textual
from product_code import PRODUCT, modules, nodes
from textual.message_pump import MessagePump

from halo_tui.ui.kit import compositor, driver, inner, lean_app, timers

FILES = tuple(
    Path(inspect.getfile(module)) for module in (inner, compositor, lean_app, driver, timers)
)


OF_NAMED_TUPLES = frozenset({"_asdict", "_replace"})
"""Public in spite of the underscore, which keeps them apart from a named tuple's fields."""


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in OF_NAMED_TUPLES


def is_of_itself(node: ast.expr) -> bool:
    """Whether it is `self`, `cls` or `super()`."""
    target = node.func if isinstance(node, ast.Call) else node
    return isinstance(target, ast.Name) and target.id in ("self", "cls", "super")


def names_in(tree: ast.AST) -> Iterator[str]:
    """The private names that a piece of code defines in a class, or asks itself for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr) and is_of_itself(node.value):
            yield node.attr
        if isinstance(node, ast.ClassDef):
            yield from (
                each.name
                for each in node.body
                if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))
                and is_private(each.name)
            )
            targets = [
                target
                for each in node.body
                if isinstance(each, (ast.Assign, ast.AnnAssign))
                for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
            ]
            yield from (t.id for t in targets if isinstance(t, ast.Name) and is_private(t.id))


@cache
def private_names(cls: type) -> frozenset[str]:
    """The private names of a class of Textual: what it defines, and what its methods set."""
    try:
        tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(cls)))
    except (OSError, TypeError, SyntaxError):
        return frozenset(filter(is_private, vars(cls)))
    return frozenset({*filter(is_private, vars(cls)), *names_in(tree)})


def our_classes() -> Iterator[type]:
    """The classes of the product that Textual's own are bases of."""
    for found in walk_packages([str(PRODUCT / "ui")], "halo_tui.ui."):
        module = import_module(found.name)
        for cls in vars(module).values():
            is_ours = isinstance(cls, type) and cls.__module__ == found.name
            if is_ours and issubclass(cls, MessagePump):
                yield cls


def test_no_module_of_textual_that_is_private_is_imported_elsewhere() -> None:
    found = [
        f"{path.relative_to(PRODUCT)}: {line.strip()}"
        for path in PRODUCT.rglob("*.py")
        if path not in FILES
        for line in path.read_text("utf-8").splitlines()
        if line.strip().startswith(("from textual", "import textual")) and "._" in line
    ]
    assert not found, "\n".join(found)


def test_nothing_asks_another_object_for_a_private_name() -> None:
    found = [
        f"{path}, line {node.lineno}: {ast.unparse(node)}"
        for path in modules()
        if path.startswith("ui/") and PRODUCT / path not in FILES
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        if is_private(node.attr) and not is_of_itself(node.value)
    ]
    assert not found, "\n".join(found)


def test_private_names_of_textual_are_touched_in_these_files_alone() -> None:
    found = []
    for cls in our_classes():
        if Path(inspect.getfile(cls)) in FILES:
            continue
        theirs = [base for base in cls.__mro__ if base.__module__.startswith("textual")]
        taken = frozenset[str]().union(*map(private_names, theirs))
        used = set(names_in(ast.parse(inspect.cleandoc("\n" + inspect.getsource(cls)))))
        found += [f"{cls.__module__}.{cls.__name__}: {name}" for name in sorted(used & taken)]
    assert not found, "\n".join(found)


def test_the_installed_textual_is_the_one_that_the_files_were_written_for() -> None:
    minor = ".".join(version("textual").split(".")[:2])
    assert minor == inner.WRITTEN_FOR, (
        f"Textual {textual.__version__} is installed, and {', '.join(file.name for file in FILES)} "
        f"were written for {inner.WRITTEN_FOR}. Compare each method there with the one of the same "
        "name in the new Textual, run tests/ui/test_bytes.py and tests/ui/test_frame.py, and then "
        "change WRITTEN_FOR and the pin in pyproject.toml."
    )
