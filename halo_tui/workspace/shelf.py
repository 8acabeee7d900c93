"""Everything that is done to whole profiles: the file, its history and its ticks go together.

Each function blocks for a moment, and raises a `ProfileError`.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from halo_tui.base import writing
from halo_tui.base.text import harmless
from halo_tui.profiles.errors import NotSavedError, ProfileError
from halo_tui.profiles.store import SUFFIX

if TYPE_CHECKING:
    from halo_tui.profiles.store import Store

_MOST_IMPORTED: Final = 500
"""Files taken from one folder."""


def create(store: Store, name: str, ca_file: str = "") -> str:
    """Make an empty profile; returns its name on the command line.

    Args:
        store: where.
        name: what a person calls it.
        ca_file: the root certificate to trust, in the demo.
    """
    from halo_tui.profiles.model import Profile

    slug = store.create(Profile(name=name.strip()).changed(ca_file=ca_file)).slug
    _forget(slug)
    return slug


def rename(store: Store, slug: str, name: str) -> str:
    """Give a profile another name; its runs and ticks follow."""
    from halo_tui.guide import progress
    from halo_tui.workspace import history

    new = store.rename(slug, name.strip()).slug
    if new != slug:
        with suppress(OSError):
            history.rename(slug, new)
            progress.rename(slug, new)
    return new


def duplicate(store: Store, slug: str, name: str) -> str:
    """Copy a profile; the copy has no history."""
    new = store.duplicate(slug, name.strip()).slug
    _forget(new)
    return new


def annotate(store: Store, slug: str, notes: str) -> None:
    """Give a profile other notes."""
    stored = store.load(slug)
    store.save(stored, stored.profile.changed(notes=notes))


def notes_of(store: Store, slug: str) -> str:
    """The notes of a profile."""
    return store.load(slug).profile.notes


def export(store: Store, slug: str, target: str) -> Path:
    """Write a profile, without its secret, to a file or into a folder; never over another file."""
    text = store.export(slug)
    path = Path(target.strip()).expanduser()
    if path.is_dir():
        path /= f"{slug}.toml"
    try:
        writing.create(path, text.encode())
    except OSError as problem:
        shown, why = harmless(str(path)), writing.reason_of(problem)
        raise NotSavedError(f"Not exported to {shown}: {why}") from None
    return path


@dataclass(slots=True)
class Imported:
    """What came of an import."""

    slugs: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """One sentence."""
        number = len(self.names)
        done = f"Imported {', '.join(self.names)}" if number < 4 else f"Imported {number} profiles"
        if not self.problems:
            return done
        rest = f" and {len(self.problems) - 1} more" if len(self.problems) > 1 else ""
        return f"{f'{done}. ' if number else ''}Left out: {self.problems[0]}{rest}"


def take_in(store: Store, source: str) -> Imported:
    """Import a profile's file, or every one in a folder; one that cannot be is left out."""
    path = Path(source.strip()).expanduser()
    found = sorted(path.glob("*.toml"))[:_MOST_IMPORTED] if path.is_dir() else [path]
    result = Imported()
    if not found:
        result.problems.append(f"there is no .toml file in {path}")
    for file in found:
        try:
            stored = store.import_file(file)
        except ProfileError as problem:
            result.problems.append(str(problem))
        else:
            _forget(stored.slug)
            result.slugs.append(stored.slug)
            result.names.append(harmless(stored.profile.name))
    return result


def stamp(store: Store) -> dict[str, tuple[int, ...]]:
    """What changes when a profile's file, or its last run, does; blocks for a moment.

    Returns:
        By the name on the command line; empty for a folder that cannot be read.
    """
    from halo_tui.workspace import history

    files: dict[str, tuple[int, ...]] = {}
    with suppress(OSError), os.scandir(store.folder) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIX):
                slug = entry.name.removesuffix(SUFFIX)
                files[slug] = (*_times(entry.path), *_times(history.newest_file(slug)))
    return files


def _times(path: str | Path) -> tuple[int, ...]:
    try:
        found = Path(path).stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


def _forget(slug: str) -> None:
    """Let a new profile not inherit what a deleted one of its name has left."""
    from halo_tui.guide import progress
    from halo_tui.workspace import history

    with suppress(OSError):
        history.forget(slug)
        progress.forget(slug)
