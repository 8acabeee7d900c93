"""Which profile was open when the program ended last."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from halo_tui.base import places, tomlfile, writing


def load() -> str:
    """The profile's name on the command line; empty where it is not known."""
    try:
        return tomlfile.read_bytes(_path())[0].decode("utf-8").strip()
    except (tomlfile.UnreadableFileError, ValueError):
        return ""


def save(slug: str | None) -> None:
    """Keep it; that it cannot be kept harms nothing."""
    if slug is not None:
        with suppress(OSError):
            writing.replace(_path(), slug.encode())


def _path() -> Path:
    return places.state_dir() / "last-profile"
