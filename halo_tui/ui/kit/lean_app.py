"""The base of the application, which uses private names of Textual as `inner` does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import constants, events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._context import active_app
from textual.app import App, ScreenError
from textual.screen import Screen

from halo_tui.base import crash
from halo_tui.ui.kit.fault_watch import FaultWatch
from halo_tui.ui.kit.inner import PAINTED_BY
from halo_tui.ui.kit.key_order import KeyOrder, Wait
from halo_tui.ui.kit.last_gate import gated, gated_lines
from halo_tui.ui.kit.timers import once

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.driver import Driver


def running_app() -> App[Any] | None:
    """Return the application that runs the current task; None outside of one."""
    return active_app.get(None)


def call_after_first_paint(app: App[Any], call: Callable[[], object]) -> None:
    """Call a function once: after the first paint, or else after a second.

    A key that was typed before the start can leave the first screen before it is painted. Textual
    then forgets what was to follow.
    """
    waiting = [call]

    def call_first() -> None:
        while waiting:
            waiting.pop()()

    app.call_after_refresh(call_first)
    once(app, PAINTED_BY, call_first)


class LeanApp(App[None]):
    """An application that parses its CSS once and shows its own message after an exception.

    Textual's traceback would print the values of local variables, including secrets.
    """

    _parsed_with: dict[str, str] | None = None
    """The theme variables that the CSS was last parsed with."""

    def __init__(self) -> None:
        super().__init__(driver_class=_driver())
        self.faults = FaultWatch(self)
        self._key_order = KeyOrder(self, super().on_event)

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; keys and pasted text one after another."""
        await self._key_order.take(event)

    def takes(self, event: events.Event) -> bool:
        """Return True if an event must not be handled."""
        return False

    def wait_of_keys(self) -> Wait | None:
        """Return what keys wait for now, besides a screen that is not painted yet."""
        return None

    def key_without_action(self, key: str) -> None:
        """Handle a key that has no binding here and that no widget used."""

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        taken = await super()._check_bindings(key, priority)
        if not taken and not priority:
            self.key_without_action(key)
        return taken

    def begin_with_theme(self, name: str) -> None:
        """Set the theme before the start, so that the CSS is parsed only once."""
        self.set_reactive(LeanApp.theme, name)
        self._parsed_with = self.get_css_variables()
        self.stylesheet.set_variables(self._parsed_with)

    def refresh_css(self, animate: bool = True) -> None:
        """Apply the CSS again; parse it, which takes twelve times as long, for new variables."""
        variables = self.get_css_variables()
        if variables != self._parsed_with:
            self._parsed_with = variables
            self.stylesheet.set_variables(variables)
            self.stylesheet.reparse()
        _restyle(self, animate=animate)

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        _read_css(self, screen)

    def _end_batch(self) -> None:
        """Let the screen paint what it held back during the batch; see `LeanScreen`."""
        super()._end_batch()
        with suppress(ScreenError):
            if not self._batch_count:
                self.screen.check_idle()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Write a frame after its cells passed the gate; drop any other kind of output."""
        super()._display(screen, _gated(renderable))

    def on_driver_signal_resume(self) -> None:
        """Paint all: while the process was stopped, the terminal has shown something else."""
        frame = self.screen._compositor.render_update(True, screen_stack=self._background_screens)
        self._display(self.screen, frame)

    def end_with_fault(self, message: str, status: int) -> None:
        """End with an exit status, and print a message after the terminal is restored."""
        self._return_code = status
        self._exit_renderables.append(Text(message))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self.bell()
        self.end_with_fault(crash.describe(), crash.STATUS)


def _driver() -> type[Driver] | None:
    """Return the driver for Linux and macOS; None on Windows, or if the environment names one."""
    if sys.platform == "win32" or constants.DRIVER is not None:
        return None
    from halo_tui.ui.kit.driver import SteadyDriver

    return SteadyDriver


def _gated(output: RenderableType | None) -> RenderableType | None:
    """Pass the cells of a frame through the gate; return None for any other kind of output."""
    if isinstance(output, LayoutUpdate):
        output.strips = gated_lines(output.strips)
    elif isinstance(output, ChopsUpdate):
        output.chops = [
            {x: strip and gated(strip) for x, strip in line.items()} for line in output.chops
        ]
    else:
        return None
    return output


def _read_css(app: App[Any], screen: Screen[Any]) -> None:
    """Read the CSS file of a new screen; Textual would parse all others again.

    Nor is it applied to what is shown: it is for widgets of the screen, still to be mounted.
    """
    paths = [path for path in screen.css_path if not app.stylesheet.has_source(str(path))]
    if paths:
        app.stylesheet.read_all(paths)
        app.stylesheet.parse()
        app.stylesheet.apply(screen)
        screen._css_update_count = app._css_update_count


def _restyle(app: App[Any], *, animate: bool) -> None:
    """Apply the CSS to all screens of the current mode: those below are visible too."""
    app.stylesheet.update(app, animate=animate)
    with suppress(ScreenError):
        if app.screen.is_mounted:
            app.screen._refresh_layout(app.size)
            app.screen._css_update_count = app._css_update_count
        for screen in app.screen_stack[:-1]:
            app.stylesheet.update(screen, animate=animate)
            screen._css_update_count = app._css_update_count
