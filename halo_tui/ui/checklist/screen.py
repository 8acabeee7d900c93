"""The checklist: the guide as a tree of steps that tick themselves, and what each step needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.timer import Timer
from textual.widgets import Static

from halo_tui.checks.events import AnyEvent, CheckFinished
from halo_tui.guide import progress
from halo_tui.guide.model import Step
from halo_tui.profiles.schema import Hosting
from halo_tui.ui.checklist.details import Known, details_of, section_details
from halo_tui.ui.checklist.finding import ChecklistFinding
from halo_tui.ui.checklist.standing import Standing, values_to_show
from halo_tui.ui.checklist.step_tree import Item, StepTree
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.kit.lean import LeanScroll
from halo_tui.ui.widgets.chrome import Line
from halo_tui.ui.widgets.sheet import Sheet
from halo_tui.workspace.standing import what_tests_say

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

REST = 0.25
"""Seconds that the cursor rests before the details follow it: fewer bytes while it travels."""
_ROOMY = 30
"""Rows of a screen with room for blank lines."""

_NO_PROFILE = "No profile is open: the guide for a hosted Halo. Ticks are not kept"


class ChecklistScreen(ChecklistFinding):
    """The way to a connection, step by step."""

    SCOPE: ClassVar[str] = "checklist"
    BINDINGS = bindings("checklist")
    CSS_PATH = "checklist.tcss"

    app: HaloApp

    def __init__(self) -> None:
        super().__init__()
        self._known = Known(Standing())
        self._all_steps = False
        self._rest: Timer | None = None

    @property
    def known(self) -> Known:
        """What is known of the open connection."""
        return self._known

    @property
    def _standing(self) -> Standing:
        return self._known.standing

    @property
    def _tree(self) -> StepTree:
        return self.query_one(StepTree)

    @property
    def item(self) -> Item | None:
        """The section or the step under the cursor."""
        return self._tree.item

    @property
    def step(self) -> Step | None:
        """The step under the cursor."""
        return self.item if isinstance(self.item, Step) else None

    @property
    def shows_all(self) -> bool:
        """Whether steps that do not apply are shown too."""
        return self._all_steps

    # What is shown -------------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        yield Line(id="progress")
        with Container(id="board"):
            yield StepTree(id="steps")
            yield Static(id="edge")
            with LeanScroll(id="details"):
                yield Sheet(id="sheet")

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self.relabel())
        self.focus_quietly(self._tree)

    def on_screen_resume(self) -> None:
        self._tree.fold(self._standing)
        self.call_after_refresh(self._take_wanted_step)

    def on_screen_suspend(self) -> None:
        self.end_hunt()

    def on_resize(self, event: events.Resize) -> None:
        self._known.roomy = event.size.height >= _ROOMY
        self.set_class(self._known.roomy, "-roomy")
        self._show_details_soon()

    @on(DescendantFocus, "#details")
    @on(DescendantBlur, "#details")
    def _light_edge(self) -> None:
        details = self.query_one("#details")
        details.set_class(details.has_focus, "-reading")
        self.query_one("#edge").set_class(details.has_focus, "-lit")

    def actions(self) -> list[Action]:
        """All actions of the checklist but those that cannot do anything now."""
        left_out = self.impossible()
        if self.hunt is None:
            left_out.add("checklist.previous")
        return [action for action in super().actions() if action.id not in left_out]

    def show_connection(self) -> None:
        """Draw the open profile's steps; the place in the tree stays."""
        session = self.app.session
        summary = session.summary
        hosting = Hosting.of(summary.hosting if summary else None)
        ticked = progress.load(summary.slug) if summary else set()
        said = what_tests_say(session.results, session.previous)
        standing = Standing(hosting, ticked, said)
        first, other = self._tree.item is None, hosting != self._standing.hosting
        self._known = Known(
            standing, session.results, session.previous,
            {"resource_server": summary.resource_server} if summary else {},
            self._known.roomy,
        )  # fmt: skip
        if first or other:
            self._build()
        if first:
            self.go_to(standing.next_step() or standing.guide.steps[0])
        self._tree.fold(standing)
        self.relabel()
        self._load_values()

    def show_event(self, event: AnyEvent) -> None:
        """Let the steps that a check proves tick and untick themselves."""
        session = self.app.session
        self._known.results, self._known.previous = session.results, session.previous
        if isinstance(event, CheckFinished):
            self._standing.said = what_tests_say(session.results, session.previous)
            self.relabel()

    def _build(self) -> None:
        self._tree.build(self._standing, all_steps=self._all_steps)
        if self.has_class("-wide"):
            self._tree.styles.width = self._tree.widest(self._standing)

    def relabel(self) -> None:
        """Draw the lines of the tree that say something else now, and the details."""
        self._tree.relabel(self._standing)
        self.show_progress()
        self._show_details_soon()

    def show_progress(self) -> None:
        """Draw the line above the tree: how far somebody is, or how the search stands."""
        text = self.hunt_told(self.hunt) if self.hunt else Content(self._progress_text())
        self.query_one("#progress", Line).update(text)

    def _progress_text(self) -> str:
        if self.app.session.summary is None:
            return _NO_PROFILE
        whole = self._standing.progress()
        text = f"{whole.done} of {whole.whole} steps done"
        if whole.wrong:
            text += f"  ·  {whole.wrong} disproved"
        if self.app.session.is_changed:
            return f"{text}  ·  values changed since the test: t tests them"
        hidden = self._standing.left_out()
        if hidden and not self._all_steps and not self.has_class("-narrow"):
            text += f"  ·  {hidden} on-premise steps hidden"
        return text

    @on(StepTree.NodeHighlighted)
    def _show_details_soon(self) -> None:
        self.soon(self.show_details)

    def soon(self, what: Callable[[], None]) -> None:
        """Do something once neither the cursor nor the typing has gone on for a moment."""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, what)

    def show_details(self) -> None:
        """Draw what the step, or the section, under the cursor needs, and the keys for it."""
        item, sheet = self.item, self.query_one(Sheet)
        if isinstance(item, Step):
            words = self.hunt.words if self.hunt and item in self.hunt.hits else ""
            sheet.show(details_of(item, self._known, words))
        elif item is not None:
            sheet.show(section_details(item, self._known))
        if not self.asking:
            self.redraw_keys()

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

    def go_to(self, item: Item, *, show_all: bool | None = None) -> None:
        """Put the cursor on a section or a step; all steps are shown if need be."""
        wanted = self._all_steps or not self._tree.shows(item) if show_all is None else show_all
        if wanted != self._all_steps:
            self._all_steps = wanted
            self._build()
        self._tree.go_to(item)

    def _take_wanted_step(self) -> None:
        wanted, self.app.session.wanted_step = self.app.session.wanted_step, None
        if wanted is not None:
            self.go_to(self._standing.guide.step(wanted))

    def action_read(self) -> None:
        """Go to the details of the step, and back to the tree."""
        details = self.query_one("#details")
        self.focus_quietly(self._tree if details.has_focus else details)

    def action_all_steps(self) -> None:
        """Show or hide the steps that do not apply."""
        self._all_steps = not self._all_steps
        self._build()
        self.relabel()
