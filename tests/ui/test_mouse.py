"""The wheel, the scroll bars and the double click."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from connections import ACME, write
from recorded_runs import WRONG_SECRET, a_run
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget
from waiting import shown, still, until, workers_done

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.session import Session
from halo_tui.workspace import history

SCROLLING = {
    ("profiles",): {"ProfileTable"},
    ("profiles", "question_mark"): {"VerticalScroll"},
    ("profiles", "ctrl+p"): {"Choices"},
    ("checklist",): {"StepTree", "Page"},
    ("test", "a"): {"CheckTree", "Page"},
    ("handover",): {"VerticalScroll"},
}
"""What scrolls on each screen of 60×20, by the keys that lead there."""


@asynccontextmanager
async def running(
    mode: str, size: tuple[int, int] = (60, 20), others: int = 0
) -> AsyncIterator[Pilot[None]]:
    write("acme")
    for number in range(others):
        write(f"globex{number}", {**ACME, "name": f"Globex {number:02}"})
    history.record("acme", a_run(WRONG_SECRET))
    session = Session(Store())
    session.open(next(one for one in session.store.summaries() if one.slug == "acme"))
    async with HaloApp(session, start=mode).run_test(size=size) as pilot:
        await workers_done(pilot)
        await still(pilot)
        yield pilot


def scrolling(pilot: Pilot[None]) -> list[Widget]:
    """What has more lines than there is room for."""
    widgets = pilot.app.screen.query("*").results(Widget)
    return [
        one for one in widgets
        if one.display and one.region.area and one.max_scroll_y and one.allow_vertical_scroll
    ]  # fmt: skip


async def wheel(pilot: Pilot[None], widget: Widget, kind: type[events.MouseEvent]) -> None:
    for _ in range(3):
        await pilot._post_mouse_events([kind], widget=widget, offset=(2, 1))
    await still(pilot)


async def drag(pilot: Pilot[None], widget: Widget, *, up: bool = False) -> None:
    """Drag the scroll bar from one end to the other."""
    bar = widget.vertical_scrollbar.region
    ends = [(bar.x, bar.y), (bar.x, bar.bottom - 1)]
    begin, end = ends[::-1] if up else ends
    await pilot.mouse_down(offset=begin)
    await pilot.hover(offset=end)
    await pilot.mouse_up(offset=end)
    await still(pilot)


@pytest.mark.parametrize("way", SCROLLING, ids=" ".join)
async def test_wheel_and_scroll_bars_scroll(way: tuple[str, ...]) -> None:
    async with running(way[0], others=30 if way == ("profiles",) else 0) as pilot:
        await pilot.press(*way[1:])
        await still(pilot)
        found = scrolling(pilot)
        assert {type(one).__name__ for one in found} == SCROLLING[way]
        for widget in found:
            await wheel(pilot, widget, events.MouseScrollDown)
            await wheel(pilot, widget, events.MouseScrollUp)
            at = widget.scroll_y
            await wheel(pilot, widget, events.MouseScrollDown)
            assert widget.scroll_y > at, widget
            if widget.show_vertical_scrollbar and widget.styles.scrollbar_size_vertical:
                widget.scroll_home(animate=False)
                await still(pilot)
                await drag(pilot, widget)
                assert widget.scroll_y > at, widget
                await drag(pilot, widget, up=True)
                assert widget.scroll_y == 0, widget


async def twice(pilot: Pilot[None], text: str, *, last_line: bool = False) -> None:
    """Double-click where a text is shown."""
    lines = shown(pilot).splitlines()
    rows = [len(lines) - 1] if last_line else range(2, len(lines))
    row = next(row for row in rows if text in lines[row])
    x = lines[row].index(text) + 1
    for _ in range(2):
        for kind in (events.MouseDown, events.MouseUp):  # as a terminal sends them
            pilot.app.post_message(kind(None, x, row, 0, 0, 1, False, False, False, x, row))
            await pilot.pause()
    await still(pilot)


async def test_a_double_click_opens_a_profile_and_does_nothing_there() -> None:
    async with running("profiles", others=2) as pilot:
        await twice(pilot, "Globex 01")
        assert pilot.app.current_mode == "checklist"
        assert pilot.app.session.slug == "globex1"  # type: ignore[attr-defined]
        before = shown(pilot)
        await pilot.press("1", "2")
        await still(pilot)
        assert shown(pilot) == before


async def test_a_double_click_on_a_key_answers_no_question() -> None:
    async with running("profiles", (120, 36)) as pilot:
        await pilot.press("home")
        await twice(pilot, "del Delete", last_line=True)
        await until(pilot, "n keep")
        assert Store().slugs() == ["acme"]


async def test_a_double_click_on_a_key_presses_it_once() -> None:
    async with running("handover", (120, 36)) as pilot:
        await twice(pilot, "y Copy", last_line=True)
        await until(pilot, "Client ID copied")
        assert "1 of 5 copied" in shown(pilot)


async def test_a_double_click_on_a_branch_folds_it_once() -> None:
    async with running("test", (120, 36)) as pilot:
        assert "▸ ✓ Network" in shown(pilot)
        await twice(pilot, "✓ Network")
        assert "▾ ✓ Network" in shown(pilot)
