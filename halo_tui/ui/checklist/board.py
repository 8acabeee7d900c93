"""The checklist itself: the line of progress, the tree of steps, and the details beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus

from halo_tui.guide import progress
from halo_tui.guide.model import Step
from halo_tui.profiles.schema import BY_KEY, Hosting
from halo_tui.ui.checklist.details import ConnectionFacts, details_of, section_details
from halo_tui.ui.checklist.step_labels import Item, widest
from halo_tui.ui.checklist.step_tree import StepTree
from halo_tui.ui.kit.debounce import Debounce
from halo_tui.ui.widgets.chrome import Line
from halo_tui.ui.widgets.edge import Edge
from halo_tui.ui.widgets.page import Page
from halo_tui.workspace.checklist import Checklist, StepCount, step_evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from halo_tui.ui.checklist.screen import ChecklistScreen
    from halo_tui.ui.frame import Frame

TYPING_REST = 0.25
"""Seconds without another character after which a search looks for what was typed."""
_ROOMY: Final = 30
"""Rows of a screen with room for blank lines."""

_NO_PROFILE: Final = "No profile is open: the guide for a hosted Halo. Ticks are not kept"


_BAR: Final = 24
_BAR_NARROW: Final = 12
"""Cells of the bar of progress."""


def _bar(count: StepCount, width: int) -> Content:
    """How much is done, as a bar; full only when all is."""
    done = width * count.done // max(1, count.total)
    return Content.assemble(("━" * done, "$text-success"), ("━" * (width - done), "$divider"))


class ChecklistBoard(Container):
    """Shows the steps of the open connection, and what the selected one needs."""

    app: Frame

    def __init__(self, owner: ChecklistScreen) -> None:
        """Make it for a screen, whose search it shows."""
        super().__init__()
        self._owner = owner
        self.facts = ConnectionFacts(Checklist())
        """What is known of the open connection."""
        self.shows_all = False
        """Whether steps that do not apply are shown too."""
        self._rest = Debounce(self)
        self._possible: list[str] = []
        """The actions whose keys the footer shows."""

    def compose(self) -> ComposeResult:
        yield Line(id="progress")
        with Container(id="panes"):
            yield StepTree(id="steps")
            yield Edge(id="edge")
            yield Page(id="details")

    @property
    def checklist(self) -> Checklist:
        """The steps of the open connection, with their states."""
        return self.facts.checklist

    @property
    def steps(self) -> StepTree:
        """The steps."""
        return self.query_one(StepTree)

    @property
    def item(self) -> Item | None:
        """The section or the step under the cursor."""
        return self.steps.item

    @property
    def step(self) -> Step | None:
        """The step under the cursor."""
        return self.item if isinstance(self.item, Step) else None

    # What is shown -------------------------------------------------------------------------

    def show_connection(self) -> None:
        """Draw the open profile's steps; the place in the tree stays."""
        session, before = self.app.session, self.facts
        summary = session.summary
        hosting = Hosting.of(summary.hosting if summary else None)
        ticked = progress.load(summary.slug) if summary else set()
        checklist = Checklist(hosting, ticked, step_evidence(session.results, session.previous))
        self.facts = ConnectionFacts(
            checklist, session.results, session.previous,
            {"resource_server": summary.resource_server} if summary else {}, before.roomy,
        )  # fmt: skip
        is_first = self.item is None
        if is_first or hosting != before.checklist.hosting:
            self._build()
        if is_first:
            self.go_to(checklist.next_step() or checklist.guide.steps[0])
        self.steps.fold(checklist)
        self.relabel()

    def show_results(self) -> None:
        """Let the steps that a check proves tick and untick themselves."""
        session = self.app.session
        self.facts.results, self.facts.previous = session.results, session.previous
        self.checklist.evidence = step_evidence(session.results, session.previous)
        self.relabel()

    def show_values(self, values: Mapping[str, str]) -> None:
        """Show what the profile holds at the steps that ask for it; never its secret."""
        self.facts.values = {key: values[key] for key in values if not BY_KEY[key].secret}
        self.show_details_soon()

    def fit(self, height: int) -> None:
        """Take the height of the screen into account."""
        self.facts.roomy = height >= _ROOMY
        self.set_class(self.facts.roomy, "-roomy")
        self.show_details_soon()

    def relabel(self) -> None:
        """Draw the lines of the tree that say something else now, and the details."""
        self.steps.relabel(self.checklist)
        self.show_progress()
        self.show_details_soon()

    def show_progress(self) -> None:
        """Draw the line above the tree: how far somebody is, or how the search goes."""
        text = self._owner.search.describe() or self._progress()
        self.query_one("#progress", Line).update(text)

    def _progress(self) -> Content:
        session = self.app.session
        if session.summary is None:
            return Content(_NO_PROFILE)
        count = self.checklist.count()
        text = f"  {count.done} of {count.total} steps done"
        if count.wrong:
            text += f"  ·  {count.wrong} wrong"
        hidden = self.checklist.left_out()
        if session.is_changed:
            text += "  ·  values changed since the test: t tests them"
        elif hidden and not self.shows_all and not self._owner.has_class("-narrow"):
            text += f"  ·  {hidden} on-premise steps hidden"
        return _bar(count, _BAR if self._owner.has_class("-wide") else _BAR_NARROW) + text

    @on(StepTree.NodeHighlighted)
    def show_details_soon(self) -> None:
        """Draw the details once the cursor rests."""
        self.soon(self._show_details)

    def soon(self, what: Callable[[], None], rest: float | None = None) -> None:
        """Do something once neither the cursor nor the typing has gone on for some seconds."""
        self._rest.after(what, rest)

    def _show_details(self) -> None:
        """Draw what the step, or the section, under the cursor needs, and the keys for it."""
        item, page = self.item, self.query_one(Page)
        if isinstance(item, Step):
            page.show(details_of(item, self.facts, self._owner.search.words_in(item)))
        elif item is not None:
            page.show(section_details(item, self.facts))
        possible = [action.id for action in self._owner.actions()]
        if possible != self._possible and not self._owner.search.is_typing:
            self._possible = possible
            self._owner.redraw_keys()

    @on(DescendantFocus)
    @on(DescendantBlur)
    def _light_edge(self) -> None:
        details = self.query_one(Page)
        # Beside the tree there is nothing to enlarge, and another class would paint all of it.
        is_reading = details.has_focus and not self._owner.has_class("-wide")
        details.set_class(is_reading, "-reading")
        self.query_one("#edge").set_class(details.has_focus, "-lit")

    # Moving --------------------------------------------------------------------------------

    def go_to(self, item: Item, *, show_all: bool | None = None) -> None:
        """Put the cursor on a section or a step; all steps are shown if need be."""
        wanted = self.shows_all or not self.steps.shows(item) if show_all is None else show_all
        if wanted != self.shows_all:
            self.shows_all = wanted
            self._build()
        self.steps.go_to(item)

    def read(self) -> None:
        """Go to the details of the step, and back to the tree."""
        details = self.query_one(Page)
        self._owner.focus_quietly(self.steps if details.has_focus else details)

    def toggle_all_steps(self) -> None:
        """Show or hide the steps that do not apply."""
        self.shows_all = not self.shows_all
        self._build()
        self.relabel()

    def _build(self) -> None:
        self.steps.build(self.checklist, all_steps=self.shows_all)
        if self._owner.has_class("-wide"):
            self.steps.styles.width = widest(self.checklist)
