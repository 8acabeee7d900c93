"""Searches the checklist while the user types, and moves from hit to hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from halo_tui.guide.model import Step
from halo_tui.ui.checklist.search import Search
from halo_tui.ui.widgets.chrome import Question, action_hint

if TYPE_CHECKING:
    from halo_tui.ui.checklist.screen import ChecklistScreen
    from halo_tui.ui.checklist.step_labels import Item


class StepSearch:
    """Asks for words, and moves the cursor to the steps that contain them."""

    def __init__(self, screen: ChecklistScreen) -> None:
        """Make it for the screen that shows the steps."""
        self._screen = screen
        self._search: Search | None = None
        """The open search."""
        self._start: tuple[Item | None, bool] = (None, False)
        """The item under the cursor when the search began, and whether all steps were shown."""
        self.is_typing = False
        """Whether the user is still typing the words."""

    @property
    def is_on(self) -> bool:
        """Whether a search is open."""
        return self._search is not None

    def words_in(self, item: Item | None) -> str:
        """Return the words of the search if the item is one of its hits; otherwise empty."""
        return self._search.words if self._search and item in self._search.hits else ""

    def describe(self) -> Content | None:
        """Return the state of the search and its keys; None if no search is open."""
        if self._search is None:
            return None
        text = Content(self._search.describe())
        hits = self._search.hits
        if self.is_typing or not hits:
            return text
        keys = [
            action_hint("checklist.next", "next"),
            action_hint("checklist.previous", "previous"),
            action_hint("app.go_back", "back"),
        ]
        return Content("   ").join([text, *(keys if len(hits) > 1 else keys[-1:])])

    def begin(self) -> None:
        """Ask for words, and go to the first step that contains them while the user types."""
        self._screen.run_worker(self._ask(), group="question", description="find", exclusive=True)

    async def _ask(self) -> None:
        screen, board = self._screen, self._screen.board
        self.end()
        item = board.item
        self._start = item, board.shows_all
        self._search = Search(board.checklist.guide, item.id if isinstance(item, Step) else None)
        self.is_typing = True
        board.show_progress()
        answer = await screen.ask(Question("Find:", refuse=self._refusal))
        self.is_typing = False
        if answer is None:
            self.go_back()
        elif not answer.strip():
            self.end()
        else:
            self.look_for(answer)
            screen.redraw_keys()

    def look_for(self, words: str) -> None:
        """Search for other words, and go to the first hit."""
        if self._search is not None:
            self._search.look_for(words)
            self._go_to_hit()

    def move(self, by: int) -> None:
        """Go to another hit.

        Args:
            by: 1 for the next, -1 for the previous.
        """
        if self._search is not None:
            self._search.move(by)
            self._go_to_hit()

    def go_back(self) -> bool:
        """End the search and return the cursor to its start; return False if none is open."""
        if self._search is None:
            return False
        item, showed_all = self._start
        if item is not None:
            self._screen.board.go_to(item, show_all=showed_all)
        self.end()
        return True

    def end(self) -> None:
        """End the search; the cursor stays on the hit."""
        if self._search is not None:
            self._search = None
            self._screen.board.show_progress()
            self._screen.board.show_details_soon()
            self._screen.redraw_keys()

    def _refusal(self, words: str) -> str | None:
        """Return why the search cannot be confirmed with these words: nothing contains them."""
        self.look_for(words)
        search = self._search
        return search.describe() if search and words.strip() and not search.hits else None

    def _go_to_hit(self) -> None:
        board = self._screen.board
        hit = self._search.hit if self._search else None
        target = hit or self._start[0]
        if target is not None:
            board.go_to(target)
        board.show_progress()
        board.show_details_soon()
