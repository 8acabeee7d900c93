"""Whole profiles: a profile's file, its history and its checklist change together, or not at all.

Each function blocks for a moment, and raises a `ProfileError`.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from halo_tui.base import tomlfile, writing
from halo_tui.base.text import harmless
from halo_tui.profiles.errors import NotSavedError, ProfileError
from halo_tui.profiles.store import SUFFIX
from halo_tui.workspace import importing

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile
    from halo_tui.profiles.records import Deleted, Stored
    from halo_tui.profiles.store import Store

_MOST_IMPORTED: Final = 500
"""Files taken from one folder."""


def add(store: Store, profile: Profile, slug: str | None = None) -> Stored:
    """Make a profile, with no history.

    Args:
        store: where.
        profile: what it holds.
        slug: its name on the command line; by default its own name gives it.
    """
    stored = store.create(profile, slug)
    _forget(stored.slug)
    return stored


def create(store: Store, name: str, ca_file: str = "") -> str:
    """Make an empty profile; returns its name on the command line.

    Args:
        store: where.
        name: what a person calls it.
        ca_file: the root certificate to trust, in the demo.
    """
    from halo_tui.profiles.model import Profile

    return add(store, Profile(name=name.strip()).changed(ca_file=ca_file)).slug


def rename(store: Store, slug: str, name: str) -> str:
    """Give a profile, its runs and its ticks another name; all of them, or none.

    Returns:
        Its new name on the command line.
    """
    return store.rename(slug, name.strip(), beside=_move_the_past).slug


def duplicate(store: Store, slug: str, name: str | None = None) -> str:
    """Copy a profile; the copy has no history.

    Args:
        store: where.
        slug: the profile to copy.
        name: what to call the copy; by default a free name.
    """
    new = store.duplicate(slug, name.strip() if name else None).slug
    _forget(new)
    return new


def delete(store: Store, slug: str) -> Deleted:
    """Delete a profile so that `restore` can bring it back; its runs and ticks stay until then.

    What was typed and not saved before goes at once.
    """
    deleted = store.delete(slug)
    _forget_unsaved(slug)
    return deleted


def delete_for_good(store: Store, slug: str) -> None:
    """Delete a profile with its runs and its ticks."""
    store.delete(slug)
    _forget(slug)


def restore(store: Store, deleted: Deleted) -> None:
    """Bring a deleted profile back; its runs and ticks are still there."""
    store.restore(deleted)


def annotate(store: Store, slug: str, notes: str) -> None:
    """Give a profile other notes."""
    stored = store.load(slug)
    store.save(stored, stored.profile.changed(notes=notes))


def notes_of(store: Store, slug: str) -> str:
    """The notes of a profile."""
    return store.load(slug).profile.notes


def export(store: Store, slug: str, target: str | Path) -> Path:
    """Write a profile, without its secret, to a file or into a folder; never over another file."""
    text = store.export(slug)
    path = Path(str(target).strip()).expanduser()
    if path.is_dir():
        path /= f"{slug}{SUFFIX}"
    write_export(path, text)
    return path


def write_export(path: Path, text: str) -> None:
    """Write what was exported to a file that does not exist yet."""
    try:
        writing.create(path, text.encode())
    except OSError as problem:
        shown, why = harmless(str(path)), writing.reason_of(problem)
        raise NotSavedError(f"Not exported to {shown}: {why}") from None


def export_all(store: Store) -> str:
    """Every profile, without its secret, as one TOML document that `take_in` understands."""
    import tomli_w

    profiles = [tomlfile.parse(store.export(slug).encode(), store.folder) for slug in store.slugs()]
    return tomli_w.dumps({importing.MANY: profiles})


@dataclass(slots=True)
class Imported:
    """What came of an import."""

    slugs: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Why something was left out: a sentence each."""
    warnings: list[str] = field(default_factory=list)
    """What to look at in what was imported: a sentence each."""

    def add(self, stored: Stored, source: str) -> None:
        """Take note of a profile that is imported from a source, as a person calls it."""
        self.slugs.append(stored.slug)
        self.names.append(harmless(stored.profile.name))
        if (stored.profile.client_secret_ref or "").startswith("cmd:"):
            self.warnings.append(f"{stored.slug} runs a command to get its secret: look at it")
        elif stored.profile.client_secret:
            warning = f"{source} still holds the secret: delete it"
            if warning not in self.warnings:  # once for a file with many profiles
                self.warnings.append(warning)

    def __str__(self) -> str:
        """One sentence."""
        number = len(self.names)
        done = f"Imported {', '.join(self.names)}" if number < 4 else f"Imported {number} profiles"
        if not self.problems:
            return done
        rest = f" and {len(self.problems) - 1} more" if len(self.problems) > 1 else ""
        return f"{f'{done}. ' if number else ''}Left out: {self.problems[0]}{rest}"


def take_in(store: Store, source: str | Path) -> Imported:
    """Import a file, or every profile's file in a folder; what cannot be imported is left out.

    Args:
        store: where to.
        source: a profile's file, a CSV file, or a folder.
    """
    path = Path(str(source).strip()).expanduser()
    found = sorted(path.glob(f"*{SUFFIX}"))[:_MOST_IMPORTED] if path.is_dir() else [path]
    result = Imported()
    if not found:
        result.problems.append(f"there is no {SUFFIX} file in {harmless(str(path))}")
    for file in found:
        _take_in_file(store, file, result)
    return result


def take_in_data(store: Store, data: bytes, source: str, name: str = "") -> Imported:
    """Import every profile in some bytes; what cannot be imported is left out.

    Args:
        store: where to.
        data: TOML, CSV, or lines with captions; see `importing.read_profiles`.
        source: where they come from, for a person.
        name: what to call a profile that does not say its name.
    """
    result = Imported()
    for found in importing.read_profiles(data, name):
        place = f"{source}, {found.place}" if found.place else source
        try:
            result.add(add(store, importing.profile_of(found)), source)
            result.warnings += [f"{place}: {each}" for each in found.not_understood]
        except (ValueError, ProfileError) as problem:
            result.problems.append(f"{place}: {harmless(str(problem), limit=400)}")
    return result


def _take_in_file(store: Store, file: Path, result: Imported) -> None:
    shown = harmless(str(file))
    try:
        if file.suffix.lower() == SUFFIX and not importing.holds_many(file):
            stored = store.import_file(file)
            _forget(stored.slug)
            result.add(stored, shown)
            return
        data, _ = tomlfile.read_bytes(file, limit=importing.LIMIT)
    except (ProfileError, tomlfile.UnreadableFileError) as problem:
        result.problems.append(harmless(str(problem), limit=400))
        return
    more = take_in_data(store, data, shown, file.stem)
    result.slugs += more.slugs
    result.names += more.names
    result.problems += more.problems
    result.warnings += [each for each in more.warnings if each not in result.warnings]


def stamp(store: Store) -> dict[str, tuple[int, ...]]:
    """What changes when a profile's file, or its last run, does; blocks for a moment.

    Returns:
        By the name on the command line; empty for a folder that cannot be read.
    """
    with suppress(OSError), os.scandir(store.folder) as entries:
        names = [entry.name.removesuffix(SUFFIX) for entry in entries if _is_profile(entry.name)]
        return {slug: stamp_of(store, slug) for slug in names}
    return {}


def stamp_of(store: Store, slug: str) -> tuple[int, ...]:
    """What changes when a profile's file, or its last run, does."""
    from halo_tui.workspace import history

    return *_times(store.folder / f"{slug}{SUFFIX}"), *_times(history.newest_file(slug))


def _is_profile(name: str) -> bool:
    return name.endswith(SUFFIX) and not name.startswith(".")


def _times(path: str | Path) -> tuple[int, ...]:
    try:
        found = Path(path).stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


def _move_the_past(old: str, new: str) -> None:
    from halo_tui.guide import progress
    from halo_tui.workspace import history
    from halo_tui.workspace.drafts import kept

    history.rename(old, new)
    try:
        progress.rename(old, new)
    except OSError:
        history.rename(new, old)
        raise
    with suppress(OSError):
        kept.rename(old, new)


def _forget(slug: str) -> None:
    """Let a new profile not inherit what a deleted one of its name has left."""
    from halo_tui.guide import progress
    from halo_tui.workspace import history

    with suppress(OSError):
        history.forget(slug)
        progress.forget(slug)
    _forget_unsaved(slug)


def _forget_unsaved(slug: str) -> None:
    """What was typed and not saved may hold a secret: it goes with its profile."""
    from halo_tui.workspace.drafts import kept

    with suppress(OSError):
        kept.forget(slug)
