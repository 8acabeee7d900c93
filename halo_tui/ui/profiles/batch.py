"""Tests all listed profiles and shows the progress in their rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from textual.message import Message

from halo_tui.ui.kit import glyphs
from halo_tui.ui.kit.own_keys import key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from halo_tui.ui.dialogue import Dialogue
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.kit.actions import Action
    from halo_tui.ui.profiles.board import ProfileBoard
    from halo_tui.ui.profiles.reader import ProfileReader
    from halo_tui.workspace.batch import Batch, Progress


class Tested(Message):
    """Posted, from a thread of the batch, when a profile's test begins or ends."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress


class BatchTest:
    """Tests the profiles that are shown."""

    __test__ = False

    def __init__(
        self,
        app: Frame,
        dialogue: Dialogue,
        board: ProfileBoard,
        reader: ProfileReader,
        redraw_keys: Callable[[], None],
    ) -> None:
        """Make it for a board.

        Args:
            app: has the session, whose options the runs use.
            dialogue: shows the progress.
            board: knows the profiles that are shown.
            reader: changes their rows.
            redraw_keys: redraws the footer, whose keys depend on the batch.
        """
        self._app = app
        self._dialogue = dialogue
        self._board = board
        self._reader = reader
        self._redraw_keys = redraw_keys
        self._batch: Batch | None = None
        self._waiting: set[str] = set()
        self._ended: list[str] = []
        """The slugs of the profiles whose test has ended."""

    def start(self) -> None:
        """Test every usable profile that is shown; if a batch is running, stop it instead."""
        if not self.stop():
            self._reader.when_read(self._start)

    def _start(self) -> None:
        from halo_tui.settings import SettingsError
        from halo_tui.workspace.batch import Batch

        session = self._app.session
        rows = [row for row in self._board.shown_rows() if row.usable]
        try:
            keep = session.settings.history
        except SettingsError as problem:
            self._dialogue.say(str(problem), "error")
            return
        if not rows:
            return
        for row in rows:
            self._reader.change(row.with_test(glyphs.WAITING))
        hosts = {row.slug: row.summary.instance for row in rows}
        self._waiting, self._ended = set(hosts), []

        def report(progress: Progress) -> None:
            self._board.post_message(Tested(progress))

        self._batch = Batch(hosts, session.run_of, report, keep=keep)
        self._batch.start()
        self._reader.is_testing = True
        self._dialogue.say(self.describe())
        self._redraw_keys()

    def stop(self) -> bool:
        """Stop the batch; return False if there is none."""
        if self._batch is None:
            return False
        self._batch.cancel()
        self._dialogue.say("Stopping…")
        return True

    def describe(self) -> str:
        """Return the progress of the batch; empty if there is none."""
        if self._batch is None:
            return ""
        total = self._batch.total
        done, key = total - len(self._waiting), key_of("profiles.stop")
        return f"Testing: {done} of {total} done; {key} stops"

    def possible(self, actions: list[Action]) -> list[Action]:
        """Return the possible actions: `test_all` without a batch, `stop` during one."""
        if self._batch is None:
            return [action for action in actions if action.id != "profiles.stop"]
        stop = [action for action in actions if action.id == "profiles.stop"]
        hidden = ("profiles.stop", "profiles.test_all")
        return [*stop, *(action for action in actions if action.id not in hidden)]

    def take(self, progress: Progress) -> None:
        """Show the progress of one profile of the batch."""
        row = self._reader.rows.by_slug.get(progress.slug)
        if self._batch is None:
            return
        if progress.is_running:
            if row is not None:
                self._reader.change(row.with_test(glyphs.RUNNING))
            return
        self._waiting.discard(progress.slug)
        if progress.is_done:
            self._ended.append(progress.slug)
        self._show_result(progress)
        if progress.problem:
            self._dialogue.say(progress.problem, "error")
        elif self._waiting:
            self._dialogue.say(self.describe())
        if not self._waiting:
            self._show_end(self._batch.total)

    def _show_result(self, progress: Progress) -> None:
        """Show the new verdict of a profile; if it is the open one, on all screens."""
        session = self._app.session
        self._reader.show_last_run(progress.slug)
        if progress.is_done and progress.slug == session.slug and not session.busy:
            self._app.open_profile(session.summary)  # to load its new last run

    def _show_end(self, total: int) -> None:
        self._batch = None
        self._reader.is_testing = False
        rows = self._reader.rows.by_slug
        self._board.show()
        self._redraw_keys()
        counts = Counter(rows[slug].state.word for slug in self._ended if slug in rows)
        verdicts = ", ".join(f"{count} {word}" for word, count in counts.most_common())
        part = "" if len(self._ended) == total else f" of {total}"
        ending = f": {verdicts}" if verdicts else ""
        self._dialogue.say(f"Tested {len(self._ended)}{part}{ending}")
