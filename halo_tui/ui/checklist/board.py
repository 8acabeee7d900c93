"""The widgets of the checklist: the progress line, the tree of steps, and the details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.message import Message

from halo_tui.guide import progress
from halo_tui.guide.model import Step
from halo_tui.profiles.schema import BY_KEY, Hosting
from halo_tui.ui.base_screen import is_wide
from halo_tui.ui.checklist.details import (
    ConnectionFacts,
    details_of,
    proof_of,
    section_details,
    signs_explained,
    title_of,
)
from halo_tui.ui.checklist.step_labels import Item, widest
from halo_tui.ui.checklist.step_tree import StepTree
from halo_tui.ui.kit.debounce import Debounce
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.widgets.chrome import Line
from halo_tui.ui.widgets.page import Page
from halo_tui.ui.widgets.pane import Pane
from halo_tui.workspace.checklist import Checklist, StepCount, step_evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from halo_tui.ui.checklist.search import Search
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.widgets.sheet import Entry

TYPING_REST = 0.25
"""Seconds without a key press after which the typed words are searched for."""
_ROOMY: Final = 30
"""The height of a screen from which there is room for blank lines, in lines."""

_NO_PROFILE: Final = "No profile is open: the guide for a hosted Halo. Ticks are not kept"


_FRAME: Final = 2
"""Cells of a pane's left and right border together."""
_BAR: Final = 24
_BAR_NARROW: Final = 9
"""The width of the progress bar in a narrow terminal, in cells."""


def _bar(count: StepCount, width: int) -> Content:
    """Return a progress bar; it is full only if all steps are done."""
    done = width * count.done // max(1, count.total)
    return Content.assemble(("━" * done, "$text-success"), ("━" * (width - done), "$divider"))


class ChecklistBoard(Container):
    """Shows the steps of the open connection, and the details of the selected one."""

    app: Frame

    class Rested(Message):
        """Posted when the details have been updated after a move of the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = ConnectionFacts(Checklist())
        """The data of the open connection."""
        self.shows_all = False
        """Whether steps that do not apply are shown as well."""
        self.search: Search | None = None
        """The open search; its words are highlighted."""
        self._rest = Debounce(self)

    def compose(self) -> ComposeResult:
        # At once, because a class that comes later applies all styles again.
        self._space(self.app.size.height)
        yield Line(id="progress")
        with Container(id="panes"):
            with Pane("Steps", id="steps-pane"):
                yield StepTree(id="steps")
            with Pane(id="details-pane"):
                yield Page(id="details")
            with Pane("Proof", id="proof-pane"):
                yield Page(id="proof")

    @property
    def checklist(self) -> Checklist:
        """The steps of the open connection, with their states."""
        return self.facts.checklist

    @property
    def steps(self) -> StepTree:
        """The tree of the steps."""
        return self.query_one(StepTree)

    @property
    def item(self) -> Item | None:
        """The section or step under the cursor."""
        return self.steps.item

    @property
    def step(self) -> Step | None:
        """The step under the cursor; None on a section."""
        return self.item if isinstance(self.item, Step) else None

    # What is shown -------------------------------------------------------------------------

    def show_connection(self) -> None:
        """Show the steps of the open profile; the cursor stays where it is."""
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
        else:
            self.steps.fold(checklist)
            self.steps.relabel(checklist)
        if is_first:
            self.go_to(checklist.next_step() or checklist.guide.steps[0])
        self._show_around()
        if is_first and self.app.current_mode != self.app.DEFAULT_MODE:
            self._show_details()  # with the tree; but the first frame of all comes without them

    def show_results(self) -> None:
        """Show the new results: steps that a check proves or disproves change their state."""
        session = self.app.session
        self.facts.results, self.facts.previous = session.results, session.previous
        self.checklist.evidence = step_evidence(session.results, session.previous)
        self.relabel()

    def show_values(self, values: Mapping[str, str]) -> None:
        """Show the profile's values, but not its secret, at the steps that need them."""
        self.facts.values = {key: values[key] for key in values if not BY_KEY[key].secret}
        self.show_details_soon()

    def show_search(self, search: Search | None) -> None:
        """Show the progress of a search and highlight its words; None shows no search."""
        self.search = search
        self.show_progress()
        self.show_details_soon()

    def fit(self, height: int) -> None:
        """Fit what is shown to a new size of the screen, whose height in lines is given."""
        self._space(height)
        self._share_width()
        self._show_around()

    def _space(self, height: int) -> None:
        self.facts.roomy = height >= _ROOMY
        self.set_class(self.facts.roomy, "-roomy")

    def relabel(self) -> None:
        """Draw the changed lines of the tree, the progress line and the details."""
        self.steps.relabel(self.checklist)
        self._show_around()

    def _show_around(self) -> None:
        """Draw what stands around the tree: the progress line and the details."""
        self.show_progress()
        self.show_details_soon()

    def show_progress(self) -> None:
        """Draw the line above the tree: the progress, or the state of a search."""
        text = self.search.line() if self.search else self._progress()
        self.query_one("#progress", Line).update(text)

    def _progress(self) -> Content:
        session = self.app.session
        if session.summary is None:
            return Content(_NO_PROFILE)
        count, is_narrow = self.checklist.count(), self.screen.has_class("-narrow")
        is_ready = self.checklist.awaits_hand_over and not session.is_changed
        unit = "done" if is_ready and not is_wide(self.screen) else "steps done"
        parts = [f"{count.done} of {count.total} {unit}"]
        if count.wrong:
            parts.append(f"{count.wrong} wrong")
        if session.is_changed:
            key = key_of("checklist.to_test")
            parts.append(f"values changed since the test: {key} tests them")
        elif is_ready:
            parts.append(self._hand_over(is_narrow))
        elif (hidden := self.checklist.left_out()) and not (self.shows_all or is_narrow):
            parts.append(f"{hidden} on-premise steps hidden")
        width = _BAR if is_wide(self.screen) else _BAR_NARROW
        return _bar(count, width) + f"  {'  ·  '.join(parts)}"

    def _hand_over(self, is_narrow: bool) -> str:
        """Return how to continue, with a reason that claims no more than the run has seen."""
        hand_over = f"Hand-over ({key_of('app.show_handover')})"
        if is_narrow:
            return f"go on with {hand_over}"
        is_done = self.checklist.is_done_before_test()
        why = "Everything here is done" if is_done else "The test passes"
        return f"{why}; go on with {hand_over}"

    @on(StepTree.NodeHighlighted)
    def show_details_soon(self) -> None:
        """Draw the details as soon as the cursor has stopped moving."""
        self.soon(self._show_details)

    def soon(self, what: Callable[[], None], rest: float | None = None) -> None:
        """Call a function after a pause in moving or typing; a new call replaces a waiting one.

        Args:
            what: the function.
            rest: the length of the pause, in seconds; None for the default of `Debounce`.
        """
        self._rest.after(what, rest)

    def _show_details(self) -> None:
        """Draw the details of the step or section under the cursor."""
        item = self.item
        if item is not None:
            self.query_one("#details-pane", Pane).entitle(title_of(item, self.checklist))
        if isinstance(item, Step):
            words = self.search.words_in(item) if self.search else ""
            self._show_pages(details_of(item, self.facts, words), proof_of(item, self.facts, words))
        elif item is not None:
            self._show_pages(section_details(item, self.facts), signs_explained())
        self.post_message(self.Rested())

    def _show_pages(self, details: Iterable[Entry], proof: Iterable[Entry]) -> None:
        """Show both pages side by side, or as one page if there is no room for two."""
        is_beside = self.screen.has_class("-broad")
        self._details.show(details if is_beside else [*details, *proof])
        self.query_one("#proof", Page).show(proof if is_beside else ())

    @property
    def _details(self) -> Page:
        return self.query_one("#details", Page)

    @on(DescendantFocus)
    @on(DescendantBlur)
    def _enlarge_details(self) -> None:
        """Make the details higher while they have the focus, if they are below the tree."""
        # Beside the tree their height is fixed, and a new class would repaint the whole pane.
        is_reading = self._details.has_focus and not is_wide(self.screen)
        self.query_one("#details-pane").set_class(is_reading, "-reading")

    # Moving --------------------------------------------------------------------------------

    def go_to(self, item: Item, *, show_all: bool | None = None) -> None:
        """Move the cursor to a section or step.

        Args:
            item: the section or step.
            show_all: whether to show the steps that do not apply; None shows them if the item is
                hidden otherwise.
        """
        wanted = self.shows_all or not self.steps.shows(item) if show_all is None else show_all
        if wanted != self.shows_all:
            self.shows_all = wanted
            self._build()
        self.steps.go_to(item)

    def read(self) -> None:
        """Move the focus from the tree to the details, or back."""
        details = self._details
        wanted = self.steps if details.has_focus else details
        self.screen.set_focus(wanted, scroll_visible=False)

    def toggle_all_steps(self) -> None:
        """Show or hide the steps that do not apply."""
        self.shows_all = not self.shows_all
        self._build()
        self._show_around()

    def _build(self) -> None:
        self.steps.build(self.checklist, all_steps=self.shows_all)
        self._share_width()

    def _share_width(self) -> None:
        """Make the tree as wide as its longest label if it stands beside the details."""
        width = widest(self.checklist) + _FRAME if is_wide(self.screen) else "1fr"
        self.query_one("#steps-pane").styles.width = width
