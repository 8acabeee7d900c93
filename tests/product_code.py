"""The product's own code as syntax trees, for tests that ask something of all of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import halo_tui

PRODUCT = Path(halo_tui.__file__).parent


@cache
def modules() -> Mapping[str, ast.Module]:
    """The syntax tree of every file by its path in the package: `ui/app.py`."""
    return {
        path.relative_to(PRODUCT).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(PRODUCT.rglob("*.py"))
    }


@cache
def nodes(path: str) -> tuple[ast.AST, ...]:
    """Every node of a file of the package."""
    return tuple(ast.walk(modules()[path]))
