"""The results of the store: a line of the list, a loaded profile, and a deleted one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from halo_tui.base.text import harmless

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile

Document: TypeAlias = dict[str, Any]
"""The content of a profile's file, as the TOML parser returns it."""


class Exposure(NamedTuple):
    """Why other users can have access to the secret in a file."""

    path: Path
    why: str
    """The reason, for people: the mode or the owner."""
    repairable: bool
    """Whether the file belongs to this user, so that its mode can be changed."""

    @property
    def advice(self) -> str:
        """Why the secret is not used, and what to do about it."""
        repair = (
            f"Make the file private: chmod 600 {harmless(str(self.path))}"
            if self.repairable
            else "Become its owner, or import it anew"
        )
        return f"the secret in this file is not used, because {self.why}. {repair}"


class Summary(NamedTuple):
    """One line of the list of profiles; every text is safe to show."""

    slug: str
    name: str
    hosting: str
    resource_server: str
    path: Path
    problem: str | None = None
    """Why the file, or the secret in it, is not used; for people."""
    fingerprint: str = ""
    """The fingerprint of its values, to compare with that of a run; see `fingerprint`."""
    tenant: str = ""
    notes: str = ""

    @property
    def instance(self) -> str:
        """The host of the resource server, with the port if it is not the default one."""
        rest = self.resource_server.partition("://")[2] or self.resource_server
        return rest.partition("/")[0].removesuffix(":443")

    @property
    def is_readable(self) -> bool:
        """Whether the file can be read; its secret can still be withheld."""
        return bool(self.hosting)


@dataclass(frozen=True)
class Stored:
    """A profile as it was on the disk when it was read."""

    slug: str
    path: Path
    revision: str
    """The hash of the file's content."""
    document: Document = field(repr=False)
    read_only: str = ""
    """Why the profile cannot be changed; empty if it can."""
    exposure: Exposure | None = None
    """Why the secret in the file is withheld; `Store.make_private` can repair it."""

    @cached_property
    def profile(self) -> Profile:
        """The profile; it is made when it is first asked for, because this imports pydantic."""
        from halo_tui.profiles.model import Profile

        known = {key: value for key, value in self.document.items() if key != "schema"}
        profile = Profile.model_validate({"name": self.slug, **known})
        return profile.without_secret(self.exposure.advice) if self.exposure else profile


@dataclass(frozen=True, slots=True)
class Deleted:
    """The data to restore a deleted profile; it lives as long as this process."""

    slug: str
    data: bytes = field(repr=False)
    link: Path | None = None
    """The target of the file, if the file was a link."""
