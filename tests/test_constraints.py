"""What is declared is what is imported, and `constraints.txt` pins all of it, with hashes."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from product_code import modules, nodes

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TEXT = (ROOT / "constraints.txt").read_text("utf-8")
PINNED = {
    canonicalize_name(name): version
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", TEXT, re.MULTILINE)
}
DECLARED = [
    *PROJECT["dependencies"],
    *PROJECT["optional-dependencies"]["keyring"],
    *PROJECT["optional-dependencies"]["test"],
]


@pytest.mark.parametrize("line", DECLARED)
def test_the_version_pinned_is_one_that_is_allowed(line: str) -> None:
    wanted = Requirement(line)
    assert wanted.specifier.contains(PINNED[canonicalize_name(wanted.name)])


def test_every_package_has_hashes_and_no_file_an_address() -> None:
    entries = re.split(r"^(?=\S)", TEXT, flags=re.MULTILINE)[1:]
    assert len(entries) == len(PINNED)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in TEXT


def test_whatever_the_product_imports_is_declared() -> None:
    known = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    optional = {"keyring", "pytest"}  # the plugin is loaded by pytest itself
    own = {canonicalize_name(name) for name in (*sys.stdlib_module_names, "halo_tui")}
    assert _imported() - own - optional <= known


def _imported() -> set[str]:
    """The first part of every module that a file of the product imports from outside."""
    imported: set[str] = set()
    for path in modules():
        for node in nodes(path):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module)
    return {canonicalize_name(module.partition(".")[0]) for module in imported}
