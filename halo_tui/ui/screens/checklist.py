"""The checklist: the guide as a tree of steps that tick themselves, and what each step needs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.timer import Timer
from textual.widgets import Static

from halo_tui.checks.events import AnyEvent, CheckFinished
from halo_tui.guide import progress
from halo_tui.guide.model import Step, StepState
from halo_tui.ui.actions import Action, bindings
from halo_tui.ui.lean import LeanScroll
from halo_tui.ui.screens.base import BaseScreen
from halo_tui.ui.screens.checklist_details import Known, details_of, section_details
from halo_tui.ui.screens.checklist_standing import (
    HOSTED,
    ON_PREMISE,
    Standing,
    field_of,
    find,
    values_to_show,
)
from halo_tui.ui.widgets.chrome import Line, Question
from halo_tui.ui.widgets.sheet import Sheet
from halo_tui.ui.widgets.step_tree import StepTree

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

REST = 0.25
"""Seconds that the cursor rests before the details follow it: fewer bytes while it travels."""

_NO_PROFILE = "No profile is open: the guide for a hosted Halo. Ticks are not kept"
_REFUSED = {
    StepState.PROVEN: "A check proves this step, so it ticks itself",
    StepState.CONTRADICTED: "A check says that this is not done yet: mend it, then test (t)",
    StepState.NOT_APPLICABLE: "This step does not apply to your hosting",
}


class ChecklistScreen(BaseScreen):
    """The way to a connection, step by step."""

    SCOPE: ClassVar[str] = "checklist"
    BINDINGS = bindings("checklist")
    CSS_PATH = "checklist.tcss"

    app: HaloApp

    def __init__(self) -> None:
        super().__init__()
        self._known = Known(Standing())
        self._all_steps = False
        self._sought = ""
        self._rest: Timer | None = None
        self._saving = asyncio.Lock()

    @property
    def _standing(self) -> Standing:
        return self._known.standing

    @property
    def _tree(self) -> StepTree:
        return self.query_one(StepTree)

    @property
    def _step(self) -> Step | None:
        item = self._tree.item
        return item if isinstance(item, Step) else None

    # What is shown -------------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        yield Line(id="progress")
        with Container(id="board"):
            yield StepTree(id="steps")
            yield Static(id="edge")
            with LeanScroll(id="details"):
                yield Sheet(id="sheet")

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._relabel())
        self.focus_quietly(self._tree)

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self._take_wanted_step)

    @on(DescendantFocus, "#details")
    @on(DescendantBlur, "#details")
    def _light_edge(self) -> None:
        details = self.query_one("#details")
        details.set_class(details.has_focus, "-reading")
        self.query_one("#edge").set_class(details.has_focus, "-lit")

    def actions(self) -> list[Action]:
        """All actions of the checklist but those that cannot do anything now."""
        nothing_folded = not self._standing.left_out()
        return [a for a in super().actions() if a.id != "checklist.all_steps" or not nothing_folded]

    def show_connection(self) -> None:
        """Draw the open profile's steps; the place in the tree stays."""
        session = self.app.session
        summary = session.summary
        hosting = ON_PREMISE if summary and summary.hosting == ON_PREMISE else HOSTED
        ticked = progress.load(summary.slug) if summary else set()
        said = {**session.previous.statuses(), **session.results.statuses()}
        standing = Standing(hosting, ticked, {check: str(status) for check, status in said.items()})
        first, other = self._tree.item is None, hosting != self._standing.hosting
        self._known = Known(
            standing, session.results, session.previous,
            {"resource_server": summary.resource_server} if summary else {}, self.app.sign,
        )  # fmt: skip
        if first or other:
            self._build()
        if first:
            self._go_to(standing.next_step() or standing.guide.steps[0])
        self._relabel()
        self._load_values()

    def show_event(self, event: AnyEvent) -> None:
        """Let the steps that a check proves tick and untick themselves."""
        session = self.app.session
        self._known.results, self._known.previous = session.results, session.previous
        if isinstance(event, CheckFinished):
            status = session.results.status_of(event.check)
            self._standing.said[event.check] = str(status)
            self._relabel()
            step = self._step
            if step and event.check in (*step.proofs, *step.informed_by):
                self._show_details_soon()

    def _build(self) -> None:
        self._tree.build(self._standing, all_steps=self._all_steps)

    def _relabel(self) -> None:
        self._tree.relabel(self._standing)
        self.query_one("#progress", Line).update(Content(self._progress_text()))
        self._show_details_soon()

    def _progress_text(self) -> str:
        if self.app.session.summary is None:
            return _NO_PROFILE
        done, whole = self._standing.progress()
        text = f"{done} of {whole} steps done"
        folded = self._standing.left_out()
        if folded and not self._all_steps:
            text += f"  ·  {folded} that do not apply are folded"
        return text

    @on(StepTree.NodeHighlighted)
    def _show_details_soon(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._show_details)

    def _show_details(self) -> None:
        item = self._tree.item
        if isinstance(item, Step):
            self.query_one(Sheet).show(details_of(item, self._known))
        elif item is not None:
            self.query_one(Sheet).show(section_details(item, self._known))

    @work(exclusive=True, group="values", description="values of the profile")
    async def _load_values(self) -> None:
        if self.app.session.summary is None:
            return
        from halo_tui.profiles.errors import ProfileError

        try:
            stored = await asyncio.to_thread(self.app.session.stored)
        except ProfileError as problem:
            self.say(str(problem), "error")
        else:
            self._known.values = values_to_show(stored.profile.values())
            self._show_details_soon()

    # Moving --------------------------------------------------------------------------------

    def _go_to(self, step: Step) -> None:
        if not self._tree.shows(step):
            self._all_steps = True
            self._build()
        self._tree.go_to(step)

    def _take_wanted_step(self) -> None:
        wanted, self.app.session.wanted_step = self.app.session.wanted_step, None
        if wanted is not None:
            self._go_to(self._standing.guide.step(wanted))

    def action_next(self) -> None:
        """Go to the next step that is still to do."""
        step = self._standing.next_step(self._step.id if self._step else None)
        if step is None:
            self.say("Nothing is left to do here", "good")
        else:
            self._go_to(step)

    def action_read(self) -> None:
        """Go to the details of the step, and back to the tree."""
        details = self.query_one("#details")
        self.focus_quietly(self._tree if details.has_focus else details)

    def action_all_steps(self) -> None:
        """Show or fold the steps that do not apply."""
        self._all_steps = not self._all_steps
        self._build()
        self._relabel()

    @work(exclusive=True, group="question", description="search")
    async def action_search(self) -> None:
        """Ask for words, and go to the next step that has them."""
        words = await self.ask(Question("Find", value=self._sought))
        if not words or not words.strip():
            return
        self._sought = words
        found = find(self._standing.guide, words, self._step.id if self._step else None)
        if found is None:
            self.say(f"No step has “{words}”", "error")
            return
        step, place, count = found
        self._go_to(step)
        more = ": / and enter for the next" if count > 1 else ""
        self.say(f"Step {place} of {count} with “{words}”{more}")

    # Doing ---------------------------------------------------------------------------------

    def action_tick(self) -> None:
        """Mark the step as done by hand, or as not done."""
        step = self._step
        if step is None:
            return
        state = self._standing.state(step)
        if state in _REFUSED:
            self.say(_REFUSED[state])
            return
        done = step.id not in self._standing.ticked
        self._standing.ticked ^= {step.id}
        self._relabel()
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
        value = self._known.value(self._step) if self._step else ""
        if value:
            self.app.copy(value, "The value")
        elif self._step and self._step.value:
            self.say("The profile has no such value yet: 3 goes to the credentials")
        else:
            self.say("This step has no value to copy")

    def action_copy_link(self) -> None:
        """Copy the address of the step's page in this instance."""
        link = self._known.link(self._step) if self._step else None
        if link:
            self.app.copy(link, "The link")
        elif self._step and self._step.link:
            self.say("The link needs a Resource Server in the profile: 3 goes to the credentials")
        else:
            self.say("This step has no page of its own in Halo")

    def action_to_field(self) -> None:
        """Go to the field that the step fills."""
        field = field_of(self._step) if self._step else None
        if field is None:
            self.say("This step fills no field of the profile")
        else:
            self.app.go_to_field(field)

    def action_to_test(self) -> None:
        """Test the connection now."""
        self.app.go("test")
        self.app.start_run()


def _keep_tick(slug: str, step_id: str, done: bool) -> None:
    """Change one tick in what is kept, so that two open terminals keep each other's."""
    kept = progress.load(slug)
    kept.add(step_id) if done else kept.discard(step_id)
    progress.save(slug, kept)
