"""The actions on a step of the checklist: tick it, copy its value or link, go to its field."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from halo_tui.guide import progress
from halo_tui.guide.model import StepState
from halo_tui.ui.kit.own_keys import key_of

if TYPE_CHECKING:
    from halo_tui.ui.checklist.board import ChecklistBoard
    from halo_tui.ui.dialogue import Dialogue
    from halo_tui.ui.frame import Frame

_REFUSED: Final = {
    StepState.PROVEN: "A test proves this step, so it ticks itself",
    StepState.CONTRADICTED: "A test shows that this is wrong: fix it, then test again ({test})",
    StepState.NEEDLESS: "This step is needless: a test passes without it",
    StepState.NOT_APPLICABLE: "This step does not apply to your hosting",
}


class StepActions:
    """Carries out the actions on the step under the cursor."""

    def __init__(self, app: Frame, dialogue: Dialogue, board: ChecklistBoard) -> None:
        """Make it for a board.

        Args:
            app: copies values, and goes to other screens.
            dialogue: shows why something is not possible.
            board: shows the steps.
        """
        self._app = app
        self._dialogue = dialogue
        self._board = board
        self._saving = asyncio.Lock()

    def impossible(self) -> set[str]:
        """Return the ids of the actions that are not possible on the step under the cursor."""
        step, checklist = self._board.step, self._board.checklist
        possible = {
            "checklist.tick": step and checklist.state(step) not in _REFUSED,
            "checklist.copy_value": step and step.value,
            "checklist.copy_link": step and step.link,
            "checklist.to_field": step and step.field,
            "checklist.all_steps": checklist.left_out(),
            "checklist.previous": self._board.search is not None,
        }
        return {action for action, can in possible.items() if not can}

    def tick(self) -> None:
        """Tick the step by hand, or remove the tick."""
        board = self._board
        step, checklist = board.step, board.checklist
        if step is None:
            return
        state = checklist.state(step)
        if state in _REFUSED:
            self._dialogue.say(_REFUSED[state].format(test=key_of("checklist.to_test")))
            return
        done = step.id not in checklist.ticked
        checklist.ticked ^= {step.id}
        board.relabel()
        slug = self._app.session.slug
        if slug is None:
            key = key_of("app.show_profiles")
            self._dialogue.say(f"Not kept: open a profile ({key}) to keep your ticks")
        else:
            board.run_worker(
                self._keep(slug, step.id, done), group="ticks", description="keep a tick"
            )

    async def _keep(self, slug: str, step_id: str, done: bool) -> None:
        async with self._saving:
            try:
                await asyncio.to_thread(_keep_tick, slug, step_id, done)
            except OSError as problem:
                self._dialogue.say(f"This tick is not kept on disk: {problem.strerror}", "error")

    def copy_value(self) -> None:
        """Copy the value that the step needs."""
        board, step = self._board, self._board.step
        value = board.facts.value(step) if step else ""
        if value:
            self._app.copy(value, "The value")
        elif step and step.value:
            key = key_of("checklist.to_field")
            self._dialogue.say(f"The profile has no such value yet: {key} goes to its field")
        else:
            self._dialogue.say("There is nothing to copy at this step: it has no value")

    def copy_link(self) -> None:
        """Copy the address of the step's page in the user's Halo."""
        board, step = self._board, self._board.step
        link = board.facts.link(step) if step else None
        if link:
            self._app.copy(link, "The link")
        elif step and step.link:
            key = key_of("app.show_credentials")
            self._dialogue.say(f"The link needs a Resource Server in the profile: {key} goes there")
        else:
            self._dialogue.say("There is no link to copy: this step has no page of its own in Halo")

    def to_field(self) -> None:
        """Go to the field that the step fills."""
        step = self._board.step
        if step is None or not step.field:
            self._dialogue.say("This step fills no field of the profile")
        else:
            self._app.go_to_field(step.field)

    def go_to_next(self) -> None:
        """Go to the next step that is not done."""
        board = self._board
        step = board.checklist.step_after(board.step.id if board.step else None)
        if step is None:
            self._dialogue.say("Nothing is left to do here", "good")
        else:
            board.go_to(step)


def _keep_tick(slug: str, step_id: str, done: bool) -> None:
    """Change only this tick in the file, so that another running halo_tui keeps its ticks."""
    kept = progress.load(slug)
    kept.add(step_id) if done else kept.discard(step_id)
    progress.save(slug, kept)
