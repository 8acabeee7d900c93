"""The list of profiles: first their names, then the content of one file at a time."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final, TypeAlias

from halo_tui.base import tomlfile
from halo_tui.base.text import harmless, learn_secret
from halo_tui.base.tomlfile import UnreadableFileError
from halo_tui.profiles import documents, files
from halo_tui.profiles.errors import BrokenProfileError, UnknownProfileError
from halo_tui.profiles.fingerprint import fingerprint
from halo_tui.profiles.records import Summary
from halo_tui.profiles.shown import shown_values
from halo_tui.profiles.slugs import is_usable

SUFFIX: Final = ".toml"

FileState: TypeAlias = tuple[int, ...]
"""The inode, size and times of a file; while they are the same, the content is the same."""

_SETTLED_NS: Final = 1_000_000_000
"""Nanoseconds; a file that is changed again after this interval has different times."""


class ProfileList:
    """Reads the profiles of one folder, and caches each of them until its file changes."""

    def __init__(self, folder: Path) -> None:
        """Store the folder; nothing is read yet."""
        self.folder = folder
        self._summaries: dict[str, tuple[FileState, Summary]] = {}
        """What was read, and the state of the file at that time."""

    def slugs(self) -> list[str]:
        """Return the names of all profiles, also of broken ones, sorted.

        Raises:
            BrokenProfileError: the folder cannot be read.
        """
        try:
            with os.scandir(self.folder) as entries:
                names = [entry.name for entry in entries]
        except FileNotFoundError:
            return []
        except OSError as problem:
            why = tomlfile.reason_of(problem)
            raise BrokenProfileError(UnreadableFileError(self.folder, why)) from None
        return sorted(
            name.removesuffix(SUFFIX)
            for name in names
            if name.endswith(SUFFIX) and not name.startswith(".")
        )

    def state(self, slug: str) -> FileState | None:
        """Return a value that changes when a profile's file changes; None if there is no file."""
        try:
            found = (self.folder / f"{slug}{SUFFIX}").stat()
        except (OSError, ValueError):
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    def summary(self, slug: str) -> Summary:
        """Return the line of a profile; its file is read again only if it has changed."""
        state, known = self.state(slug), self._summaries.get(slug)
        if known is not None and known[0] == state:
            return known[1]
        summary = self._read(slug, with_fingerprint=True)
        if state is not None and summary.fingerprint and _is_settled(state):
            self._summaries[slug] = state, summary
        return summary

    def shown(self, path: Path, slug: str) -> dict[str, str]:
        """Return a profile's values as they may be shown, and register its secret.

        No model is made of them, because the import of pydantic would delay the screen.

        Args:
            path: the profile's file.
            slug: its name in the list, which is the profile's name where the file has none.

        Raises:
            UnknownProfileError: there is no such profile.
            BrokenProfileError: its file cannot be used.
        """
        if not os.path.lexists(path):
            raise UnknownProfileError(slug, self.slugs())
        try:
            document = documents.read(tomlfile.read_bytes(path)[0], path)
        except UnreadableFileError as problem:
            raise BrokenProfileError(problem) from None
        values = documents.values_of(document, withheld=False)
        if values["client_secret"]:
            learn_secret(values["client_secret"], client_id=values["client_id"])
        return shown_values(values | {"name": values["name"] or slug})

    def summary_without_fingerprint(self, slug: str) -> Summary:
        """Return the line of a profile without its fingerprint; its file is always read."""
        return self._read(slug, with_fingerprint=False)

    def _read(self, slug: str, *, with_fingerprint: bool) -> Summary:
        path = self.folder / f"{slug}{SUFFIX}"
        shown = harmless(slug)
        if not is_usable(slug):
            why = "rename the file: letters, digits, '.', '_' and '-' only, at most 64 of them"
            return Summary(shown, shown, "", "", path, why)
        try:
            data, state = tomlfile.read_bytes(path)
            document = documents.read(data, path)
        except UnreadableFileError as problem:
            return Summary(shown, shown, "", "", path, harmless(str(problem), limit=400))
        exposure = files.exposure_of(path, state) if documents.has_secret(document) else None
        values = documents.values_of(document, withheld=bool(exposure))
        texts = shown_values(values)
        return Summary(
            slug=shown,
            name=texts["name"] or shown,
            hosting=texts["hosting"],
            resource_server=texts["resource_server"],
            path=path,
            problem=exposure.advice if exposure else None,
            fingerprint=fingerprint(values) if with_fingerprint else "",
            tenant=texts["tenant"],
            notes=texts["notes"],
        )


def _is_settled(state: FileState) -> bool:
    """Whether the file is old enough that its next change will change its times."""
    return time.time_ns() - max(state[-2:]) > _SETTLED_NS
