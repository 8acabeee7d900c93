"""Opens the palette over a screen, and does what was chosen in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from halo_tui.ui.base_screen import base_of
from halo_tui.ui.palette.offers import Offer, offers_of, places_of, themes_of
from halo_tui.ui.palette.screen import PaletteScreen

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_UNCOVERING: Final = 0.3
"""Seconds after which what the palette has covered is surely painted."""


def open_palette(frame: Frame) -> None:
    """Find what can be done here, and do it."""
    _open(frame, "Actions", partial(offers_of, frame), "Type what you want to do")


def open_places(frame: Frame) -> None:
    """Find a place of the open screen, and go there."""
    _open(frame, "Find", partial(places_of, frame), "Type what you look for")


def open_themes(frame: Frame) -> None:
    """Choose the colours; those under the cursor are shown, and escape brings the former back."""
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
        """Do what was chosen, once the screen below is whole again."""

        def go_on() -> None:
            base.uncovered = None
            if offer is not None:
                offer.run()

        if offer is None:
            base.set_timer(_UNCOVERING, go_on)
        else:
            base.call_after_refresh(go_on)

    if frame.screen is base:
        frame.push_screen(PaletteScreen(title, offers(), hint, preview), take)
