"""Reads the files that are part of the program."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pkgutil import get_data
from typing import Any


def packaged_text(package: str, name: str) -> str:
    """Return the content of a file of this program.

    Args:
        package: the package that holds the file, such as `halo_tui.guide`.
        name: the name of the file; in a folder of the package with `/` between.
    """
    data = get_data(package, name)  # importlib.resources would delay the first frame
    assert data is not None, f"{package} is loaded by something that has no files"
    return data.decode("utf-8")


def packaged_toml(package: str, name: str) -> dict[str, Any]:
    """Return the content of a TOML file of this program; an error in it is raised as it is.

    Args:
        package: the package that holds the file, such as `halo_tui.guide`.
        name: the name of the file.
    """
    return tomllib.loads(packaged_text(package, name))


def packaged_tables(package: str, folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the content of each top table of all TOML files in a folder, in order.

    Args:
        package: the package that holds the folder.
        folder: the name of the folder.
    """
    from importlib.resources import files

    names = sorted(entry.name for entry in (files(package) / folder).iterdir())
    for name in names:
        if name.endswith(".toml"):
            yield from packaged_toml(package, f"{folder}/{name}").items()
