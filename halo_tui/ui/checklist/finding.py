"""Finding a step of the checklist while its words are being typed, and going from hit to hit."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from textual import on, work
from textual.content import Content
from textual.widgets import Input

from halo_tui.guide.model import Step
from halo_tui.ui.checklist.doing import ChecklistDoing
from halo_tui.ui.checklist.search import Hunt
from halo_tui.ui.checklist.step_tree import Item
from halo_tui.ui.widgets.chrome import Question, key_hint


class ChecklistFinding(ChecklistDoing):
    """The search; where the cursor is, and how it moves, is `ChecklistScreen`'s."""

    def __init__(self) -> None:
        super().__init__()
        self.hunt: Hunt | None = None
        """What is being looked for."""
        self._home: tuple[Item | None, bool] = (None, False)
        """Where the search began, and whether all steps were shown."""
        self.asking = False
        """Whether the words are still being typed."""

    @property
    @abstractmethod
    def item(self) -> Item | None:
        """The section or the step under the cursor."""

    @property
    @abstractmethod
    def shows_all(self) -> bool:
        """Whether steps that do not apply are shown too."""

    @abstractmethod
    def go_to(self, item: Item, *, show_all: bool | None = None) -> None:
        """Put the cursor on a section or a step; by default all steps are shown if need be."""

    @abstractmethod
    def show_progress(self) -> None:
        """Draw the line above the tree."""

    @abstractmethod
    def soon(self, what: Callable[[], None]) -> None:
        """Do something once neither the cursor nor the typing has gone on for a moment."""

    @abstractmethod
    def show_details(self) -> None:
        """Draw what stands beside the tree."""

    def hunt_told(self, hunt: Hunt) -> Content:
        """How the search stands, and the keys that go on with it."""
        told = Content(hunt.told)
        if self.asking or not hunt.hits:
            return told
        keys = [key_hint("n", "next"), key_hint("N", "previous"), key_hint("esc", "back")]
        return Content("   ").join([told, *(keys if len(hunt.hits) > 1 else keys[-1:])])

    @work(exclusive=True, group="question", description="find")
    async def action_search(self) -> None:
        """Ask for words, and go to the first step that has them, while they are being typed."""
        self.end_hunt()
        item = self.item
        self._home = item, self.shows_all
        self.hunt = Hunt(self.known.standing.guide, item.id if isinstance(item, Step) else None)
        self.asking = True
        self.show_progress()
        answer = await self.ask(Question("Find:", refuse=self._refusal))
        self.asking = False
        if answer is None:
            self.step_back()
        elif not answer.strip():
            self.end_hunt()
        else:
            self._look_for(answer)
            self.redraw_keys()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self.asking:
            self.soon(lambda: self._look_for(event.value))

    def _refusal(self, words: str) -> str | None:
        """Why the search cannot end with these words."""
        self._look_for(words)
        return self.hunt.told if self.hunt and words.strip() and not self.hunt.hits else None

    def _look_for(self, words: str) -> None:
        if self.hunt is not None:
            self.hunt.look_for(words)
            self._go_to_hit()

    def hunt_on(self, by: int) -> None:
        """Go to another hit."""
        if self.hunt is not None:
            self.hunt.move(by)
            self._go_to_hit()

    def _go_to_hit(self) -> None:
        hit = self.hunt.hit if self.hunt else None
        if hit is not None:
            self.go_to(hit)
        elif self._home[0] is not None:
            self.go_to(self._home[0])
        self.show_progress()
        self.soon(self.show_details)

    def step_back(self) -> bool:
        """End the search where it began; False where there is none."""
        if self.hunt is None:
            return False
        home, showed_all = self._home
        if home is not None:
            self.go_to(home, show_all=showed_all)
        self.end_hunt()
        return True

    def end_hunt(self) -> None:
        """End the search where it is."""
        if self.hunt is not None:
            self.hunt = None
            self.show_progress()
            self.soon(self.show_details)
            self.redraw_keys()

    def action_next(self) -> None:
        """Go to the next hit; without a search, to the next step that is to do."""
        if self.hunt is not None:
            self.hunt_on(1)
            return
        step = self.known.standing.step_after(self.step.id if self.step else None)
        if step is None:
            self.say("Nothing is left to do here", "good")
        else:
            self.go_to(step)

    def action_previous(self) -> None:
        """Go to the hit before."""
        self.hunt_on(-1)

    def action_tick(self) -> None:
        """Mark the step as done by hand, or as not done; a search has then found what it is for."""
        self.end_hunt()
        super().action_tick()
