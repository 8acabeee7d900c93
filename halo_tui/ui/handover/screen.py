"""The Hand-over screen: the five values for Gradient, firewall addresses, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import ScreenSuspend
from textual.geometry import Size
from textual.widgets import Static

from halo_tui.checks.events import AnyEvent, RunFinished
from halo_tui.profiles.schema import FIELD_INFO, GRADIENT_FIELDS
from halo_tui.ui.base_screen import BaseScreen, Place
from halo_tui.ui.frame import SELECT
from halo_tui.ui.handover import words
from halo_tui.ui.handover.report_export import ReportExport
from halo_tui.ui.handover.secret_reveal import SecretReveal
from halo_tui.ui.handover.sections import SECTIONS, Sections
from halo_tui.ui.handover.value_rows import ValueRows
from halo_tui.ui.handover.values import HandoverValues
from halo_tui.ui.kit.actions import Action, bindings
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.widgets.chrome import Line
from halo_tui.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame


def _places(screen: HandoverScreen) -> Iterator[Place]:
    rows, page = screen.query_one(ValueRows), screen.query_one("#page")
    for number, key in enumerate(GRADIENT_FIELDS):
        yield Place(FIELD_INFO[key].label, "", partial(rows.go_to, number))
    for name, section in SECTIONS.items():
        pane = screen.query_one(f"#{name}-pane")
        to_top = partial(page.scroll_to_widget, pane, animate=False, top=True)
        yield Place(section.title, "", to_top)


class HandoverScreen(BaseScreen):
    """The values that the user copies into Gradient, and notes about them."""

    SCOPE: ClassVar[str] = "handover"
    BINDINGS = bindings("handover")

    app: Frame

    def __init__(self) -> None:
        super().__init__()
        self._values = HandoverValues(self.app.session)
        self._report = ReportExport(self.app)
        self._reveal = SecretReveal(self.app, self._values, self._draw_rows)
        self._drawn_for: str | None = None

    def compose_body(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="readiness", markup=False)
            yield Line(id="intro")
            with Pane("Values", id="values-pane"):
                yield ValueRows(len(GRADIENT_FIELDS), id="values")
            yield Sections(id="around")

    def on_mount(self) -> None:
        self.focus_quietly(self._rows)

    @property
    def _rows(self) -> ValueRows:
        return self.query_one(ValueRows)

    def actions(self) -> list[Action]:
        return words.possible(super().actions(), self.app.session)

    def fit(self, size: Size) -> None:
        self._draw_rows()

    def show_connection(self) -> None:
        if self._drawn_for != self.app.session.slug:
            self._drawn_for = self.app.session.slug
            self._rows.go_to(0)
            self.query_one("#page").scroll_home(animate=False)
        self._values.forget()
        self._reveal.hide()
        self._draw_rows()
        self._draw_around()
        self._load()

    def show_event(self, event: AnyEvent) -> None:
        """Redraw the verdict and the notes at the end of a run."""
        if isinstance(event, RunFinished):
            self._draw_around()

    @work(exclusive=True, group="profile", description="read the profile")
    async def _load(self) -> None:
        from halo_tui.profiles.errors import ProfileError

        try:
            await self._values.load()
        except ProfileError as problem:
            self.say(str(problem), "error")
        else:
            self._draw_rows()

    def _draw_around(self) -> None:
        self.query_one("#readiness", Static).update(words.readiness(self.app.session))
        self.query_one(Sections).show(self.app.session.results)

    def _draw_rows(self) -> None:
        self._rows.draw(self._values.rows(secret_shown=self._reveal.is_shown))
        intro = words.intro(len(self._values.copied), narrow=self.has_class("-narrow"))
        self.query_one("#intro", Line).update(intro)

    def places(self) -> Iterator[Place]:
        return _places(self)

    # Doing ---------------------------------------------------------------------------------

    @work(exclusive=True, group="secret", description="copy")
    async def action_copy(self) -> None:
        """Copy the selected value and select the next one."""
        place = self._rows.cursor
        if self._values.handed_over()[place].secret and not await self._reveal.read():
            return
        value = self._values.handed_over()[place]
        if not value.text:
            key = key_of("app.show_credentials")
            self.say(f"There is no {value.label} to copy: {key} goes to the credentials", "error")
            return
        otherwise = f"{key_of('handover.reveal')} shows it" if value.secret else SELECT
        self.app.copy(value.text, value.label, otherwise)
        self._values.copied.add(value.field)
        self._draw_rows()
        if place == self._rows.cursor:
            self._rows.go_on()

    @work(exclusive=True, group="secret", description="reveal")
    async def action_reveal(self) -> None:
        """Show the secret for a few seconds, or hide it again."""
        if await self._reveal.toggle():
            self._rows.go_to(GRADIENT_FIELDS.index("client_secret"))

    @on(ScreenSuspend)
    def _hide(self) -> None:
        self._reveal.hide()

    def action_test(self) -> None:
        """Go to the Test screen and start a run."""
        self.app.go("test")
        if self.app.session.slug is not None:
            self.app.runs.start()

    @work(exclusive=True, group="report", description="copy the report")
    async def action_copy_report(self) -> None:
        """Copy the report of the last run."""
        await self._report.copy()

    @work(exclusive=True, group="report", description="save the report")
    async def action_save_report(self) -> None:
        """Ask for a file name and write the report of the last run to it."""
        await self._report.save()
