"""The actions on a step of the checklist: tick it, copy its value or link, go to its field."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from halo_tui.guide import progress
from halo_tui.guide.model import StepState
from halo_tui.ui.kit.own_keys import key_of

if TYPE_CHECKING:
    from halo_tui.ui.checklist.screen import ChecklistScreen

_REFUSED: Final = {
    StepState.PROVEN: "A test proves this step, so it ticks itself",
    StepState.CONTRADICTED: "A test shows that this is wrong: fix it, then test again ({test})",
    StepState.NEEDLESS: "This step is needless: a test passes without it",
    StepState.NOT_APPLICABLE: "This step does not apply to your hosting",
}


class StepActions:
    """Carries out the actions on the step under the cursor."""

    def __init__(self, screen: ChecklistScreen) -> None:
        """Make it for the screen that shows the steps."""
        self._screen = screen
        self._saving = asyncio.Lock()

    def impossible(self) -> set[str]:
        """Return the ids of the actions that are not possible on the step under the cursor."""
        step, checklist = self._screen.board.step, self._screen.board.checklist
        possible = {
            "checklist.tick": step and checklist.state(step) not in _REFUSED,
            "checklist.copy_value": step and step.value,
            "checklist.copy_link": step and step.link,
            "checklist.to_field": step and step.field,
            "checklist.all_steps": checklist.left_out(),
            "checklist.previous": self._screen.search.is_on,
        }
        return {action for action, can in possible.items() if not can}

    def tick(self) -> None:
        """Tick the step by hand, or remove the tick."""
        screen, board = self._screen, self._screen.board
        step, checklist = board.step, board.checklist
        if step is None:
            return
        state = checklist.state(step)
        if state in _REFUSED:
            screen.say(_REFUSED[state].format(test=key_of("checklist.to_test")))
            return
        done = step.id not in checklist.ticked
        checklist.ticked ^= {step.id}
        board.relabel()
        slug = screen.app.session.slug
        if slug is None:
            key = key_of("app.show_profiles")
            screen.say(f"Not kept: open a profile ({key}) to keep your ticks")
        else:
            screen.run_worker(
                self._keep(slug, step.id, done), group="ticks", description="keep a tick"
            )

    async def _keep(self, slug: str, step_id: str, done: bool) -> None:
        async with self._saving:
            try:
                await asyncio.to_thread(_keep_tick, slug, step_id, done)
            except OSError as problem:
                self._screen.say(f"This tick is not kept on disk: {problem.strerror}", "error")

    def copy_value(self) -> None:
        """Copy the value that the step needs."""
        screen, step = self._screen, self._screen.board.step
        value = screen.board.facts.value(step) if step else ""
        if value:
            screen.app.copy(value, "The value")
        elif step and step.value:
            key = key_of("checklist.to_field")
            screen.say(f"The profile has no such value yet: {key} goes to its field")
        else:
            screen.say("There is nothing to copy at this step: it has no value")

    def copy_link(self) -> None:
        """Copy the address of the step's page in the user's Halo."""
        screen, step = self._screen, self._screen.board.step
        link = screen.board.facts.link(step) if step else None
        if link:
            screen.app.copy(link, "The link")
        elif step and step.link:
            key = key_of("app.show_credentials")
            screen.say(f"The link needs a Resource Server in the profile: {key} goes there")
        else:
            screen.say("There is no link to copy: this step has no page of its own in Halo")

    def to_field(self) -> None:
        """Go to the field that the step fills."""
        step = self._screen.board.step
        if step is None or not step.field:
            self._screen.say("This step fills no field of the profile")
        else:
            self._screen.app.go_to_field(step.field)

    def go_to_next(self) -> None:
        """Go to the next step that is not done."""
        board = self._screen.board
        step = board.checklist.step_after(board.step.id if board.step else None)
        if step is None:
            self._screen.say("Nothing is left to do here", "good")
        else:
            board.go_to(step)


def _keep_tick(slug: str, step_id: str, done: bool) -> None:
    """Change only this tick in the file, so that another running halo_tui keeps its ticks."""
    kept = progress.load(slug)
    kept.add(step_id) if done else kept.discard(step_id)
    progress.save(slug, kept)
