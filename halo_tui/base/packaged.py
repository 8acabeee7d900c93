"""Reads the TOML files that are part of the program."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def packaged_toml(package: str, name: str) -> dict[str, Any]:
    """Return the content of a TOML file of this program; an error in it is raised as it is.

    Args:
        package: the package that holds the file, such as `halo_tui.guide`.
        name: the name of the file.
    """
    return tomllib.loads((files(package) / name).read_text("utf-8"))
