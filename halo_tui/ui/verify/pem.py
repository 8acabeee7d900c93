"""Keeping the certificate that a server leaves out."""

from __future__ import annotations

from pathlib import Path

from halo_tui.base import writing


def write_new(name: str, text: str) -> Path:
    """Write a file that is not there yet.

    Args:
        name: its path, as a person typed it.
        text: what it is to hold, in ASCII.

    Returns:
        Its whole path.

    Raises:
        OSError: it is there already, or cannot be written.
    """
    path = Path(name).expanduser().absolute()
    writing.create(path, text.encode("ascii"))
    return path
