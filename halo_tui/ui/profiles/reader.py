"""Reads the profiles: the visible ones first, and again when a file changes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from halo_tui.base.text import harmless
from halo_tui.profiles.errors import ProfileError
from halo_tui.ui.kit import glyphs
from halo_tui.ui.profiles.rows import ProfileRow, unread
from halo_tui.workspace import last_opened

if TYPE_CHECKING:
    from pathlib import Path

    from halo_tui.checks.events import AnyEvent
    from halo_tui.ui.dialogue import Dialogue
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.profiles.board import ProfileBoard
    from halo_tui.ui.profiles.row_store import RowStore

CHECK_INTERVAL: Final = 2.0
"""Seconds between two checks whether another program has changed a profile."""
AT_ONCE: Final = 200
"""The most files that are all read before the list is shown; of more, only the visible ones are."""
_CHUNK: Final = 50
"""How many files the thread reads before it checks again which rows are visible."""


class ProfileReader:
    """Reads the rows of all profiles and keeps them up to date; the board shows them."""

    def __init__(
        self,
        app: Frame,
        dialogue: Dialogue,
        rows: RowStore,
        board: ProfileBoard,
        redraw_keys: Callable[[], None],
    ) -> None:
        """Make it for a board.

        Args:
            app: has the session, and opens a profile if none is open.
            dialogue: shows why the profiles cannot be listed.
            rows: the rows to fill.
            board: shows the rows.
            redraw_keys: redraws the footer, whose keys depend on whether there are profiles.
        """
        self._app = app
        self._dialogue = dialogue
        self.rows = rows
        self._board = board
        self._redraw_keys = redraw_keys
        self.is_testing = False
        """Whether a batch runs: files are not checked for changes, and rows keep its signs."""
        self._stamps: dict[str, tuple[int, ...]] | None = None
        """The state of each file when it was read, of `file_states`; None before that."""
        self._is_checking = False
        self._reloading = False
        self._ticket: object = None
        """Identifies the thread that may deliver rows; None while no thread reads."""
        self._afterwards: list[Callable[[], None]] = []

    @property
    def has_read(self) -> bool:
        """Whether the profiles have been listed at least once."""
        return self._stamps is not None

    @property
    def is_reading(self) -> bool:
        """Whether a thread is still reading files."""
        return self._ticket is not None

    def when_read(self, what: Callable[[], None]) -> None:
        """Call a function as soon as every file has been read, perhaps at once."""
        if self.is_reading:
            self._afterwards.append(what)
        else:
            what()

    def refresh(self, select: str | None) -> None:
        """Read the changed profiles, and select a profile; do nothing inside of a `reload`.

        Args:
            select: the slug of the profile to select; None to keep the selection.
        """
        if self.is_reading:
            self._board.show(select)
        elif not self._reloading:
            self.reload(select)

    def reload(self, select: str | None = None) -> None:
        """Read every profile that is new or has changed, and show the list.

        Args:
            select: the slug of the profile to select; None to keep the selection.
        """
        self._reloading = True
        slugs = self._list()
        many = self.is_reading or (self._stamps is None and len(slugs) > AT_ONCE)
        stamps = {} if many else self._stamp()
        folder = self._app.session.store.folder
        rows = {slug: self._held(slug, folder, stamps.get(slug), select) for slug in slugs}
        self.rows.by_slug = rows
        self.rows.update(self._first(slugs, select) if many else self.rows.unread())
        self._stamps = stamps
        if many:
            self._read_beside()
        self._ensure_one_is_open(select)
        self._board.make_room()
        self._board.show(select)
        self._redraw_keys()
        self._reloading = False

    def _held(
        self, slug: str, folder: Path, stamp: tuple[int, ...] | None, select: str | None
    ) -> ProfileRow:
        """Return the known row if the file has not changed; otherwise an unread row."""
        held, known = self.rows.by_slug.get(slug), self._stamps or {}
        is_fresh = slug != select if self.is_reading else slug in known and known[slug] == stamp
        if held is not None and is_fresh:
            return held
        row = unread(slug, folder / f"{slug}.toml")
        return row.with_test(held.live) if held is not None and self.is_testing else row

    def change(self, row: ProfileRow) -> None:
        """Replace the row of a profile, and draw it."""
        self.rows.by_slug[row.slug] = row
        self._board.change(row)

    def take(self, event: AnyEvent) -> None:
        """Show in the row of the open profile that a run begins or how it ended."""
        slug = self._app.session.slug
        row = self.rows.by_slug.get(slug or "")
        if row is not None and event.event == "run_started":
            self.change(row.with_test(glyphs.RUNNING))
        elif row is not None and event.event == "run_finished":
            self.show_last_run(row.slug)

    def show_last_run(self, slug: str) -> None:
        """Read a profile and its last run again, and draw the row."""
        from halo_tui.workspace.file_states import file_state_of

        if slug in self.rows.by_slug:
            self.change(self.rows.read(slug))
            if self._stamps is not None:
                self._stamps[slug] = file_state_of(self._app.session.store, slug)

    def _list(self) -> list[str]:
        try:
            # Names that no profile can have may contain control codes: keep their safe form only.
            return [harmless(slug) for slug in self._app.session.store.slugs()]
        except ProfileError as problem:
            self._dialogue.say(str(problem), "error")
            return []

    def _stamp(self) -> dict[str, tuple[int, ...]]:
        from halo_tui.workspace.file_states import file_states

        return file_states(self._app.session.store)

    def _first(self, slugs: Sequence[str], select: str | None) -> list[str]:
        """Return the unread profiles that the list shows with the one that it selects first."""
        wanted = (select, self._app.session.slug, last_opened.load())
        place = next((slugs.index(slug) for slug in wanted if slug in slugs), 0)
        lines = self._app.size.height
        first = max(0, place + 1 - lines)
        near = slugs[first : first + lines]
        return [slug for slug in near if not self.rows.by_slug[slug].is_read]

    # Reading on a thread -------------------------------------------------------------------

    def _read_beside(self) -> None:
        """Start a thread that reads all other files, visible rows first.

        It starts after the frame, because it would compete with it for the GIL.
        """
        self._ticket = ticket = object()
        reading = threading.Thread(
            target=self._read_all, args=(ticket,), name="read profiles", daemon=True
        )
        self._board.call_after_refresh(reading.start)

    def _read_all(self, ticket: object) -> None:
        app = self._app
        stamps = self._stamp()
        visible: Sequence[str] = ()
        while ticket is self._ticket and app.is_running:
            missing = set(self.rows.unread())
            first = [slug for slug in visible if slug in missing]
            chunk = [*first, *sorted(missing.difference(first))][:_CHUNK]
            rows = {slug: self.rows.read(slug) for slug in chunk}
            try:
                visible = app.call_from_thread(self._take_rows, ticket, rows, stamps)
            except RuntimeError:  # the application has ended
                return

    def _take_rows(
        self, ticket: object, rows: Mapping[str, ProfileRow], stamps: dict[str, tuple[int, ...]]
    ) -> Sequence[str]:
        """Take rows from the thread, and return the slugs of the rows that are visible now.

        The thread cannot ask the table itself: Textual lays out widgets when it is asked for their
        size, which only works on the event loop.
        """
        if ticket is not self._ticket:
            return ()
        for slug, row in rows.items():
            held = self.rows.by_slug.get(slug)
            if held is not None and not held.is_read:
                self.change(row)
        if not rows:
            self._finish_reading(stamps)
        return self._visible()

    def _finish_reading(self, stamps: dict[str, tuple[int, ...]]) -> None:
        self._ticket, self._stamps = None, stamps
        self._board.make_room()
        self._board.show()
        done, self._afterwards = self._afterwards, []
        for what in done:
            what()

    def _visible(self) -> Sequence[str]:
        return [row.slug for row in self._board.in_view]

    def check_for_changes(self) -> None:
        """Check on a thread whether a file has changed; if so, reload."""
        busy = self._is_checking or self.is_reading or self.is_testing
        if self._board.screen.is_current and not busy:
            self._is_checking = True
            self._board.run_worker(
                self._compare_with_disk(), group="changes", description="check files"
            )

    async def _compare_with_disk(self) -> None:
        try:
            stamps = await asyncio.to_thread(self._stamp)
            if self._board.screen.is_current and not self.is_testing:
                self.reload() if stamps != self._stamps else self._update_ages()
        finally:
            self._is_checking = False

    def _update_ages(self) -> None:
        for row in self.rows.aged():
            self.change(row)

    # The open profile ----------------------------------------------------------------------

    def _ensure_one_is_open(self, wanted: str | None) -> None:
        """Make sure that a profile is open: the wanted one, the last opened one, or the first.

        If the open profile has changed on the disk, open it again.
        """
        app, session = self._app, self._app.session
        known = self.rows.by_slug.get(session.slug or "")
        if known is None:
            usable = [row for row in self.rows.in_order() if row.usable]
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
