"""Which names a new, copied or renamed profile can have in its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain, count
from typing import TYPE_CHECKING

from halo_tui.profiles.errors import NameTakenError
from halo_tui.profiles.listing import SUFFIX
from halo_tui.profiles.slugs import slug_of

if TYPE_CHECKING:
    from halo_tui.profiles.listing import ProfileList


class FreeNames:
    """The names that no profile of a folder has yet; to be asked while the folder is locked."""

    def __init__(self, profiles: ProfileList) -> None:
        """Make it for the profiles of a folder."""
        self._profiles = profiles

    def slug_for(self, name: str, own: str = "") -> str:
        """The file's name for a profile's name.

        Different names may come down to the same letters (most of Japanese to none at all), or
        differ only behind those that a file's name has room for: they are counted.

        Args:
            name: what a person calls the profile.
            own: the file that the profile has already.

        Raises:
            NameTakenError: another profile has the very name.
        """
        plain = slug_of(name)
        options = chain([plain], (f"{plain[:56]}-{number}" for number in count(2)))
        return next(slug for slug in options if slug == own or self._is_free(slug, name))

    def free_name(self, name: str) -> str:
        """The name, with a number if need be, that no profile has yet."""
        taken = set(self._profiles.slugs())
        return next(option for option in _numbered(name) if slug_of(option) not in taken)

    def demand_free(self, slug: str) -> None:
        """Refuse the name of a file that is there.

        Raises:
            NameTakenError: it is.
        """
        if self._exists(slug):
            raise NameTakenError(slug)

    def _is_free(self, slug: str, name: str) -> bool:
        if not self._exists(slug):
            return True
        other = self._profiles.summary(slug).name
        if name.strip().casefold() in (other.casefold(), slug):
            raise NameTakenError(slug, other)
        return False

    def _exists(self, slug: str) -> bool:
        return os.path.lexists(self._profiles.folder / f"{slug}{SUFFIX}")


def _numbered(name: str) -> Iterator[str]:
    yield name
    stem = name[:56]
    for number in range(2, 100_000):
        yield f"{stem} {number}"
