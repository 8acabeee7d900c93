"""The part of the application that widgets use: its colours and the user's own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.ui.kit.lean_app import LeanApp
from halo_tui.ui.kit.theme import fitting_theme, own_themes, rich_colour, with_house_colours

if TYPE_CHECKING:
    from halo_tui.ui.kit.glyphs import Glyph


class ThemedApp(LeanApp):
    """An application with the themes of halo_tui."""

    def __init__(self) -> None:
        super().__init__()
        self.own_keys: dict[str, str] = {}
        """The keys that the user has changed in the settings, by action id."""
        self.animation_level = "none"
        for theme in own_themes(self.console.color_system):
            self.register_theme(theme)

    def get_css_variables(self) -> dict[str, str]:
        """Return the theme's variables; see `with_house_colours`."""
        self.theme_variables = with_house_colours(super().get_css_variables())
        return self.theme_variables

    def colour(self, glyph: Glyph) -> str:
        """Return a glyph's colour in the current theme, for labels that are `rich.text.Text`."""
        return rich_colour(self.theme_variables, glyph.colour)

    def use_theme(self, wanted: str | None) -> bool:
        """Set the theme; without a valid name, set the one that fits the terminal.

        Args:
            wanted: the name of the theme; None if the user has not chosen one.

        Returns:
            False if there is no theme of that name.
        """
        exists = wanted in self.available_themes
        name = wanted if wanted and exists else fitting_theme()
        if self.is_running:
            self.theme = name
        else:
            self.begin_with_theme(name)
        return exists or not wanted
