"""The application: its modes, its signals, and what must hold whatever happens in a screen."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.signal import Signal

from halo_tui.checks.events import AnyEvent
from halo_tui.ui.kit import glyphs
from halo_tui.ui.kit.actions import Action, bindings, problems_in_keymap
from halo_tui.ui.kit.hangup import watch_terminal
from halo_tui.ui.kit.theme import fitting_theme, own_themes, rich_colour, with_house_colours
from halo_tui.ui.kit.type_ahead import TypeAhead
from halo_tui.ui.runs import RunEvent, Runs
from halo_tui.ui.session import Session
from halo_tui.ui.widgets.chrome import Question
from halo_tui.workspace import last_opened

if TYPE_CHECKING:
    from halo_tui.profiles.store import Summary
    from halo_tui.settings import Settings
    from halo_tui.ui.base_screen import BaseScreen
    from halo_tui.ui.palette.offers import Offer
    from halo_tui.workspace.drafts.draft import Draft

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
_UNCOVERING = 0.3
"""Seconds after which what the palette has covered is surely painted."""
_LONGEST_TRAIL = 8
"""Screens that `escape` remembers."""
_PATIENCE = 3.0
"""Seconds that the end of the program may wait for imports under way."""


_ROOMS = {"test": "verify"}
"""The folders of the modes that have another name."""


def _screen(name: str) -> Callable[[], Screen[Any]]:
    """A screen by its mode, its module imported when it is first opened."""

    def build() -> Screen[Any]:
        from importlib import import_module

        room = _ROOMS.get(name, name)
        module = import_module(f"halo_tui.ui.{room}.screen")
        screen: Screen[Any] = getattr(module, f"{room.capitalize()}Screen")()
        return screen

    return build


class HaloApp(App[None]):
    """halo_tui in a terminal."""

    TITLE = "halo_tui"
    CSS_PATH = "halo.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        name: _screen(name) for name in ("profiles", "checklist", "credentials", "test", "handover")
    }
    BINDINGS = bindings("app")
    AUTO_FOCUS = None

    def __init__(self, session: Session, *, start: str = "profiles") -> None:
        """Make the application.

        Args:
            session: what is open.
            start: the mode to begin with.
        """
        self.DEFAULT_MODE = start  # type: ignore[misc]  # the mode that Textual begins with
        super().__init__()
        self.session = session
        self.own_keys: dict[str, str] = {}
        self.connection_signal: Signal[None] = Signal(self, "connection")
        """Another profile is open, or the open one has changed."""
        self.event_signal: Signal[AnyEvent] = Signal(self, "event")
        """One more event of the run."""
        self.animation_level = "none"
        self._trail: list[str] = []
        self._type_ahead = TypeAhead(self)
        self.runs = Runs(self)
        """The runs of the open profile."""
        self._preparing = threading.Thread(target=self._get_ready, name="prepare", daemon=True)
        for theme in own_themes(self.console.color_system):
            self.register_theme(theme)
        self.theme = self._wanted_theme(session.known_settings)

    def get_css_variables(self) -> dict[str, str]:
        """The theme's variables; see `with_house_colours`."""
        self.theme_variables = with_house_colours(super().get_css_variables())
        return self.theme_variables

    def colour(self, glyph: glyphs.Glyph) -> str:
        """A glyph's colour in the theme in use, for labels that are `rich.text.Text`."""
        return rich_colour(self.theme_variables, glyph.colour)

    async def on_event(self, event: events.Event) -> None:
        """Take an event; a key first ends what the status line said."""
        if isinstance(event, events.Key):
            if self._type_ahead.takes(event) or self._is_blind(event.key):
                return
            self.base.forget()
        await super().on_event(event)

    def _is_blind(self, key: str) -> bool:
        """Whether a key would do something that the terminal has no room to show."""
        leaving = self.own_keys.get("app.quit", "ctrl+q").split(",")
        too_small = self.screen is self.base and self.base.has_class("-too-small")
        return too_small and key not in leaving

    # Start and end -------------------------------------------------------------------------

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
        if not self.is_headless:
            hung_up = partial(self.exit, return_code=128 + signal.SIGHUP)
            watch_terminal(partial(loop.call_soon_threadsafe, hung_up))
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        if self.session.rehearsal is not None:
            self.session.rehearsal.begin()
        self._preparing.start()

    def _get_ready(self) -> None:
        """Read the settings and import what later screens need, while a person looks around."""
        from halo_tui.settings import SettingsError

        try:
            settings = self.session.settings
        except SettingsError as problem:
            self.call_later(self.base.say, str(problem), "error")
        else:
            self.call_later(self._use_settings, settings)
        _import_the_rest()

    def finish_preparing(self) -> None:
        """Wait, for a moment, for imports that are under way.

        A thread that Python ends within an extension module may abort the process.
        """
        if self._preparing.ident is not None:
            self._preparing.join(_PATIENCE)

    def _use_settings(self, settings: Settings) -> None:
        self.theme = self._wanted_theme(settings)
        problems = problems_in_keymap(settings.keymap)
        if settings.theme and settings.theme != self.theme:
            self.base.say(f"There is no theme {settings.theme!r}; see ^p, Theme", "error")
        if problems:
            self.base.say("config.toml, [keymap]: " + "; ".join(problems), "error")
        else:
            self.own_keys = dict(settings.keymap)
            self.set_keymap(self.own_keys)
        self.base.call_later(self.base.redraw_lines)  # a screen may only be about to be composed

    def _wanted_theme(self, settings: Settings | None) -> str:
        chosen = settings.theme if settings else None
        return chosen if chosen in self.available_themes else fitting_theme()

    def _fatal_error(self) -> None:
        """End without Textual's traceback, which prints every local variable, secrets too."""
        from halo_tui.base.crash import STATUS, describe

        self.bell()
        self._return_code = STATUS
        self._exit_renderables.append(describe())
        self._close_messages_no_wait()

    async def action_quit(self) -> None:
        """Leave; a run that is under way is stopped."""
        self.run_worker(self._quit(), group="quit", description="quit", exclusive=True)

    async def _quit(self) -> None:
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if await self.base.may_leave() and await self.may_drop_draft():
            if self.session.run is not None:
                self.session.run.cancel()
            self.exit()

    async def may_drop_draft(self) -> bool:
        """Whether unsaved credentials may go: asks what to do with them. Call it from a worker."""
        draft = self.session.draft
        if draft is None or not draft.is_changed:
            return True
        question = Question(
            f"{draft.text('name')} is not saved. What becomes of it?",
            {"s": "save", "d": "discard", "c": "stay"},
        )
        answer = await self.base.ask(question)
        if answer == "d":
            self.session.draft = None
        return answer == "d" or (answer == "s" and await self.save_draft(draft))

    async def save_draft(self, draft: Draft) -> bool:
        """Save unsaved credentials; where that fails, show them with the reason."""
        from halo_tui.profiles.errors import ProfileError
        from halo_tui.workspace.drafts.saving import save_draft, summary_of

        try:
            await asyncio.to_thread(save_draft, self.session.store, draft)
        except ProfileError as problem:
            self.go("credentials")
            self.base.say(str(problem), "error")
            return False
        self.session.summary = summary_of(self.session, draft.slug) or self.session.summary
        self.connection_signal.publish(None)
        return True

    # Where we are --------------------------------------------------------------------------

    @property
    def base(self) -> BaseScreen:
        """The screen of the open mode, whatever lies on top of it."""
        from halo_tui.ui.base_screen import BaseScreen

        screen = self.screen_stack[0]
        assert isinstance(screen, BaseScreen)
        return screen

    def go(self, mode: str, *, aside: bool = False) -> None:
        """Show a screen, and remember the one before it for `escape`.

        Args:
            mode: of the screen.
            aside: whether this is a look aside, from which `escape` leads straight back.
        """
        if mode != self.current_mode:
            trail = [*self._trail, self.current_mode]
            # Back at a screen that was left before, the way there is no part of the way back.
            straight = trail[: trail.index(mode)] if mode in trail and not aside else trail
            self._trail = straight[-_LONGEST_TRAIL:]
            self.switch_mode(mode)

    def go_to_step(self, step_id: str) -> None:
        """Show a step of the checklist."""
        self.session.wanted_step = step_id
        self.go("checklist", aside=True)

    def go_to_field(self, field: str) -> None:
        """Show a field of the credentials."""
        self.session.wanted_field = field
        self.go("credentials", aside=True)

    def action_show_profiles(self) -> None:
        self.base.leave_for("profiles")

    def action_show_checklist(self) -> None:
        self.base.leave_for("checklist")

    def action_show_credentials(self) -> None:
        self.base.leave_for("credentials")

    def action_show_test(self) -> None:
        self.base.leave_for("test")

    def action_show_handover(self) -> None:
        self.base.leave_for("handover")

    def action_go_back(self) -> None:
        """Leave what is open within the screen, or go to the screen before this one."""
        if not self.base.step_back() and self._trail:
            self.switch_mode(self._trail.pop())

    def action_help(self) -> None:
        """Show every key that works here."""
        from halo_tui.ui.help.screen import HelpScreen

        self.push_screen(HelpScreen(self.base.SCOPE, self.own_keys, typing=self.base.IS_FORM))

    def action_command_palette(self) -> None:
        """Find what can be done here, and do it."""
        from halo_tui.ui.palette.offers import offers_of

        self._offer(lambda: offers_of(self), "Type what you want to do")

    def action_change_theme(self) -> None:
        """Choose the colours."""
        from halo_tui.ui.palette.offers import themes_of

        self._offer(lambda: themes_of(self), "Type a theme's name")

    def _offer(self, offers: Callable[[], list[Offer]], hint: str) -> None:
        from halo_tui.ui.palette.screen import PaletteScreen

        if self.screen is self.base:
            self.push_screen(PaletteScreen(offers(), hint), self._take_up)

    def _take_up(self, offer: Offer | None) -> None:
        """Do what was chosen, once the screen below is whole again."""
        base = self.base

        def go_on() -> None:
            base.uncovered = None
            if offer is not None:
                offer.run()

        if offer is None:
            base.set_timer(_UNCOVERING, go_on)
        else:
            base.call_after_refresh(go_on)

    def runner_of(self, action: Action) -> Callable[[], None]:
        """What does an action of the open screen, or of the application."""
        namespace, _, name = action.method.partition(".")
        node = self if namespace == "app" else self.base
        return partial(self._run_later, name, node)

    def _run_later(self, name: str, node: DOMNode) -> None:
        self.call_later(self.run_action, name, node)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a screen to go back to."""
        return bool(self._trail)

    # The open connection -------------------------------------------------------------------

    def open_profile(self, summary: Summary | None) -> None:
        """Open a profile, or read the open one again."""
        self.runs.forget()
        self.session.open(summary)
        self.connection_signal.publish(None)

    def other_profiles(self) -> list[Summary]:
        """The profiles that can be opened now, in the order of the list, from the open one on."""
        from halo_tui.profiles.errors import ProfileError

        try:
            found = [each for each in self.session.store.summaries() if each.is_readable]
        except ProfileError:
            return []
        found.sort(key=lambda each: (each.name.casefold(), each.slug))
        slugs = [each.slug for each in found]
        here = self.base.slug_at_hand()
        place = slugs.index(here) if here in slugs else -1
        return [*found[place + 1 :], *found[: max(place, 0)]]

    def action_next_profile(self) -> None:
        """Open the profile after this one in the list."""
        following = next(iter(self.other_profiles()), None)
        if following is None:
            self.base.say("There is no other profile")
        else:
            self.switch_to(following.slug)

    def switch_to(self, slug: str) -> None:
        """Go on with another profile, without leaving this screen."""
        self.run_worker(
            self._switch_to(slug), group="profile", description="switch", exclusive=True
        )

    async def _switch_to(self, slug: str) -> None:
        summary = next((each for each in self.other_profiles() if each.slug == slug), None)
        if summary is not None and (slug == self.session.slug or await self.may_drop_draft()):
            self.open_profile(summary)
            self.base.say(f"Now {summary.name}")

    def on_run_event(self, message: RunEvent) -> None:
        """Take one event of the run."""
        self.runs.take(message)

    # The clipboard -------------------------------------------------------------------------

    def copy(self, text: str, what: str, otherwise: str = "select it") -> None:
        """Copy to the terminal's clipboard (OSC 52), and say so; no terminal confirms it.

        Args:
            text: what to copy.
            what: what it is called.
            otherwise: what to do where the terminal does not take copies.
        """
        self.copy_to_clipboard(text)
        self.base.say(f"{what} copied; if nothing pastes, {otherwise}", "good")


def _import_the_rest() -> None:
    """Import what later screens need, while a person looks at the first."""
    from importlib import import_module

    for name in (
        "halo_tui.profiles.model", "halo_tui.profiles.store", "halo_tui.settings",
        "halo_tui.checks.runner", "halo_tui.halo.http", "halo_tui.ui.checklist.screen",
        "halo_tui.ui.verify.screen", "halo_tui.ui.credentials.screen",
        "halo_tui.ui.handover.screen",
    ):  # fmt: skip
        import_module(name)


def run(session: Session, *, start: str = "profiles", mouse: bool = False) -> int:
    """Run the application; returns the exit status."""
    app = HaloApp(session, start=start)
    app.run(mouse=mouse)
    app.finish_preparing()
    last_opened.save(session.slug)
    return app.return_code or 0
