"""The profiles as they are read: in their order, again when another program changes one."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from datetime import datetime
from typing import Final

from textual import work

from halo_tui.profiles.errors import ProfileError
from halo_tui.ui.profiles.rows import Order, Row, in_order, row_of
from halo_tui.ui.profiles.testing import TestingProfiles
from halo_tui.workspace import last_opened

LOOK: Final = 2.0
"""Seconds between two looks at whether another program has changed a profile."""


class ReadingProfiles(TestingProfiles):
    """The rows; how they are shown is `ProfilesScreen`'s."""

    def __init__(self) -> None:
        super().__init__()
        self._order = Order.NAME
        self._stamp: dict[str, tuple[int, ...]] | None = None
        """What the files were like when they were read; None before they were."""
        self._looking = False
        self._reading = False

    @abstractmethod
    def show_rows(self, select: str | None = None) -> None:
        """Show the rows that the filter leaves; `select` is the one to put the cursor on."""

    @abstractmethod
    def make_room(self) -> None:
        """Fit the table to all rows."""

    @property
    def rows(self) -> list[Row]:
        return in_order(self._rows.values(), self._order)

    def refresh_rows(self, select: str | None) -> None:
        """Read the profiles, if any has changed, and put the cursor on one."""
        from halo_tui.workspace import shelf

        if shelf.stamp(self.app.session.store) != self._stamp:
            self.reload(select)
        else:
            self.show_rows(select)

    def reload(self, select: str | None = None) -> None:
        from halo_tui.workspace import history, shelf

        self._reading = True
        session = self.app.session
        self._stamp = shelf.stamp(session.store)
        try:
            summaries = session.store.summaries()
        except ProfileError as problem:
            self.say(str(problem), "error")
            summaries = []
        now = datetime.now().astimezone()
        rows = [row_of(s, history.latest(s.slug), now) for s in summaries]
        self._rows = {row.slug: self._as_before(row) for row in rows}
        self._have_one_open(select)
        self.make_room()
        self.show_rows(select)
        self.redraw_keys()
        self._reading = False

    def _as_before(self, row: Row) -> Row:
        before = self._rows.get(row.slug)
        return row.now(before.live) if before and self._batch else row

    def _have_one_open(self, wanted: str | None) -> None:
        """Open the profile that was open last, or else the first: work needs one."""
        session = self.app.session
        known = self._rows.get(session.slug or "")
        if known is None:
            usable = [row for row in self.rows if row.usable]
            slugs = (wanted, last_opened.load())
            chosen = next((row for row in usable if row.slug in slugs), next(iter(usable), None))
            if chosen is not None or session.summary is not None:
                self.app.open_profile(chosen.summary if chosen else None)
        elif known.summary != session.summary and not (session.busy or self._is_edited()):
            self.app.open_profile(known.summary)

    def _is_edited(self) -> bool:
        draft = self.app.session.draft
        return draft is not None and draft.is_changed

    def look(self) -> None:
        """Ask the disk, beside the screen, whether there is something new."""
        if self.is_current and not self._looking and self._batch is None:
            self._looking = True
            self._look_at_disk()

    @work(group="look", description="look")
    async def _look_at_disk(self) -> None:
        from halo_tui.workspace import shelf

        try:
            stamp = await asyncio.to_thread(shelf.stamp, self.app.session.store)
            if self._batch is None and self.is_current:
                self.reload() if stamp != self._stamp else self._let_time_pass()
        finally:
            self._looking = False

    def _let_time_pass(self) -> None:
        now = datetime.now().astimezone()
        for row in self._rows.values():
            if (later := row.at(now)) != row:
                self.change(later)
