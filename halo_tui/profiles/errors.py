"""The errors of profiles; each message is written for people.

ProfileError
├── UnknownProfileError      no profile has that name
├── NameTakenError           another profile has that name
├── BrokenProfileError       its file cannot be used
├── UnconfirmedSaveError     it is saved, but the disk did not confirm it
├── NotSavedError            it could not be saved
│   ├── ReadOnlyProfileError its file was written by a newer version
│   └── BusyError            another process holds the lock
├── ConflictError            the same field was changed elsewhere in the meantime
└── SecretUnreadableError    the secret cannot be read from the place that the profile names
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from halo_tui.base.text import harmless
from halo_tui.base.tomlfile import UnreadableFileError

if TYPE_CHECKING:
    from halo_tui.profiles.records import Stored


class ProfileError(Exception):
    """The base class of all errors of profiles."""


class UnknownProfileError(ProfileError):
    """No profile has that name."""

    def __init__(self, slug: str, known: Iterable[str]) -> None:
        """Name the requested profile and those with similar names."""
        self.slug = slug
        from difflib import get_close_matches

        close = [harmless(one, limit=80) for one in get_close_matches(slug, list(known), n=3)]
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        super().__init__(f"There is no profile {harmless(slug, limit=80)!r}.{hint}")


class NameTakenError(ProfileError):
    """Another profile has that name."""

    def __init__(self, slug: str, name: str = "") -> None:
        """Name the existing profile by its name, or by its file if the name is not known."""
        self.slug = slug
        super().__init__(f"There is already a profile {name or slug!r}; choose another name.")


class BrokenProfileError(ProfileError):
    """A profile's file cannot be used; its content is not changed."""

    def __init__(self, problem: UnreadableFileError) -> None:
        """Take path and position from the error of the file."""
        self.path: Path = problem.path
        self.why: str = problem.why
        self.line: int | None = problem.line
        self.column: int | None = problem.column
        super().__init__(f"{problem}. Nothing in it was changed.")


class NotSavedError(ProfileError):
    """A change could not be saved; the file has its previous content."""


class UnconfirmedSaveError(ProfileError):
    """A change is in its file, but may not survive a power cut: the disk did not confirm it."""


class ReadOnlyProfileError(NotSavedError):
    """The file's `schema` is newer than the one that this version can write."""


class BusyError(NotSavedError):
    """Another process holds the lock and did not release it in time."""


class ConflictError(ProfileError):
    """A field has different new values here and in the file; nothing was written."""

    def __init__(self, fields: Iterable[str], theirs: Stored) -> None:
        """Name the fields, but no value.

        Args:
            fields: the fields with different values.
            theirs: the profile as the file holds it now. Pass it to `Store.save` to overwrite the
                file on purpose.
        """
        self.fields = tuple(fields)
        self.theirs = theirs
        super().__init__(
            f"Not saved: {', '.join(self.fields)} of the profile {theirs.slug!r} was changed in"
            f" the meantime, in another window or by hand. Choose which value stays."
        )


class SecretUnreadableError(ProfileError):
    """The secret cannot be read; the message says why and contains no part of it."""
