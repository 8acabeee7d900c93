"""Applies the settings to the application: its theme and its keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from halo_tui.ui.kit.actions import keymap_of_bindings, usable_keys
from halo_tui.ui.kit.lean_app import call_after_first_paint
from halo_tui.ui.kit.own_keys import key_of

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame


class SettingsInUse:
    """Applies theme and keys from the settings, and reports errors in them on the screen."""

    def __init__(self, app: Frame) -> None:
        """Make it for an application."""
        self._app = app
        self._problems: list[str] = []
        """Errors to report once the status line exists."""
        self._unknown_theme = ""
        """The theme of the settings, if there is none of that name."""

    def begin(self) -> None:
        """Apply the theme and take the user's own keys; call this before the first frame."""
        self._use_theme()
        self._read_keymap()

    def _use_theme(self) -> None:
        from halo_tui.settings import SettingsError

        try:
            wanted = self._app.session.settings.theme
        except SettingsError as problem:
            wanted = None
            self._problems.append(str(problem))
        if not self._app.use_theme(wanted):
            self._unknown_theme = wanted or ""

    def _read_keymap(self) -> None:
        known = self._app.session.known_settings
        keymap = dict(known.keymap) if known else {}
        self._app.own_keys, problems = usable_keys(keymap)
        if problems:
            self._problems.append("config.toml, [keymap]: " + "; ".join(problems))

    def bind_keymap(self) -> None:
        """Bind the user's own keys, and report all errors found so far."""
        if self._app.own_keys:
            self._app.set_keymap(keymap_of_bindings(self._app.own_keys))
        if self._unknown_theme:
            palette = key_of("app.command_palette")
            self._problems.append(
                f"There is no theme {self._unknown_theme!r}; see {palette}, Theme"
            )
        if self._problems:
            text = "\n".join(self._problems)
            call_after_first_paint(self._app, partial(self._app.say, text, "error"))
