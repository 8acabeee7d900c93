"""What is left out when a line is rendered was not visible."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from profile_files import HEALTHY, write_profile
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region, Size
from textual.screen import Screen
from waiting import still, workers_done

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.base_screen import SCREENS
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
