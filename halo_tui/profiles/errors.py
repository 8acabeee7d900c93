"""What can go wrong with profiles; each error's text is written for a person.

ProfileError
├── UnknownProfileError      no profile has that name
├── NameTakenError           another profile has it
├── BrokenProfileError       its file cannot be used
├── UnconfirmedSaveError     it is saved, but the disk did not confirm it
├── NotSavedError            the disk did not take it
│   ├── ReadOnlyProfileError its file was written by a newer version
│   └── BusyError            another process holds the lock
├── ConflictError            somebody else changed the same field meanwhile
└── SecretUnreadableError    the secret is not where the profile says
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
    """The base of all of them."""


class UnknownProfileError(ProfileError):
    """No profile has that name."""

    def __init__(self, slug: str, known: Iterable[str]) -> None:
        """Name what was asked for, and what comes close to it."""
        self.slug = slug
        from difflib import get_close_matches

        close = [harmless(one, limit=80) for one in get_close_matches(slug, list(known), n=3)]
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        super().__init__(f"There is no profile {harmless(slug, limit=80)!r}.{hint}")


class NameTakenError(ProfileError):
    """Another profile has that name."""

    def __init__(self, slug: str, name: str = "") -> None:
        """Name the profile that is there, as a person calls it or, failing that, its file."""
        self.slug = slug
        super().__init__(f"There is already a profile {name or slug!r}; choose another name.")


class BrokenProfileError(ProfileError):
    """A profile's file cannot be used; its bytes are left as they are."""

    def __init__(self, problem: UnreadableFileError) -> None:
        """Carry the place over."""
        self.path: Path = problem.path
        self.why: str = problem.why
        self.line: int | None = problem.line
        self.column: int | None = problem.column
        super().__init__(f"{problem}. Nothing in it was changed.")


class NotSavedError(ProfileError):
    """The disk did not take a change; the file is as it was before."""


class UnconfirmedSaveError(ProfileError):
    """A change is in its file, but may not survive a power cut: the disk did not confirm it."""


class ReadOnlyProfileError(NotSavedError):
    """The file's `schema` is newer than what this version knows how to write."""


class BusyError(NotSavedError):
    """Another process is writing, and did not end in time."""


class ConflictError(ProfileError):
    """A field was changed here and in the file, to different values; nothing was written."""

    def __init__(self, fields: Iterable[str], theirs: Stored) -> None:
        """Name the fields; no value is repeated.

        Args:
            fields: those that differ on both sides.
            theirs: what the file holds now; `Store.save` with it overwrites it deliberately.
        """
        self.fields = tuple(fields)
        self.theirs = theirs
        super().__init__(
            f"Not saved: {', '.join(self.fields)} of the profile {theirs.slug!r} was changed in"
            f" the meantime, in another window or by hand. Choose which value stays."
        )


class SecretUnreadableError(ProfileError):
    """The secret cannot be had; the text says why, without any of it."""
