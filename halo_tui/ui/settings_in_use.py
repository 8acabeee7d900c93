"""Applies the settings to the application: its theme and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.ui.kit.actions import keymap_of_bindings, problems_in_keymap

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame


class SettingsInUse:
    """Applies theme and keys from the settings, and reports errors in them on the screen."""

    def __init__(self, app: Frame) -> None:
        """Make it for an application."""
        self._app = app
        self._problems: list[str] = []
        """Errors to report once the status line exists."""

    def use_theme(self) -> None:
        """Apply the theme of the settings; call this before the first frame."""
        from halo_tui.settings import SettingsError

        try:
            wanted = self._app.session.settings.theme
        except SettingsError as problem:
            wanted = None
            self._problems.append(str(problem))
        if not self._app.use_theme(wanted):
            self._problems.append(f"There is no theme {wanted!r}; see ^p, Theme")

    def use_keymap(self) -> None:
        """Apply the keys of the settings, and report all errors found so far."""
        known = self._app.session.known_settings
        keymap = dict(known.keymap) if known else {}
        if problems := problems_in_keymap(keymap):
            self._problems.append("config.toml, [keymap]: " + "; ".join(problems))
        elif keymap:
            self._app.own_keys = keymap
            self._app.set_keymap(keymap_of_bindings(keymap))
        if self._problems:
            self._app.call_after_refresh(self._app.say, "\n".join(self._problems), "error")
