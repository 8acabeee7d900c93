"""A pane's frame: what it says, and what it costs to say where the focus is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import pytest
from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, Compositor
from textual.app import ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from waiting import shown

from halo_tui.ui.kit.inner import LeanScreen, LeanTree
from halo_tui.ui.kit.theme import own_themes
from halo_tui.ui.kit.themed_app import ThemedApp
from halo_tui.ui.widgets.pane import Pane


class TwoPanes(LeanScreen[None]):
    DEFAULT_CSS = "TwoPanes { layout: horizontal; & Pane { width: 1fr; } }"
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (80, "-normal")]

    def compose(self) -> ComposeResult:
        self.paint_at_once()
        for title in ("Checks", "Details"):
            with Pane(title, key=title[0].lower(), id=title):
                tree: LeanTree[None] = LeanTree("", id=f"tree-{title}")
                tree.show_root = False
                for number in range(20):
                    tree.root.add_leaf(f"{title} {number}")
                yield tree


class Panes(ThemedApp):
    AUTO_FOCUS = "#tree-Checks"

    def get_default_screen(self) -> Screen[Any]:
        return TwoPanes()


@asynccontextmanager
async def panes(size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[None]]:
    async with Panes().run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


def lit(pilot: Pilot[None]) -> list[str | None]:
    return [pane.id for pane in pilot.app.screen.query(Pane) if pane.is_lit]


def colours_of_corners(pilot: Pilot[None]) -> Iterator[str]:
    for pane in pilot.app.screen.query(Pane):
        style = pilot.app.screen.get_style_at(pane.region.x, pane.region.bottom - 1)
        assert style.color is not None
        yield style.color.name


@pytest.mark.parametrize("colours", ["truecolor", "256", "standard", "none"])
async def test_the_frame_around_the_focus_has_another_colour(
    colours: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    async with panes() as pilot:
        theme = own_themes(colours)[0]
        pilot.app.register_theme(theme)
        pilot.app.theme = theme.name
        await pilot.pause()
        first, second = colours_of_corners(pilot)
        assert (lit(pilot), first != second) == (["Checks"], True)
        await pilot.press("tab")
        await pilot.pause()
        assert (lit(pilot), [*colours_of_corners(pilot)]) == (["Details"], [second, first])


@pytest.mark.parametrize("size", [(120, 36), (60, 20)])
async def test_the_title_stands_in_the_frame_with_its_key(size: tuple[int, int]) -> None:
    async with panes(size) as pilot:
        pilot.app.screen.query(Pane).first().entitle("Lines", Content("3 of 20"))
        await pilot.pause()
        top = shown(pilot).splitlines()[0]
        assert " c Lines ─" in top
        assert "─ 3 of 20 ─" in top
        assert " d Details ─" in top


async def test_a_title_that_is_too_long_is_cut() -> None:
    async with panes((60, 20)) as pilot:
        pilot.app.screen.query(Pane).first().entitle("A very long title " * 3)
        await pilot.pause()
        assert "… ─" in shown(pilot).splitlines()[0].replace("…─", "… ─")


async def test_a_move_of_the_focus_paints_two_frames_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    painted: list[int] = []
    original = Compositor.render_partial_update

    def measured(compositor: Compositor) -> ChopsUpdate | None:
        update = original(compositor)
        if update is not None:
            painted.append(len(update.render_segments(pilot.app.console).encode()))
        return update

    async with panes() as pilot:
        pilot.app.console._color_system = ColorSystem.TRUECOLOR
        monkeypatch.setattr(Compositor, "render_partial_update", measured)
        await pilot.press("tab")
        await pilot.pause()
    assert painted and sum(painted) <= 5_000, painted
