"""Opens the palette over a screen and runs the chosen offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from halo_tui.ui.base_screen import base_of
from halo_tui.ui.kit.timers import once
from halo_tui.ui.palette.offers import Offer, offers_of, places_of, themes_of
from halo_tui.ui.palette.screen import PaletteScreen

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_UNCOVERING: Final = 0.3
"""Seconds after which the region that the palette covered is certainly painted again."""


def open_palette(frame: Frame) -> None:
    """Open the palette with the actions that are available now."""
    _open(frame, "Actions", partial(offers_of, frame), "Type what you want to do")


def open_places(frame: Frame) -> None:
    """Open the palette with the places of the current screen."""
    _open(frame, "Find", partial(places_of, frame), "Type what you look for")


def open_themes(frame: Frame) -> None:
    """Open the palette with a preview of the selected theme; escape restores the former one."""
    before = frame.theme

    def preview(offer: Offer | None) -> None:
        frame.theme = offer.title if offer else before

    _open(frame, "Theme", partial(themes_of, frame), "Type a theme's name", preview)


def _open(
    frame: Frame,
    title: str,
    offers: Callable[[], Sequence[Offer]],
    hint: str,
    preview: Callable[[Offer | None], None] | None = None,
) -> None:
    base = base_of(frame)

    def take(offer: Offer | None) -> None:
        """Run the chosen offer after the screen below is painted again."""

        def go_on() -> None:
            base.uncovered = None
            if offer is not None:
                offer.run()

        if offer is None:
            once(base, _UNCOVERING, go_on)
        else:
            base.call_after_refresh(go_on)

    if frame.screen is base:
        frame.push_screen(PaletteScreen(title, offers(), hint, preview), take)
