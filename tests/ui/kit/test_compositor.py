"""What is left out when a line is rendered was not visible."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from profile_files import HEALTHY, write_profile
from textual._compositor import ChopsUpdate, Compositor
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static
from waiting import still, workers_done

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.kit.compositor import LeanCompositor
from halo_tui.ui.session import Session

KEYS = ((), ("question_mark",), ("slash", "h"))


def cells(update: object, region: Region) -> list[str]:
    """What an update writes into the lines of a region, with styles."""
    assert isinstance(update, ChopsUpdate)
    return [
        repr([(x, list(strip)) for x, strip in update.chops[y].items() if x in region.column_range])
        for y in region.line_range
    ]


def visible(screen: Screen[object]) -> Iterable[tuple[Region, Region]]:
    return screen._compositor.visible_widgets.values()


def painted(screen: Screen[object], painter: type[Compositor], region: Region) -> list[str]:
    """What a compositor writes for a changed region."""
    compositor = screen._compositor
    compositor._dirty_regions = {region}
    own = type(compositor)
    compositor.__class__ = painter
    try:
        return cells(compositor.render_partial_update(), region)
    finally:
        compositor.__class__ = own


@pytest.mark.parametrize("size", [Size(80, 24), Size(120, 36)], ids=["80x24", "120x36"])
async def test_lines_and_whole_screens_look_as_textual_paints_them(size: Size) -> None:
    write_profile("acme", HEALTHY)
    session = Session(Store())
    session.open(session.store.summaries()[0])
    async with HaloApp(session).run_test(size=tuple(size)) as pilot:
        await workers_done(pilot)
        for keys in [(f"f{number + 1}", *more) for number in range(len(SCREENS)) for more in KEYS]:
            await pilot.press(*keys)
            await still(pilot)
            screen = pilot.app.screen
            own = type(screen._compositor)
            assert own is not Compositor
            seen = {region.intersection(clip) for region, clip in visible(screen)}
            first_lines = {region.crop_size((region.width, 1)) for region in seen if region}
            for region in {size.region.shrink((0, 0, 1, 0)), *seen, *first_lines}:
                if region and region != size.region:
                    assert painted(screen, own, region) == painted(screen, Compositor, region)
            await pilot.press(*["escape"] * len(keys[1:]))


class Late(Widget):
    """Renders less than it is asked for, as a widget that does not know its new size yet."""

    def render_lines(self, crop: Region) -> list[Strip]:
        strips = super().render_lines(crop)
        return [strip.crop(0, 5) for strip in strips[: self.lines]]

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.lines = lines


class Behind(App[None]):
    """A widget that is late, before one that is not."""

    CSS = "Late { layer: above; height: 3; width: 20 } Screen { layers: below above; }"

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.lines = lines

    def compose(self) -> ComposeResult:
        yield Static("behind it\n" * 6)
        yield Late(self.lines)


@pytest.mark.parametrize("lines", [3, 1, 0])
async def test_a_widget_that_renders_too_little_is_painted_as_textual_paints_it(lines: int) -> None:
    async with Behind(lines).run_test(size=(40, 12)) as pilot:
        screen = pilot.app.screen
        for region in (Region(0, 0, 40, 4), Region(0, 1, 30, 1), Region(2, 0, 10, 6)):
            assert painted(screen, LeanCompositor, region) == painted(screen, Compositor, region)
