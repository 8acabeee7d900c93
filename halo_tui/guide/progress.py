"""The checklist steps that the user has ticked: one file for each profile, in the state folder."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from halo_tui.base import places, tomlfile, writing

SCHEMA = 1


class _BrokenError(Exception):
    """The file has not the format that `save` writes."""


def load(slug: str) -> set[str]:
    """Return the ids of the ticked steps; an empty set if there is no readable file.

    A damaged file is kept next to its place: `.broken` is added to its name.
    """
    path = _path(slug)
    try:
        return _parse(tomlfile.read_bytes(path)[0])
    except tomlfile.UnreadableFileError:
        return set()
    except _BrokenError:
        with suppress(OSError):
            path.replace(path.with_name(f"{path.name}.broken"))
        return set()


def save(slug: str, ticks: Collection[str]) -> None:
    """Write the ids of the ticked steps.

    Raises:
        OSError: the file cannot be written; the previous file is still there.
    """
    content = {"schema": SCHEMA, "ticked": sorted(ticks)}
    writing.replace(_path(slug), json.dumps(content, indent=1).encode() + b"\n")


def forget(slug: str) -> None:
    """Remove the ticks of a profile."""
    _path(slug).unlink(missing_ok=True)


def rename(old: str, new: str) -> None:
    """Move the ticks of a renamed profile, and replace any older file under the new name.

    Raises:
        OSError: the file cannot be moved.
    """
    try:
        _path(old).replace(_path(new))
    except FileNotFoundError:
        forget(new)


def _path(slug: str) -> Path:
    return places.state_dir() / "progress" / f"{slug}.json"


def _parse(content: bytes) -> set[str]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise _BrokenError from problem
    ticked = found.get("ticked") if isinstance(found, dict) else None
    if not isinstance(ticked, list) or not all(isinstance(step, str) for step in ticked):
        raise _BrokenError
    return set(ticked)
