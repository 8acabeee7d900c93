"""The Checklist screen: the guide as a tree of steps, which tests tick, and their details."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.geometry import Size
from textual.widgets import Input

from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.checklist import board
from halo_tui.ui.checklist.actions import StepActions
from halo_tui.ui.checklist.board import ChecklistBoard
from halo_tui.ui.checklist.step_search import StepSearch
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.kit.own_keys import key_of

if TYPE_CHECKING:
    from halo_tui.checks.events import AnyEvent


class ChecklistScreen(BaseScreen):
    """The steps to a working connection."""

    SCOPE: ClassVar[str] = "checklist"
    BINDINGS = bindings("checklist")

    def __init__(self) -> None:
        super().__init__()
        self.board = ChecklistBoard()
        self.search = StepSearch(self, self.board, self.redraw_keys)
        self.step_actions = StepActions(self.app, self, self.board)

    def compose_body(self) -> ComposeResult:
        yield self.board

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self.board.relabel())
        self.focus_quietly(self.board.steps)

    def on_screen_resume(self) -> None:
        self.board.steps.fold(self.board.checklist)
        self.call_after_refresh(self._go_to_wanted_step)

    def on_screen_suspend(self) -> None:
        self.search.end()

    def fit(self, size: Size) -> None:
        self.board.fit(size.height)

    def actions(self) -> list[Action]:
        """Return the actions that are possible now."""
        impossible = self.step_actions.impossible()
        return [action for action in super().actions() if action.id not in impossible]

    @on(ChecklistBoard.Rested)
    def _redraw_changed_keys(self) -> None:
        if not self.search.is_typing:
            self.redraw_keys()

    def show_connection(self) -> None:
        self.board.show_connection()
        # After the frame, because the reading thread would compete with it for the GIL.
        self.call_after_refresh(self._load_values)

    def show_event(self, event: AnyEvent) -> None:
        if event.event == "check_finished":
            self.board.show_results()

    @work(exclusive=True, group="values", description="values of the profile")
    async def _load_values(self) -> None:
        store, slug = self.app.session.store, self.app.session.slug
        if slug is None:
            return
        from halo_tui.profiles.errors import ProfileError

        try:
            values = await asyncio.to_thread(store.shown, slug)
        except ProfileError as problem:
            self.say(str(problem), "error")
        else:
            self.board.show_values(values)

    def _go_to_wanted_step(self) -> None:
        wanted, self.app.session.wanted_step = self.app.session.wanted_step, None
        if wanted is not None:
            self.board.go_to(self.board.checklist.guide.step(wanted))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self.search.is_typing:
            self.board.soon(lambda: self.search.look_for(event.value), board.TYPING_REST)

    def step_back(self) -> bool:
        return self.search.go_back()

    # Actions -------------------------------------------------------------------------------

    def action_tick(self) -> None:
        self.search.end()  # the user has found the step
        self.step_actions.tick()

    def action_next(self) -> None:
        self.search.move(1) if self.board.search else self.step_actions.go_to_next()

    def action_previous(self) -> None:
        if self.board.search:
            self.search.move(-1)
        else:
            self.say(f"No search is open; {key_of('checklist.search')} finds a step")

    @work(exclusive=True, group="question", description="find")
    async def action_search(self) -> None:
        await self.search.ask()

    def action_copy_value(self) -> None:
        self.step_actions.copy_value()

    def action_copy_link(self) -> None:
        self.step_actions.copy_link()

    def action_to_field(self) -> None:
        self.step_actions.to_field()

    def action_to_test(self) -> None:
        self.app.go("test")
        self.app.runs.start()

    def action_read(self) -> None:
        self.board.read()

    def action_all_steps(self) -> None:
        self.board.toggle_all_steps()
