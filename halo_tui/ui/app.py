"""The Textual application: its modes, its keys, its start and its end.

The objects that it holds do the rest; each has its own module in this folder.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from textual import events
from textual.screen import Screen

from halo_tui.base.text import harmless
from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.frame import Frame
from halo_tui.ui.kit.actions import bindings
from halo_tui.ui.kit.key_order import Wait
from halo_tui.ui.kit.lean_app import call_after_first_paint
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.leaving import Leaving
from halo_tui.ui.preparing import Preparation
from halo_tui.ui.pressed_keys import PressedKeys
from halo_tui.ui.runs import RunEvent
from halo_tui.ui.settings_in_use import SettingsInUse
from halo_tui.workspace import last_opened

if TYPE_CHECKING:
    from halo_tui.ui.session import Session
    from halo_tui.ui.tour.tour import Tour
    from halo_tui.ui.widgets.chrome import Question

_FOLDERS: Final = {
    "profiles": "profiles", "checklist": "checklist", "credentials": "credentials",
    "test": "verify", "handover": "handover",
}  # fmt: skip
"""The folder in `halo_tui/ui` for each Textual mode."""


_HEALTHY: Final = "healthy"
"""The first word of the names of scenarios without a fault."""

_IS_KEPT: Final = "What was typed and not saved is offered at the next start; it is kept in {}"

_Mode: TypeAlias = str | Callable[[], Screen[Any]]


def screen_class(mode: str) -> type[Screen[Any]]:
    """Import the module of a mode's screen and return the screen's class, with its CSS file."""
    folder = _FOLDERS[mode]
    module = import_module(f"halo_tui.ui.{folder}.screen")
    found: type[Screen[Any]] = getattr(module, f"{folder.capitalize()}Screen")
    found.CSS_PATH = f"{folder}.tcss"
    return found


def _screen(mode: str) -> Callable[[], Screen[Any]]:
    """Return a function that creates the screen when its mode is first opened."""

    def build() -> Screen[Any]:
        return screen_class(mode)()

    return build


def _opening(function: str) -> Callable[[HaloApp], None]:
    """Return an action that calls a function of the palette, imported when it is first needed."""

    def act(app: HaloApp) -> None:
        getattr(import_module("halo_tui.ui.palette.opening"), function)(app)

    return act


def _touring(method: str) -> Callable[[HaloApp], None]:
    """Return an action that calls a method of the guided tour."""

    def act(app: HaloApp) -> None:
        getattr(app.tour, method)()

    return act


def _showing(mode: str) -> Callable[[HaloApp], None]:
    """Return an action that opens the screen of a mode."""

    def act(app: HaloApp) -> None:
        app.base.leave_for(mode)

    return act


def _show_help(app: HaloApp) -> None:
    """Show all keys that work on the current screen."""
    from halo_tui.ui.help.screen import HelpScreen

    demo = app.session.rehearsal is not None
    app.push_screen(HelpScreen(app.base.SCOPE, typing=app.base.IS_FORM, demo=demo))


class HaloApp(Frame):
    """halo_tui in a terminal."""

    TITLE = "halo_tui"
    CSS_PATH = "halo.tcss"
    MODES: ClassVar[dict[str, _Mode]] = {mode: _screen(mode) for mode in _FOLDERS}
    BINDINGS = bindings("app")
    AUTO_FOCUS = None

    def __init__(self, session: Session, *, start: str = "profiles") -> None:
        """Make the application; `start` is the mode that is shown first."""
        self.DEFAULT_MODE = start  # type: ignore[misc]  # the mode that Textual opens first
        super().__init__(session)
        self.preparation = Preparation(self)
        self.leaving = Leaving(self)
        self.leaving.before_ending(self.unsaved.keep)
        self._keys = PressedKeys(self)
        self._settings = SettingsInUse(self)
        self._settings.begin()

    @cached_property
    def tour(self) -> Tour:
        """The guided tour of the demo, which is imported when it first begins."""
        from halo_tui.ui.tour.tour import Tour

        return Tour(self)

    @property
    def base(self) -> BaseScreen:
        """The screen of the current mode, below any modal screen."""
        screen = self.screen_stack[0]
        assert isinstance(screen, BaseScreen)
        return screen

    def say(self, text: str, tone: str = "") -> None:
        self.base.say(text, tone)

    async def ask(self, question: Question) -> str | None:
        return await self.base.ask(question)

    # Keys ----------------------------------------------------------------------------------

    def wait_of_keys(self) -> Wait | None:
        return self._keys.wait()

    def takes(self, event: events.Event) -> bool:
        """Return True if `PressedKeys` drops a key or click."""
        return self._keys.takes(event)

    def key_without_action(self, key: str) -> None:
        self._keys.describe_dead(key)

    action_show_profiles = _showing("profiles")
    action_show_checklist = _showing("checklist")
    action_show_credentials = _showing("credentials")
    action_show_test = _showing("test")
    action_show_handover = _showing("handover")

    def action_go_back(self) -> None:
        """Close what is open within the screen, or else go to the previous screen."""
        if not self.base.step_back():
            self.navigation.back()

    def action_next_profile(self) -> None:
        """Open the next profile in the list."""
        self.profiles.open_next(self.base.current_slug())

    action_help = _show_help
    action_command_palette = _opening("open_palette")
    action_find = _opening("open_places")
    action_change_theme = _opening("open_themes")
    action_tour = _touring("start")
    action_tour_next = _touring("next")
    action_tour_leave = _touring("leave")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action is available; the keys of the tour work while it is on."""
        if action in ("tour_next", "tour_leave"):
            return "tour" in self.__dict__ and self.tour.takes_keys
        return super().check_action(action, parameters)

    async def action_quit(self) -> None:
        """Quit; a running test is stopped."""
        self.leaving.quit()

    # Start and end -------------------------------------------------------------------------

    def on_load(self) -> None:
        """Install the handlers before Textual takes the terminal, so that a signal restores it."""
        self.leaving.watch_signals()
        self.faults.begin()

    def on_unmount(self) -> None:
        self.faults.end()

    def end_with_fault(self, message: str, status: int) -> None:
        """End after an internal error; unsaved input is kept, as after a signal."""
        super().end_with_fault(message + _rescued(self), status)

    def on_mount(self) -> None:
        self._settings.bind_keymap()
        call_after_first_paint(self, partial(_begin, self))

    def on_run_event(self, message: RunEvent) -> None:
        """Pass an event of a run to `Runs`."""
        self.runs.take(message)


def _rescued(app: HaloApp) -> str:
    """Keep unsaved input, and return a line that says where; empty if there is none."""
    if not app.leaving.rescue():
        return ""
    from halo_tui.workspace.drafts import unsaved_text

    return f"\n{_IS_KEPT.format(harmless(str(unsaved_text.folder())))}"


def _begin(app: HaloApp) -> None:
    """Begin what the first frame does not need."""
    app.leaving.start()
    rehearsal = app.session.rehearsal
    if rehearsal is not None:
        rehearsal.begin()
    if app.session.wants_tour:
        app.tour.start()
    elif rehearsal is not None and not rehearsal.scenario.startswith(_HEALTHY):
        key = key_of("profiles.test_all")
        app.say(f"The sandbox plays the fault {rehearsal.scenario}; {key} shows what a test sees")
    app.unsaved.show_kept()
    app.preparation.start_soon()


def run(session: Session, *, start: str = "profiles", mouse: bool = False) -> int:
    """Run the application and return its exit status."""
    app = HaloApp(session, start=start)
    try:
        app.run(mouse=mouse)
    except BaseException:
        app.leaving.rescue()
        raise
    app.preparation.finish()
    last_opened.save(session.slug)
    return app.return_code or 0
