"""Stores which profile was open when the program ended."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from halo_tui.base import places, tomlfile, writing


def load() -> str:
    """Return the profile's name on the command line; empty if it is not known."""
    try:
        return tomlfile.read_bytes(_path())[0].decode("utf-8").strip()
    except (tomlfile.UnreadableFileError, ValueError):
        return ""


def save(slug: str | None) -> None:
    """Store it; a failure is ignored, because it does no harm."""
    if slug is not None:
        with suppress(OSError):
            writing.replace(_path(), slug.encode())


def _path() -> Path:
    return places.state_dir() / "last-profile"
