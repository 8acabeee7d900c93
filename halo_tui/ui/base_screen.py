"""The base class of the five screens: title, tabs, footer, status line and questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from halo_tui.ui.kit import glyphs
from halo_tui.ui.kit.actions import Action, actions_of
from halo_tui.ui.kit.inner import LeanScreen
from halo_tui.ui.widgets.chrome import (
    KeyLine,
    Question,
    QuestionLine,
    StatusLine,
    TabLine,
    TitleLine,
    TooSmall,
)

if TYPE_CHECKING:
    from halo_tui.checks.events import AnyEvent
    from halo_tui.profiles.store import Summary
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.host import Host

SCREENS = [
    ("profiles", "Profiles"),
    ("checklist", "Checklist"),
    ("credentials", "Credentials"),
    ("test", "Test"),
    ("handover", "Hand-over"),
]
"""The mode and the name of each screen, in the order in which they are used."""


class Place(NamedTuple):
    """A part of a screen that the user can search for and go to."""

    title: str
    about: str
    """One sentence; the search covers it too."""
    go: Callable[[], object]


_DOT = Content.styled("  ·  ", "$text-muted")


class BaseScreen(LeanScreen[None]):
    """A screen with a title line above and a footer below; `SCOPE` is the scope of its actions."""

    SCOPE: ClassVar[str]
    IS_FORM: ClassVar[bool] = False
    """Whether the screen is a form, where digits are text and F1 to F5 change the screen."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide"), (160, "-broad")]

    app: Frame

    was_left = False
    """Whether another screen has been shown since this one was first shown."""

    def compose(self) -> ComposeResult:
        if self.SCOPE == self.app.DEFAULT_MODE:
            self.paint_at_once()
        _mark_size(self, self.app.size)
        yield from (TitleLine(), TabLine(), KeyLine(), StatusLine(), QuestionLine())
        yield from self.compose_body()
        yield TooSmall(id="too-small")

    def compose_body(self) -> ComposeResult:
        """Yield the widgets between the top and the bottom lines."""
        yield from ()

    def show_connection(self) -> None:
        """Redraw the open profile: another one was opened, or it has changed."""

    def fit(self, size: Size) -> None:
        """Fit what is shown to a new size of the terminal."""

    def show_event(self, event: AnyEvent) -> None:
        """Redraw what an event of the run changed."""

    def actions(self) -> list[Action]:
        """Return the actions that are available now, the most important first."""
        return list(actions_of(self.SCOPE))

    def places(self) -> Iterable[Place]:
        """Return the places that `action_find` searches."""
        return ()

    async def action_find(self) -> None:
        await self.app.run_action("app.find")

    def on_mount(self) -> None:
        self.show_connection()
        self.app.connection_signal.subscribe(self, lambda _: self._connection_changed())
        self.app.event_signal.subscribe(self, self._event_came)

    def on_screen_resume(self) -> None:
        if self.was_left:  # at first, `on_resize` draws them
            self.redraw_lines()

    def on_screen_suspend(self) -> None:
        self.was_left = True
        self.say("")

    def on_resize(self, event: events.Resize) -> None:
        _fit(self, event.size)

    def say(self, text: str, tone: str = "") -> None:
        """Show a message in the status line; see `StatusLine.say`."""
        line = self.query_one_optional(StatusLine)
        if line is not None:
            line.say(text, tone)
        else:  # the screen is not composed yet
            self.call_after_refresh(self.say, text, tone)

    def forget(self) -> None:
        """Clear the status line, because a key was pressed."""
        line = self.query_one_optional(StatusLine)
        if line is not None:
            line.forget()

    async def ask(self, question: Question) -> str | None:
        """Ask in the line above the footer and return the answer; call this from a worker."""
        return await _ask(self, question)

    @on(QuestionLine.Refused)
    def _answer_refused(self, event: QuestionLine.Refused) -> None:
        self.query_one(KeyLine).show_answers(event.question, event.why)

    @on(TabLine.Chosen)
    def _tab_clicked(self, event: TabLine.Chosen) -> None:
        if event.mode != self.SCOPE and not self.query_one(QuestionLine).is_open:
            self.leave_for(event.mode)

    def step_back(self) -> bool:
        """Close what is open within this screen; return False if there is nothing to close."""
        return False

    def redraw_lines(self) -> None:
        """Redraw the title, the tabs and the footer."""
        _draw_lines(self)

    def heading(self) -> Content:
        """Return the title line, which names the current connection."""
        return title_of(self.app)

    def current_slug(self) -> str | None:
        """Return the slug of the current profile; None if there is none."""
        return self.app.session.slug

    def leave_for(self, mode: str) -> None:
        """Go to the screen of another mode."""
        self.app.go(mode)

    def redraw_keys(self) -> None:
        """Redraw the footer, unless it shows the answers to an open question."""
        if not self.query_one(QuestionLine).is_open:
            _draw_keys(self)

    def focus_quietly(self, widget: Widget) -> None:
        """Focus a widget without scrolling to it."""
        self.set_focus(widget, scroll_visible=False)

    def _connection_changed(self) -> None:
        self.redraw_lines()
        self.show_connection()

    def _event_came(self, event: AnyEvent) -> None:
        if event.event in ("run_started", "run_finished"):
            self.redraw_lines()
        self.show_event(event)


def _mark_size(screen: BaseScreen, size: Size) -> None:
    """Set the breakpoint classes; Textual sets them only after what depends on them was drawn."""
    for cells, marks in (
        (size.width, screen.HORIZONTAL_BREAKPOINTS or []),
        (size.height, screen.VERTICAL_BREAKPOINTS or []),
    ):
        fits = [name for least, name in marks if cells >= least][-1:]
        screen.update_classes({name: name in fits for _, name in marks}, animate=False)


def _fit(screen: BaseScreen, size: Size) -> None:
    """Fit a screen to the size of the terminal."""
    _mark_size(screen, size)
    screen.fit(size)
    screen.set_class(screen.query_one(TooSmall).covers(size), "-too-small")
    screen.redraw_lines()


def _draw_lines(screen: BaseScreen) -> None:
    screen.query_one(TitleLine).show(screen.heading())
    changed = "credentials" if screen.app.session.has_unsaved else ""
    screen.query_one(TabLine).show(
        SCREENS, screen.SCOPE, while_typing=screen.IS_FORM, changed=changed
    )
    screen.redraw_keys()


async def _ask(screen: BaseScreen, question: Question) -> str | None:
    await screen.settling.end()  # a new screen has no line yet, and one below another is not seen
    screen.query_one(KeyLine).show_answers(question)
    try:
        return await screen.query_one(QuestionLine).ask(question)
    finally:
        if screen.is_running:
            screen.redraw_keys()


def _draw_keys(screen: BaseScreen) -> None:
    always = [action for action in actions_of("app") if action.footer]
    here = [action for action in screen.actions() if action.footer]
    line = screen.query_one(KeyLine)
    line.show(here + always, while_typing=screen.IS_FORM)


def is_wide(screen: Screen[Any]) -> bool:
    """Whether there is room for two panes side by side, and in a broad screen for a third."""
    return screen.has_class("-wide") or screen.has_class("-broad")


def base_of(app: Host) -> BaseScreen:
    """Return the screen of the current mode, below any modal screen."""
    base = app.base
    assert isinstance(base, BaseScreen)
    return base


def question_line_of(app: Host) -> QuestionLine | None:
    """Return the line for questions of the active screen; None if that is a modal screen."""
    base = base_of(app)
    return base.query_one_optional(QuestionLine) if app.screen is base else None


def title_of(app: Host) -> Content:
    """Return the open profile as one line: name, instance, hosting, last verdict and its date."""
    summary = app.session.summary
    if summary is None:
        return Content.assemble(_demo(app), ("halo_tui", "bold"), "  no profile open")
    return titled(app, summary, _verdict_of(app))


def titled(app: Host, summary: Summary, verdict: Content) -> Content:
    """Return a profile as one line that fits the width of the terminal.

    If the line is too long, the hosting is left out first, then the instance, and then the name is
    cut. The verdict is always shown.
    """
    demo = _demo(app)
    room = app.size.width - 2
    verdict = Content("  ") + verdict
    name = Content.styled(summary.name, "bold")
    if app.session.has_unsaved and summary.slug == app.session.slug:
        mark = glyphs.UNSAVED
        verdict = Content.styled(f"  {mark.sign} {mark.word}", f"${mark.colour}") + verdict
    about = [_DOT + Content(text) for text in (summary.instance, summary.hosting) if text]
    while about and sum(part.cell_length for part in (demo, name, *about, verdict)) > room:
        about.pop()
    left = room - demo.cell_length - verdict.cell_length
    return Content.assemble(
        demo, name if about else name.truncate(left, ellipsis=True), *about, verdict
    )


def _demo(app: Host) -> Content:
    if app.session.rehearsal is None:
        return Content("")
    return Content.assemble((" DEMO ", "bold reverse"), " ")


def _verdict_of(app: Host) -> Content:
    session = app.session
    glyph, when = glyphs.NEVER, ""
    if session.run is not None:
        glyph = glyphs.RUNNING
    elif session.is_changed:
        glyph = glyphs.CHANGED
    elif session.last is not None:
        glyph = glyphs.VERDICT[session.last.verdict]
        when = f" {glyphs.local_time(session.last.at)}"
    return glyphs.chip(glyph) + when
