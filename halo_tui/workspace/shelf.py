"""Operations on whole profiles: file, history and checklist change together, or not at all.

Each function blocks, and can raise a `ProfileError`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
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
    from halo_tui.workspace.importing import Found

_MOST_IMPORTED: Final = 500
"""The most files that are imported from one folder."""


def add(store: Store, profile: Profile, slug: str | None = None) -> Stored:
    """Create a profile without history.

    Args:
        store: the store.
        profile: its content.
        slug: its name on the command line; by default it is derived from its name.
    """
    stored = store.create(profile, slug)
    _forget(stored.slug)
    return stored


def create(store: Store, name: str, ca_file: str = "") -> str:
    """Create an empty profile; return its name on the command line.

    Args:
        store: the store.
        name: the profile's name.
        ca_file: the root certificate to trust, in the demo.
    """
    from halo_tui.profiles.model import Profile

    return add(store, Profile(name=name.strip()).changed(ca_file=ca_file)).slug


def rename(store: Store, slug: str, name: str) -> str:
    """Rename a profile with its runs and its ticks, completely or not at all.

    Returns:
        Its new name on the command line.
    """
    return store.rename(slug, name.strip(), move_related=_move_related_files).slug


def duplicate(store: Store, slug: str, name: str | None = None) -> str:
    """Copy a profile; the copy has no history.

    Args:
        store: the store.
        slug: the profile to copy.
        name: the name of the copy; by default a free name.
    """
    new = store.duplicate(slug, name.strip() if name else None).slug
    _forget(new)
    return new


def delete(store: Store, slug: str) -> Deleted:
    """Delete a profile so that `restore` can restore it; its runs and ticks stay until then.

    Unsaved text from earlier sessions is removed at once.
    """
    deleted = store.delete(slug)
    _forget_unsaved(slug)
    return deleted


def delete_for_good(store: Store, slug: str) -> None:
    """Delete a profile with its runs and its ticks, without undo."""
    store.delete(slug)
    _forget(slug)


def restore(store: Store, deleted: Deleted) -> None:
    """Restore a deleted profile; its runs and ticks are still there."""
    store.restore(deleted)


def annotate(store: Store, slug: str, notes: str) -> None:
    """Change the notes of a profile."""
    stored = store.load(slug)
    store.save(stored, stored.profile.changed(notes=notes))


def notes_of(store: Store, slug: str) -> str:
    """Return the notes of a profile."""
    return store.load(slug).profile.notes


def export(store: Store, slug: str, target: str | Path, *, replace: bool = False) -> Path:
    """Write a profile, without its secret, to a new file or into a folder.

    Args:
        store: the store.
        slug: the profile.
        target: the file, or the folder.
        replace: whether to replace an existing file.
    """
    text = store.export(slug)
    path = Path(str(target).strip()).expanduser()
    if path.is_dir():
        path /= f"{slug}{SUFFIX}"
    write_export(path, text, replace=replace)
    return path


def write_export(path: Path, text: str, *, replace: bool = False) -> None:
    """Write an export to a new file, or replace an existing one."""
    try:
        (writing.overwrite if replace else writing.create)(path, text.encode())
    except OSError as problem:
        shown, why = harmless(str(path)), writing.reason_of(problem)
        raise NotSavedError(f"Not exported to {shown}: {why}") from None


def export_all(store: Store) -> str:
    """Return every profile, without its secret, as one TOML document for `import_from`."""
    import tomli_w

    profiles = [tomlfile.parse(store.export(slug).encode(), store.folder) for slug in store.slugs()]
    return tomli_w.dumps({importing.MANY: profiles})


@dataclass(slots=True)
class Imported:
    """The result of an import."""

    slugs: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Why something was left out, one sentence each."""
    warnings: list[str] = field(default_factory=list)
    """What to check in the imported profiles, one sentence each."""
    taken: Counter[str] = field(default_factory=Counter)
    """How many profiles have each name; the imported ones are added."""
    _without_secret: int = 0

    def add(self, stored: Stored, file: str = "") -> None:
        """Record an imported profile, and the file that it came from, as text for people."""
        name = harmless(stored.profile.name)
        self.slugs.append(stored.slug)
        self.names.append(name)
        self.taken[name] += 1
        if (stored.profile.client_secret_ref or "").startswith("cmd:"):
            self.warnings.append(f"{stored.slug} runs a command to get its secret: look at it")
        elif stored.profile.client_secret and file:
            warning = f"{file} still holds the secret: delete it"
            if warning not in self.warnings:  # once for a file with many profiles
                self.warnings.append(warning)
        elif not (stored.profile.client_secret or stored.profile.client_secret_ref):
            self._without_secret += 1

    def look_around(self) -> None:
        """Warn of profiles without a secret, and of names that several profiles have now."""
        if self._without_secret:
            several = f"{self._without_secret} of {len(self.slugs)} have"
            which = "It has" if len(self.slugs) == 1 else several
            self.warnings.append(f"{which} no secret yet")
        for name in dict.fromkeys(self.names):
            if self.taken[name] > 1:
                self.warnings.append(f"{self.taken[name]} profiles are called {name} now")

    def __str__(self) -> str:
        """The result in one sentence."""
        number = len(self.names)
        done = f"Imported {', '.join(self.names)}" if number < 4 else f"Imported {number} profiles"
        parts = [done] if number else []
        if self.problems:
            parts.append(f"Left out: {_first(self.problems)}")
        elif self.warnings:
            parts.append(_first(self.warnings))
        return ". ".join(parts)


def _first(sentences: Sequence[str]) -> str:
    rest = f" and {len(sentences) - 1} more" if len(sentences) > 1 else ""
    return f"{sentences[0]}{rest}"


def names_in_use(store: Store) -> Counter[str]:
    """Return how many profiles have each name; it reads every profile."""
    return Counter(summary.name for summary in store.summaries(fingerprints=False))


def import_from(
    store: Store, source: str | Path, name: str = "", taken: Counter[str] | None = None
) -> Imported:
    """Import a file, or every profile's file in a folder; what cannot be imported is left out.

    Args:
        store: the store.
        source: a profile's file, a CSV file, or a folder.
        name: the name for a profile that has none; by default that of its file.
        taken: from `names_in_use`, if there are several sources.
    """
    path = Path(str(source).strip()).expanduser()
    found = sorted(path.glob(f"*{SUFFIX}"))[:_MOST_IMPORTED] if path.is_dir() else [path]
    result = Imported(taken=names_in_use(store) if taken is None else taken)
    if not found:
        result.problems.append(f"there is no {SUFFIX} file in {harmless(str(path))}")
    for file in found:
        _import_file(store, file, result, name)
    result.look_around()
    return result


def import_data(store: Store, data: bytes, source: str, name: str, taken: Counter[str]) -> Imported:
    """Import every profile in data that is in no file; what cannot be imported is left out.

    Args:
        store: the store.
        data: TOML, CSV, or lines with captions; see `importing.read_profiles`.
        source: where the data comes from, for people.
        name: the name for a profile that has none.
        taken: from `names_in_use`.
    """
    result = Imported(taken=taken)
    _add_all(store, importing.read_profiles(data, name), result, source, is_file=False)
    result.look_around()
    return result


def _add_all(
    store: Store, all_found: Iterable[Found], result: Imported, source: str, *, is_file: bool
) -> None:
    for found in all_found:
        place = f"{source}, {found.place}" if found.place else source
        try:
            result.add(add(store, importing.profile_of(found)), source if is_file else "")
            result.warnings += [f"{place}: {each}" for each in found.not_understood]
        except (ValueError, ProfileError) as problem:
            result.problems.append(f"{place}: {harmless(str(problem), limit=400)}")


def _import_file(store: Store, file: Path, result: Imported, name: str) -> None:
    shown = harmless(str(file))
    try:
        if file.suffix.lower() == SUFFIX and not importing.holds_many(file):
            stored = store.import_file(file)
            if name and "name" not in stored.document:
                stored = store.save(stored, stored.profile.changed(name=name))
            _forget(stored.slug)
            result.add(stored, shown)
            return
        data, _ = tomlfile.read_bytes(file, limit=importing.LIMIT)
    except (ProfileError, tomlfile.UnreadableFileError) as problem:
        result.problems.append(harmless(str(problem), limit=400))
        return
    found = importing.read_profiles(data, name or file.stem)
    _add_all(store, found, result, shown, is_file=True)


def _move_related_files(old: str, new: str) -> None:
    from halo_tui.guide import progress
    from halo_tui.workspace import history
    from halo_tui.workspace.drafts import unsaved_text

    history.rename(old, new)
    try:
        progress.rename(old, new)
    except OSError:
        history.rename(new, old)
        raise
    with suppress(OSError):
        unsaved_text.rename(old, new)


def _forget(slug: str) -> None:
    """Remove the data that a deleted profile of the same name has left."""
    from halo_tui.guide import progress
    from halo_tui.workspace import history

    with suppress(OSError):
        history.forget(slug)
        progress.forget(slug)
    _forget_unsaved(slug)


def _forget_unsaved(slug: str) -> None:
    """Remove unsaved text of a profile, because it may contain a secret."""
    from halo_tui.workspace.drafts import unsaved_text

    with suppress(OSError):
        unsaved_text.forget(slug)
