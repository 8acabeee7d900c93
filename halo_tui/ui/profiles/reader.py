"""The profiles as they are read: those in view first, and again when a file changes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from halo_tui.base.text import harmless
from halo_tui.profiles.errors import ProfileError
from halo_tui.ui.profiles.rows import Order, ProfileRow, in_order, row_of, unread
from halo_tui.workspace import last_opened

if TYPE_CHECKING:
    from halo_tui.ui.profiles.screen import ProfilesScreen

LOOK: Final = 2.0
"""Seconds between two looks at whether another program has changed a profile."""
AT_ONCE: Final = 200
"""Files that are read before the list is shown; of more, only those in view."""
_CHUNK: Final = 50
"""Files read between two looks at what is in view by now."""


class ProfileReader:
    """Holds a row for every profile; what is shown of them is the board's."""

    def __init__(self, screen: ProfilesScreen) -> None:
        """Make it for the screen that shows the profiles."""
        self._screen = screen
        self.rows: dict[str, ProfileRow] = {}
        """By the name on the command line."""
        self.order = Order.NAME
        self._stamps: dict[str, tuple[int, ...]] | None = None
        """What each file was like when it was read; None before any was."""
        self._looking = False
        self._reloading = False
        self._ticket: object = None
        """Tells the reading under way from those that were given up."""
        self._afterwards: list[Callable[[], None]] = []

    @property
    def has_read(self) -> bool:
        """Whether the profiles have been listed at all."""
        return self._stamps is not None

    @property
    def is_reading(self) -> bool:
        """Whether files are still being read beside the screen."""
        return self._ticket is not None

    def in_order(self) -> list[ProfileRow]:
        """All profiles, in the order of the list."""
        return in_order(self.rows.values(), self.order)

    def when_read(self, what: Callable[[], None]) -> None:
        """Do something once every file has been read: at once, or later."""
        if self.is_reading:
            self._afterwards.append(what)
        else:
            what()

    def refresh(self, select: str | None) -> None:
        """Read what has changed, and put the cursor on a profile."""
        if self.is_reading:
            self._screen.board.show(select)
        elif not self._reloading:
            self.reload(select)

    def reload(self, select: str | None = None) -> None:
        """Read every profile that is new or has changed; `select` is the one for the cursor."""
        self._reloading = True
        slugs = self._list()
        many = self.is_reading or (self._stamps is None and len(slugs) > AT_ONCE)
        stamps = {} if many else self._stamp()
        self.rows = {slug: self._held(slug, stamps.get(slug), select) for slug in slugs}
        self._read(self._first(slugs, select) if many else self._unread())
        self._stamps = stamps
        if many:
            self._read_beside()
        self._have_one_open(select)
        self._screen.board.make_room()
        self._screen.board.show(select)
        self._screen.redraw_keys()
        self._reloading = False

    def _held(self, slug: str, stamp: tuple[int, ...] | None, select: str | None) -> ProfileRow:
        """The row of a profile whose file is as it was, else one that is still to be read."""
        held, known = self.rows.get(slug), self._stamps or {}
        is_fresh = slug != select if self.is_reading else slug in known and known[slug] == stamp
        if held is not None and is_fresh:
            return held
        row = unread(slug, self._screen.app.session.store.folder / f"{slug}.toml")
        return row.now(held.live) if held is not None and self._screen.batch_test.is_on else row

    def ensure(self, row: ProfileRow) -> ProfileRow:
        """The same row, its file read."""
        if not row.is_read:
            self._read([row.slug])
        return self.rows[row.slug]

    def change(self, row: ProfileRow) -> None:
        """Take another row for a profile, and draw it."""
        self.rows[row.slug] = row
        self._screen.board.change(row)

    def show_last_run(self, slug: str) -> None:
        """Read again how a profile's last run ended, and draw it."""
        from halo_tui.workspace import shelf

        if slug in self.rows:
            self.change(_row(self._screen, slug))
            if self._stamps is not None:
                self._stamps[slug] = shelf.stamp_of(self._screen.app.session.store, slug)

    def _list(self) -> list[str]:
        try:
            # A name that no profile can have is shown, and never given back to the disk.
            return [harmless(slug) for slug in self._screen.app.session.store.slugs()]
        except ProfileError as problem:
            self._screen.say(str(problem), "error")
            return []

    def _stamp(self) -> dict[str, tuple[int, ...]]:
        from halo_tui.workspace import shelf

        return shelf.stamp(self._screen.app.session.store)

    def _unread(self) -> list[str]:
        return [slug for slug, row in self.rows.items() if not row.is_read]

    def _first(self, slugs: Sequence[str], select: str | None) -> list[str]:
        """Those that are in view at first."""
        wanted = (select, self._screen.app.session.slug, last_opened.load())
        place = next((slugs.index(slug) for slug in wanted if slug in slugs), 0)
        lines = self._screen.app.size.height
        near = slugs[max(0, place - lines) : place + lines]
        return [slug for slug in near if not self.rows[slug].is_read]

    def _read(self, slugs: Iterable[str]) -> None:
        for slug in slugs:
            row = _row(self._screen, slug)
            self.rows[slug] = row.now(self.rows[slug].live)

    # Beside the screen ---------------------------------------------------------------------

    def _read_beside(self) -> None:
        """Read all others on a thread; those that come into view meanwhile first."""
        self._ticket = ticket = object()
        threading.Thread(
            target=self._read_all, args=(ticket,), name="read profiles", daemon=True
        ).start()

    def _read_all(self, ticket: object) -> None:
        app = self._screen.app
        stamps = self._stamp()
        while ticket is self._ticket and app.is_running:
            missing = set(self._unread())
            in_view = [row.slug for row in self._screen.board.in_view if row.slug in missing]
            chunk = [*in_view, *sorted(missing.difference(in_view))][:_CHUNK]
            rows = {slug: _row(self._screen, slug) for slug in chunk}
            try:
                app.call_from_thread(self._take, ticket, rows, stamps)
            except RuntimeError:  # the application has ended meanwhile
                return

    def _take(
        self, ticket: object, rows: Mapping[str, ProfileRow], stamps: dict[str, tuple[int, ...]]
    ) -> None:
        if ticket is not self._ticket:
            return
        for slug, row in rows.items():
            if slug in self.rows and not self.rows[slug].is_read:
                self.change(row)
        if rows:
            return
        self._ticket, self._stamps = None, stamps
        self._screen.board.make_room()
        self._screen.board.show()
        done, self._afterwards = self._afterwards, []
        for what in done:
            what()

    def look(self) -> None:
        """Ask the disk, beside the screen, whether there is something new."""
        busy = self._looking or self.is_reading or self._screen.batch_test.is_on
        if self._screen.is_current and not busy:
            self._looking = True
            self._screen.run_worker(self._look_at_disk(), group="look", description="look")

    async def _look_at_disk(self) -> None:
        try:
            stamps = await asyncio.to_thread(self._stamp)
            if self._screen.is_current and not self._screen.batch_test.is_on:
                self.reload() if stamps != self._stamps else self._let_time_pass()
        finally:
            self._looking = False

    def _let_time_pass(self) -> None:
        now = datetime.now().astimezone()
        for row in list(self.rows.values()):
            if (later := row.at(now)) != row:
                self.change(later)

    # The open profile ----------------------------------------------------------------------

    def _have_one_open(self, wanted: str | None) -> None:
        """Open the profile that was open last, or else the first: work needs one."""
        app, session = self._screen.app, self._screen.app.session
        known = self.rows.get(session.slug or "")
        if known is None:
            usable = [row for row in self.in_order() if row.usable]
            slugs = (wanted, last_opened.load())
            chosen = next((row for row in usable if row.slug in slugs), next(iter(usable), None))
            if chosen is not None or session.summary is not None:
                app.open_profile(chosen.summary if chosen else None)
        elif (
            known.is_read
            and known.summary != session.summary
            and not (session.busy or session.has_unsaved)
        ):
            app.open_profile(known.summary)


def _row(screen: ProfilesScreen, slug: str) -> ProfileRow:
    """The row of a profile, from its file and its last run; blocks for less than a millisecond."""
    from halo_tui.workspace import history

    summary = screen.app.session.store.summary(slug)
    return row_of(summary, history.latest(slug), datetime.now().astimezone())
