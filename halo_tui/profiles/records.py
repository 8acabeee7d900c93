"""What the store gives out: a line of the list, a profile that was read, what undoes a deletion."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile

Document: TypeAlias = dict[str, Any]
"""A profile's file as TOML has it."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Why a secret in a file is not only its owner's."""

    path: Path
    why: str
    """For a person: the mode, or the owner."""
    repairable: bool
    """Whether the file is this user's own, so that its mode can be changed."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of profiles; every text is harmless."""

    slug: str
    name: str
    hosting: str
    resource_server: str
    path: Path
    problem: str | None = None
    """Why the file, or the secret in it, is not used; for a person."""
    fingerprint: str = ""
    """The mark of its values, to tell whether a run was of these; see `fingerprint`."""
    tenant: str = ""
    notes: str = ""

    @property
    def instance(self) -> str:
        """The host of the Resource Server, with its port where that is unusual."""
        rest = self.resource_server.partition("://")[2] or self.resource_server
        return rest.partition("/")[0].removesuffix(":443")

    @property
    def is_readable(self) -> bool:
        """Whether the file can be read; its secret may still be withheld."""
        return bool(self.hosting)


@dataclass(frozen=True, slots=True)
class Stored:
    """A profile as it was on the disk when it was read."""

    slug: str
    path: Path
    profile: Profile
    revision: str
    """The hash of the file's content."""
    document: Document = field(repr=False)
    read_only: str = ""
    """Why it cannot be changed; empty when it can."""
    exposure: Exposure | None = None
    """Why the secret in it is withheld, with what `Store.make_private` repairs."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What brings a deleted profile back, for as long as this process lives."""

    slug: str
    data: bytes = field(repr=False)
    link: Path | None = None
    """Where the file led, when it was a link."""
