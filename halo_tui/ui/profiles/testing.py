"""Testing every profile of the list: its rows tell how far each has come."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.message import Message

from halo_tui.ui.kit import glyphs
from halo_tui.ui.profiles.keeping import KeepingProfiles
from halo_tui.ui.profiles.rows import row_of
from halo_tui.workspace.batch import Progress, Stage

if TYPE_CHECKING:
    from halo_tui.ui.kit.actions import Action
    from halo_tui.ui.profiles.rows import Row
    from halo_tui.workspace.batch import Batch

_LATE: Final = 2.0
"""Seconds after a batch in which the key that stops it deletes nothing: it may come too late."""


class TestingProfiles(KeepingProfiles):
    """The batch; the list itself is `ProfilesScreen`."""

    __test__ = False

    class Tested(Message):
        """A profile of the batch has moved on; comes from a thread of the batch."""

        def __init__(self, progress: Progress) -> None:
            super().__init__()
            self.progress = progress

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, Row] = {}
        self._batch: Batch | None = None
        self._waiting: set[str] = set()
        self._batch_end = -_LATE
        """When the last batch ended, on the clock that never goes back."""
        self._ended: list[str] = []
        """Those that were tested to the end."""

    @abstractmethod
    def shown_rows(self) -> list[Row]:
        """The profiles that the filter leaves."""

    @abstractmethod
    def change(self, row: Row) -> None:
        """Draw one row anew."""

    def action_test_all(self) -> None:
        """Test every profile that can be read and is shown; the same key stops it."""
        if self.stop_batch():
            return
        from halo_tui.settings import SettingsError
        from halo_tui.workspace.batch import Batch

        hosts = {row.slug: row.summary.instance for row in self.shown_rows() if row.usable}
        try:
            keep = self.app.session.settings.history
        except SettingsError as problem:
            self.say(str(problem), "error")
            return
        if not hosts:
            return
        for slug in hosts:
            self.change(self._rows[slug].now(glyphs.WAITING))
        self._waiting = set(hosts)
        self._ended = []

        def tell(progress: Progress) -> None:
            self.post_message(self.Tested(progress))

        self._batch = Batch(hosts, self.app.session.run_of, tell, keep=keep)
        self._batch.start()
        self.say(self.batch_told())
        self.redraw_keys()

    def action_delete(self) -> None:  # type: ignore[override]  # decorated, it is a worker's
        """Stop the batch or, without one, delete the profile."""
        if self.stop_batch():
            return
        if time.monotonic() - self._batch_end < _LATE:
            self.say("The test has just ended, so nothing was stopped, nor deleted")
        else:
            super().action_delete()

    def actions(self) -> list[Action]:
        """The actions that can be done now; the key that stops tests means nothing else then."""
        found = super().actions()
        if self._batch is None:
            return found
        stop = next(action for action in found if action.id == "profiles.delete")
        left = [action for action in found if action.id not in (stop.id, "profiles.test_all")]
        return [replace(stop, label="Stop", help="Stop testing"), *left]

    def stop_batch(self) -> bool:
        """End the batch; False where there is none."""
        if self._batch is None:
            return False
        self._batch.cancel()
        self.say("Stopping…")
        return True

    def batch_told(self) -> str:
        """How far the batch has come; empty where there is none."""
        if self._batch is None:
            return ""
        total = self._batch.total
        return f"Testing: {total - len(self._waiting)} of {total} done; x stops"

    def on_testing_profiles_tested(self, message: Tested) -> None:
        """Draw how far one profile of the batch has come."""
        progress = message.progress
        row = self._rows.get(progress.slug)
        if self._batch is None:
            return
        if progress.stage is Stage.RUNNING:
            if row is not None:
                self.change(row.now(glyphs.RUNNING))
            return
        self._waiting.discard(progress.slug)
        if progress.stage is Stage.DONE:
            self._ended.append(progress.slug)
        if row is not None:
            self._show_last(row)
        if progress.problem:
            self.say(progress.problem, "error")
        elif self._waiting:
            self.say(self.batch_told())
        if not self._waiting:
            self._batch_ended(self._batch.total)

    def _show_last(self, row: Row) -> None:
        from halo_tui.workspace import history

        now = datetime.now().astimezone()
        self.change(row_of(row.summary, history.latest(row.slug), now))

    def _batch_ended(self, total: int) -> None:
        self._batch = None
        self._batch_end = time.monotonic()
        session = self.app.session
        here = self.slug_at_hand()
        if session.slug in self._ended and not session.busy:
            self.app.open_profile(session.summary)  # its last run is another now
        self.reload(here)
        self.redraw_keys()
        counts = Counter(self._rows[slug].state.word for slug in self._ended if slug in self._rows)
        told = ", ".join(f"{count} {word}" for word, count in counts.most_common())
        part = "" if len(self._ended) == total else f" of {total}"
        self.say(f"Tested {len(self._ended)}{part}{f': {told}' if told else ''}")
