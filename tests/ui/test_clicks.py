"""What a click does: on a tab, a key, an answer, a row, a fold, a choice, an offer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from profile_files import HEALTHY, write_profile
from textual.pilot import Pilot
from waiting import shown, still, until, workers_done

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.session import Session


@asynccontextmanager
async def running(mode: str, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[None]]:
    write_profile("acme", HEALTHY)
    session = Session(Store())
    session.open(session.store.summaries()[0])
    async with HaloApp(session, start=mode).run_test(size=size) as pilot:
        await workers_done(pilot)
        await still(pilot)
        yield pilot


async def click(pilot: Pilot[None], text: str, *, row: int | None = None) -> None:
    """Click where a text is shown."""
    lines = shown(pilot).splitlines()
    at = row if row is not None else next(n for n, line in enumerate(lines) if text in line)
    await pilot.click(offset=(lines[at].index(text) + 1, at))


@pytest.mark.parametrize(("mode", "name"), SCREENS[1:])
@pytest.mark.parametrize("size", [(60, 20), (120, 36)])
async def test_a_tab_opens_its_screen(mode: str, name: str, size: tuple[int, int]) -> None:
    async with running("profiles", size) as pilot:
        await click(pilot, name, row=1)
        await workers_done(pilot)
        assert pilot.app.current_mode == mode


async def test_a_tab_does_nothing_while_a_question_is_open() -> None:
    async with running("profiles") as pilot:
        await pilot.press("delete")
        await until(pilot, "n keep")
        await click(pilot, "Checklist", row=1)
        await still(pilot)
        assert pilot.app.current_mode == "profiles"


async def test_a_key_in_the_last_line_is_pressed() -> None:
    async with running("handover") as pilot:
        await click(pilot, "Help", row=35)
        await until(pilot, "On this screen")


async def test_the_answers_of_a_question_are_clicked() -> None:
    async with running("profiles") as pilot:
        await click(pilot, "del Delete", row=35)
        await until(pilot, "n keep")
        await click(pilot, "y delete", row=35)
        await still(pilot)
        assert Store().slugs() == []


async def test_cancel_is_clicked() -> None:
    async with running("profiles") as pilot:
        await pilot.press("n")
        await until(pilot, "esc Cancel")
        await click(pilot, "esc Cancel", row=35)
        await still(pilot)
        assert "esc Cancel" not in shown(pilot)


async def test_a_fold_and_a_choice_are_clicked() -> None:
    async with running("credentials") as pilot:
        await click(pilot, "More")
        await until(pilot, "Root certificate")
        await click(pilot, "on-premise")
        await still(pilot)
        assert pilot.app.session.draft.text("hosting") == "on-premise"  # type: ignore[attr-defined]


async def test_an_offer_of_the_palette_is_clicked() -> None:
    async with running("profiles") as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, "Type what you want to do")
        await click(pilot, "Sort by name")
        await until(pilot, "Sorted by state")


async def test_a_click_beside_the_palette_closes_it() -> None:
    async with running("profiles") as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, "Type what you want to do")
        await pilot.click(offset=(3, 34))
        await still(pilot)
        assert "Type what you want to do" not in shown(pilot)


async def test_a_row_of_the_values_is_clicked() -> None:
    async with running("handover") as pilot:
        await click(pilot, "Tenant")
        await pilot.press("y")
        await until(pilot, "Tenant copied")
