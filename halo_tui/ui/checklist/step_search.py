"""Searches the checklist while the user types, and moves from hit to hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.guide.model import Step
from halo_tui.ui.checklist.search import Search
from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from halo_tui.ui.checklist.board import ChecklistBoard
    from halo_tui.ui.checklist.step_labels import Item
    from halo_tui.ui.dialogue import Dialogue


class StepSearch:
    """Asks for words, and moves the cursor to the steps that contain them.

    The board holds the open search, and shows its progress and its words.
    """

    def __init__(
        self, dialogue: Dialogue, board: ChecklistBoard, redraw_keys: Callable[[], None]
    ) -> None:
        """Make it for a board.

        Args:
            dialogue: asks for the words.
            board: shows the steps and the search.
            redraw_keys: redraws the footer, whose keys depend on the search.
        """
        self._dialogue = dialogue
        self._board = board
        self._redraw_keys = redraw_keys
        self._start: tuple[Item | None, bool] = (None, False)
        """The item under the cursor when the search began, and whether all steps were shown."""

    @property
    def is_typing(self) -> bool:
        """Whether the user is still typing the words."""
        search = self._board.search
        return search is not None and search.is_typing

    async def ask(self) -> None:
        """Ask for words, and go to the first step that contains them while the user types."""
        self.end()
        board = self._board
        item = board.item
        self._start = item, board.shows_all
        search = Search(board.checklist.guide, item.id if isinstance(item, Step) else None)
        board.show_search(search)
        answer = await self._dialogue.ask(Question("Find:", refuse=self._refusal))
        search.is_typing = False
        if answer is None:
            self.go_back()
        elif not answer.strip():
            self.end()
        else:
            self.look_for(answer)
            self._redraw_keys()

    def look_for(self, words: str) -> None:
        """Search for other words, and go to the first hit."""
        search = self._board.search
        if search is not None:
            search.look_for(words)
            self._go_to_hit(search)

    def move(self, by: int) -> None:
        """Go to another hit.

        Args:
            by: 1 for the next, -1 for the previous.
        """
        search = self._board.search
        if search is not None:
            search.move(by)
            self._go_to_hit(search)

    def go_back(self) -> bool:
        """End the search and return the cursor to its start; return False if none is open."""
        if self._board.search is None:
            return False
        item, showed_all = self._start
        if item is not None:
            self._board.go_to(item, show_all=showed_all)
        self.end()
        return True

    def end(self) -> None:
        """End the search; the cursor stays on the hit."""
        if self._board.search is not None:
            self._board.show_search(None)
            self._redraw_keys()

    def _refusal(self, words: str) -> str | None:
        """Return why the search cannot be confirmed with these words: nothing contains them."""
        self.look_for(words)
        search = self._board.search
        return search.describe() if search and words.strip() and not search.hits else None

    def _go_to_hit(self, search: Search) -> None:
        target = search.hit or self._start[0]
        if target is not None:
            self._board.go_to(target)
        self._board.show_search(search)
