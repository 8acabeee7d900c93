"""Which names are free for a new, copied or renamed profile in a folder."""

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
    """The free names in a folder of profiles. Use it only while the folder is locked."""

    def __init__(self, profiles: ProfileList) -> None:
        """Use the profiles of this list."""
        self._profiles = profiles

    def slug_for(self, name: str, current_slug: str = "") -> str:
        """Return the file name, without suffix, for a profile's name.

        Different names can have the same slug: most Japanese names have no ASCII letters at all,
        and long names can differ only after the longest slug. Such slugs get a number.

        Args:
            name: the profile's name.
            current_slug: the current slug of the profile, if it has one.

        Raises:
            NameTakenError: another profile has the same name.
        """
        plain = slug_of(name)
        options = chain([plain], (f"{plain[:56]}-{number}" for number in count(2)))
        return next(slug for slug in options if slug == current_slug or self._is_free(slug, name))

    def free_name(self, name: str) -> str:
        """Return the name, with a number if another profile already has it."""
        taken = set(self._profiles.slugs())
        return next(option for option in _numbered(name) if slug_of(option) not in taken)

    def demand_free(self, slug: str) -> None:
        """Raise an error if a file with this name exists.

        Raises:
            NameTakenError: it exists.
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
