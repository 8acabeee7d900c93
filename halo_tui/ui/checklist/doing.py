"""What can be done at a step of the checklist: tick it, copy from it, go on to its field."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import Final

from textual import work

from halo_tui.guide import progress
from halo_tui.guide.model import Step, StepState
from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.checklist.details import Known

_REFUSED: Final = {
    StepState.PROVEN: "A test proves this step, so it ticks itself",
    StepState.CONTRADICTED: "A test says that this is not done: mend it, then test again (t)",
    StepState.NOT_APPLICABLE: "This step does not apply to your hosting",
}


class ChecklistDoing(BaseScreen):
    """The actions at a step; the tree and what stands beside it is `ChecklistScreen`."""

    def __init__(self) -> None:
        super().__init__()
        self._saving = asyncio.Lock()

    @property
    @abstractmethod
    def step(self) -> Step | None:
        """The step under the cursor."""

    @property
    @abstractmethod
    def known(self) -> Known:
        """What is known of the open connection."""

    @abstractmethod
    def relabel(self) -> None:
        """Draw what has changed."""

    def impossible(self) -> set[str]:
        """The ids of the actions that can do nothing at the step under the cursor."""
        step, standing = self.step, self.known.standing
        possible = {
            "checklist.tick": step and standing.state(step) not in _REFUSED,
            "checklist.copy_value": step and step.value,
            "checklist.copy_link": step and step.link,
            "checklist.to_field": step and step.field,
            "checklist.all_steps": standing.left_out(),
        }
        return {action for action, can in possible.items() if not can}

    def action_tick(self) -> None:
        """Mark the step as done by hand, or as not done."""
        step, standing = self.step, self.known.standing
        if step is None:
            return
        state = standing.state(step)
        if state in _REFUSED:
            self.say(_REFUSED[state])
            return
        done = step.id not in standing.ticked
        standing.ticked ^= {step.id}
        self.relabel()
        slug = self.app.session.slug
        if slug is not None:
            self._keep(slug, step.id, done)
        else:
            self.say("Not kept: open a profile (1) to keep your ticks")

    @work(group="ticks", description="keep a tick")
    async def _keep(self, slug: str, step_id: str, done: bool) -> None:
        async with self._saving:
            try:
                await asyncio.to_thread(_keep_tick, slug, step_id, done)
            except OSError as problem:
                self.say(f"This tick is not kept on disk: {problem.strerror}", "error")

    def action_copy_value(self) -> None:
        """Copy the value that the step asks for."""
        value = self.known.value(self.step) if self.step else ""
        if value:
            self.app.copy(value, "The value")
        elif self.step and self.step.value:
            self.say("The profile has no such value yet: e goes to its field")
        else:
            self.say("There is nothing to copy at this step: it has no value")

    def action_copy_link(self) -> None:
        """Copy the address of the step's page in this instance."""
        link = self.known.link(self.step) if self.step else None
        if link:
            self.app.copy(link, "The link")
        elif self.step and self.step.link:
            self.say("The link needs a Resource Server in the profile: 3 goes to the credentials")
        else:
            self.say("There is no link to copy: this step has no page of its own in Halo")

    def action_to_field(self) -> None:
        """Go to the field that the step fills."""
        if self.step is None or not self.step.field:
            self.say("This step fills no field of the profile")
        else:
            self.app.go_to_field(self.step.field)

    def action_to_test(self) -> None:
        """Test the connection now."""
        self.app.go("test")
        self.app.runs.start()


def _keep_tick(slug: str, step_id: str, done: bool) -> None:
    """Change one tick in what is kept, so that two open terminals keep each other's."""
    kept = progress.load(slug)
    kept.add(step_id) if done else kept.discard(step_id)
    progress.save(slug, kept)
