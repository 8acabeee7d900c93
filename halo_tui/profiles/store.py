"""Profiles on the disk: one private TOML file each, safe against crashes and concurrent writers."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from halo_tui.base import places, tomlfile, writing
from halo_tui.base.text import REDACTED, learn_secret
from halo_tui.base.tomlfile import UnreadableFileError
from halo_tui.profiles import documents, files
from halo_tui.profiles.errors import (
    BrokenProfileError,
    ConflictError,
    NotSavedError,
    ReadOnlyProfileError,
    UnconfirmedSaveError,
    UnknownProfileError,
)
from halo_tui.profiles.listing import SUFFIX, FileState, ProfileList
from halo_tui.profiles.naming import FreeNames
from halo_tui.profiles.records import Deleted, Document, Exposure, Stored, Summary
from halo_tui.profiles.schema import KEYS
from halo_tui.profiles.shown import learn_misplaced_secrets, misplaced_secrets
from halo_tui.profiles.slugs import is_usable, slug_of

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile

__all__ = ["SUFFIX", "Deleted", "Store", "Stored", "Summary"]


class Store:
    """The profiles of one folder. Every method may raise a `ProfileError`."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use a folder; nothing is read or created yet.

        Args:
            folder: by default `places.profiles_dir`.
        """
        self.folder = folder or places.profiles_dir()
        self._list = ProfileList(self.folder)
        self._names = FreeNames(self._list)

    def path_of(self, slug: str) -> Path:
        """Return the path of a profile's file, whether or not it exists.

        Raises:
            UnknownProfileError: no file in this folder can have that name.
        """
        if not is_usable(slug):
            raise UnknownProfileError(slug, self.slugs())
        return self.folder / f"{slug}{SUFFIX}"

    def slugs(self) -> list[str]:
        """Return the names of all profiles, also of broken ones, sorted; no file is read.

        Raises:
            BrokenProfileError: the folder cannot be read.
        """
        return self._list.slugs()

    def summaries(self, *, fingerprints: bool = True) -> list[Summary]:
        """Return one line for every profile; the line of a broken one names its problem.

        Args:
            fingerprints: whether to compute the fingerprints, which takes longer.

        Raises:
            BrokenProfileError: the folder cannot be read.
        """
        read = self._list.summary if fingerprints else self._list.summary_without_fingerprint
        return [read(slug) for slug in self.slugs()]

    def summary(self, slug: str) -> Summary:
        """Return the line of a profile; the line of a broken or missing file names its problem.

        A list first shows the names from `slugs`, and calls this method when a line comes into
        view. A file is read again only if it has changed.
        """
        return self._list.summary(slug)

    def state(self, slug: str) -> FileState | None:
        """Return a value that changes when a profile's file changes; None if there is no file."""
        return self._list.state(slug)

    def load(self, slug: str) -> Stored:
        """Read a profile, and register its secret with the redactor.

        Raises:
            UnknownProfileError: there is no such profile.
            BrokenProfileError: its file cannot be used; it is not changed.
        """
        path = self.path_of(slug)
        if not os.path.lexists(path):
            raise UnknownProfileError(slug, self.slugs())
        try:
            data, state = tomlfile.read_bytes(path)
            document = documents.read(data, path)
        except UnreadableFileError as problem:
            raise BrokenProfileError(problem) from None
        return _stored(path, slug, data, document, files.exposure_of(path, state))

    def shown(self, slug: str) -> dict[str, str]:
        """Read a profile's values as they may be shown, without importing pydantic; see `load`."""
        return self._list.shown(self.path_of(slug), slug)

    def create(self, profile: Profile, slug: str | None = None) -> Stored:
        """Write a new profile.

        Args:
            profile: its content.
            slug: the name of the file; by default it is derived from the profile's name.

        Raises:
            NameTakenError: there is a profile of that name; see `free_name`.
            NotSavedError: the file could not be written.
        """
        document = documents.new(profile.values(), profile.model_extra or {})
        with files.locked(self.folder):
            free = slug or self._names.slug_for(profile.name)
            return self._put_new(free, documents.dump(document), document)

    def save(self, stored: Stored, profile: Profile) -> Stored:
        """Write the fields of a profile that were changed since it was read.

        Changes that another process made in the meantime are kept, unless they concern the same
        field.

        Args:
            stored: the profile as it was read.
            profile: the profile with the changes.

        Raises:
            ConflictError: a field has different new values on both sides.
            ReadOnlyProfileError: a newer version wrote the file.
            NotSavedError: the file could not be written, or the profile was deleted in the
                meantime.
        """
        before, after = stored.profile.values(), profile.values()
        changes = {key: after[key] for key in KEYS if after[key] != before[key]}
        if "client_secret_ref" in changes and after["client_secret_ref"]:
            # A withheld secret reads as empty, but a reference replaces it all the same.
            changes["client_secret"] = after["client_secret"]
        with files.locked(self.folder):
            current = self._current(stored)
            clashing = [
                key
                for key, text in changes.items()
                if documents.text_of(current.document, key)
                not in (documents.text_of(stored.document, key), text)
            ]
            if clashing:
                raise ConflictError(clashing, current)
            if not changes:
                return current
            return self._put(current, documents.changed(current.document, changes))

    def _current(self, stored: Stored) -> Stored:
        try:
            return self.load(stored.slug)
        except UnknownProfileError:
            raise NotSavedError(
                f"Not saved: the profile {stored.slug!r} was deleted in the meantime."
                " Save it as a new profile."
            ) from None

    def rename(
        self, slug: str, name: str, *, move_related: Callable[[str, str], None] | None = None
    ) -> Stored:
        """Rename a profile and its file, completely or not at all.

        Args:
            slug: the profile.
            name: the new name.
            move_related: moves other files from the old slug to the new one. If the profile cannot
                be saved afterwards, it is called again with the slugs swapped.

        Raises:
            NameTakenError: another profile has that name.
            ReadOnlyProfileError: a newer version wrote the file.
            NotSavedError: the file could not be written; nothing was changed.
        """
        with files.locked(self.folder):
            stored = self.load(slug)
            document = documents.changed(stored.document, {"name": name})
            new_slug = self._names.slug_for(name, current_slug=slug)
            if new_slug == slug:
                return self._put(stored, document)
            self._demand_writable(stored)
            data = documents.dump(document)
            self._move(stored, new_slug, data, move_related or (lambda *_: None))
            return _stored(self.path_of(new_slug), new_slug, data, document)

    def _move(
        self, stored: Stored, new_slug: str, data: bytes, move_related: Callable[[str, str], None]
    ) -> None:
        private, new_path = documents.has_secret(stored.document), self.path_of(new_slug)
        try:
            move_related(stored.slug, new_slug)
        except OSError as problem:
            raise files.not_saved(stored.path, problem) from None
        try:
            files.move(stored.path, new_path, data, private=private)
        except UnconfirmedSaveError:
            raise
        except BaseException:
            with suppress(OSError):
                move_related(new_slug, stored.slug)
            raise

    def duplicate(self, slug: str, name: str | None = None) -> Stored:
        """Copy a profile with its secret and the keys that this version does not know.

        Args:
            slug: the profile to copy.
            name: the name of the copy; by default a free one.

        Raises:
            NameTakenError: another profile has that name.
        """
        with files.locked(self.folder):
            stored = self.load(slug)
            self._demand_writable(stored)
            new_name = name or self.free_name(f"{stored.profile.name} copy")
            document = documents.changed(stored.document, {"name": new_name})
            if stored.exposure:
                document = documents.changed(document, {"client_secret": ""})
            return self._put_new(self._names.slug_for(new_name), documents.dump(document), document)

    def delete(self, slug: str) -> Deleted:
        """Delete a profile, also a broken one, and its previous version.

        Returns:
            The data for `restore`; no part of it remains on the disk.
        """
        path = self.path_of(slug)
        with files.locked(self.folder):
            if not os.path.lexists(path):
                raise UnknownProfileError(slug, self.slugs())
            try:
                link = path.readlink() if path.is_symlink() else None
                data = b"" if link else tomlfile.read_bytes(path)[0]
                # Delete the previous version first: if the process is killed in between, no secret
                # remains.
                writing.sweep(self.folder)
                files.drop_previous(path)
                path.unlink()
            except UnreadableFileError as problem:
                raise BrokenProfileError(problem) from None
            except OSError as problem:
                raise files.not_saved(path, problem) from None
        return Deleted(slug, data, link)

    def restore(self, deleted: Deleted) -> None:
        """Restore a deleted profile, byte by byte.

        Raises:
            NameTakenError: a profile of that name was created in the meantime.
        """
        path = self.path_of(deleted.slug)
        with files.locked(self.folder):
            self._names.demand_free(deleted.slug)
            if deleted.link is None:
                files.replace(path, deleted.data, keep_previous=False, private=True)
                return
            try:
                path.symlink_to(deleted.link)
            except OSError as problem:
                raise files.not_saved(path, problem) from None

    def import_file(self, path: Path) -> Stored:
        """Copy a profile's file from elsewhere, byte by byte; the slug is derived from its name.

        Raises:
            BrokenProfileError: it is not a profile.
            NameTakenError: there is a profile of that name.
        """
        try:
            data, _ = tomlfile.read_bytes(path)
            document = documents.read(data, path)
        except UnreadableFileError as problem:
            raise BrokenProfileError(problem) from None
        with files.locked(self.folder):
            return self._put_new(slug_of(path.stem), data, document)

    def export(self, slug: str) -> str:
        """Return a profile as TOML without the secret, but with the reference if it has one."""
        document = documents.changed(self.load(slug).document, {"client_secret": ""})
        for key, value in document.items():
            for secret in misplaced_secrets({key: value}):
                document[key] = document[key].replace(secret, REDACTED)
        return documents.dump(document).decode("utf-8")

    def make_private(self, slug: str) -> Stored:
        """Remove other users' access to a profile's file, so that the secret in it can be used.

        Raises:
            NotSavedError: the file belongs to another user, or its file system has no permissions.
        """
        files.make_file_private(self.path_of(slug))
        return self.load(slug)

    def free_name(self, name: str) -> str:
        """Return the name, with a number if another profile already has it."""
        return self._names.free_name(name)

    def _put_new(self, slug: str, data: bytes, document: Document) -> Stored:
        self._names.demand_free(slug)
        private = documents.has_secret(document)
        files.replace(self.path_of(slug), data, keep_previous=False, private=private)
        return _stored(self.path_of(slug), slug, data, document)

    def _put(self, stored: Stored, document: Document) -> Stored:
        self._demand_writable(stored)
        data = documents.dump(document)
        # A secret that was replaced or removed must not remain in the previous version.
        before, after = (
            documents.text_of(version, "client_secret") for version in (stored.document, document)
        )
        keep = before in ("", after)
        files.replace(stored.path, data, keep_previous=keep, private=bool(after))
        return _stored(stored.path, stored.slug, data, document)

    def _demand_writable(self, stored: Stored) -> None:
        if stored.read_only:
            raise ReadOnlyProfileError(f"Not saved: {stored.read_only}")


def _stored(
    path: Path, slug: str, data: bytes, document: Document, exposure: Exposure | None = None
) -> Stored:
    """Return a profile as its file holds it, and register its secret with the redactor."""
    secret = documents.text_of(document, "client_secret")
    if secret:
        learn_secret(secret, client_id=documents.text_of(document, "client_id"))
    learn_misplaced_secrets(document)
    newer = (
        "A newer version of halo_tui wrote this profile; update halo_tui to change it."
        if documents.is_newer(document)
        else ""
    )
    import hashlib

    revision = hashlib.sha256(data).hexdigest()
    return Stored(slug, path, revision, document, newer, exposure if secret else None)
