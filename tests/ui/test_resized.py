"""A terminal that changes its size shows what one of that size shows from the beginning."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from profile_files import HEALTHY, write_profile
from recorded_runs import WRONG_SECRET, a_run
from textual.geometry import Region
from textual.pilot import Pilot
from waiting import shown, still, workers_done

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.session import Session
from halo_tui.ui.widgets.pane import Pane
from halo_tui.workspace import history

SIZES = [(120, 36), (80, 24), (80, 36), (60, 20), (200, 60), (80, 24), (120, 36)]


@pytest.fixture(autouse=True)
def tested(short_paths: None) -> None:
    """A profile with a failed test, among others."""
    write_profile("acme", HEALTHY)
    history.record("acme", a_run(WRONG_SECRET))
    for number in range(20):
        write_profile(f"globex-{number}", {**HEALTHY, "name": f"Globex {number}"})


@asynccontextmanager
async def running(mode: str, size: tuple[int, int]) -> AsyncIterator[Pilot[None]]:
    session = Session(Store())
    session.open(session.store.summaries()[0])
    async with HaloApp(session, start=mode).run_test(size=size) as pilot:
        await workers_done(pilot)
        await still(pilot)
        yield pilot


def outlines(pilot: Pilot[None]) -> dict[str | None, Region]:
    """Where the panes are that are seen, by their ids."""
    seen = pilot.app.screen._compositor.visible_widgets
    panes = pilot.app.screen.query(Pane)
    return {
        pane.id: clip.intersection(region)
        for pane in panes
        if pane in seen
        for region, clip in [seen[pane]]
    }


def top(pilot: Pilot[None]) -> list[str]:
    """The lines above the panes: title, tabs, and what a screen says first."""
    return shown(pilot).splitlines()[:3]


@pytest.mark.parametrize("mode", ["profiles", "checklist", "handover"])
async def test_panes_and_lines_above_are_as_if_the_size_had_been_there_from_the_beginning(
    mode: str,
) -> None:
    looks = {}
    for size in set(SIZES):
        async with running(mode, size) as pilot:
            looks[size] = outlines(pilot), top(pilot)
    async with running(mode, (100, 30)) as pilot:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await still(pilot)
            assert (outlines(pilot), top(pilot)) == looks[size], size


async def test_the_list_is_as_if_the_size_had_been_there_from_the_beginning() -> None:
    looks = {}
    for size in set(SIZES):
        async with running("profiles", size) as pilot:
            looks[size] = shown(pilot)
    async with running("profiles", (100, 30)) as pilot:
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await still(pilot)
            assert shown(pilot) == looks[size], size
