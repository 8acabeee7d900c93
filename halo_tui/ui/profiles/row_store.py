"""The rows of all profiles, which the objects of the Profiles screen share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from halo_tui.ui.profiles.rows import Order, ProfileRow, in_order, row_of

if TYPE_CHECKING:
    from halo_tui.profiles.store import Store


class RowStore:
    """Holds a row for every profile, and reads rows from profile files and last runs."""

    def __init__(self, store: Store) -> None:
        """Make it without any rows.

        Args:
            store: the folder of the profile files.
        """
        self._store = store
        self.by_slug: dict[str, ProfileRow] = {}
        self.order = Order.NAME

    def in_order(self) -> list[ProfileRow]:
        """Return all rows in the order of the list."""
        return in_order(self.by_slug.values(), self.order)

    def unread(self) -> list[str]:
        """Return the slugs of the profiles whose files are not read yet."""
        return [slug for slug, row in self.by_slug.items() if not row.is_read]

    def read(self, slug: str) -> ProfileRow:
        """Read a profile's file and its last run; blocks for less than a millisecond.

        The new row does not replace the one that is held.
        """
        from halo_tui.workspace import last_run

        summary = self._store.summary(slug)
        return row_of(summary, last_run.latest(slug), datetime.now().astimezone())

    def update(self, slugs: Iterable[str]) -> None:
        """Read the files of profiles that have a row, and replace their rows."""
        for slug in slugs:
            self.by_slug[slug] = self.read(slug).with_test(self.by_slug[slug].live)

    def ensure(self, row: ProfileRow) -> ProfileRow:
        """Return the row of the same profile; read its file if it was not read yet."""
        if not row.is_read:
            self.update([row.slug])
        return self.by_slug[row.slug]

    def aged(self) -> list[ProfileRow]:
        """Return new rows for the profiles whose ages or remaining days have changed by now."""
        now = datetime.now().astimezone()
        return [later for row in self.by_slug.values() if (later := row.at(now)) != row]
