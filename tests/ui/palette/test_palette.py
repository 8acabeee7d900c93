"""The palette: what it offers, in which order, and what it writes over a slow line."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from connections import write
from profile_files import HEALTHY, write_profile
from terminal.driver import Terminal
from textual.pilot import Pilot
from waiting import shown, still, until, workers_done

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.help.screen import HelpScreen
from halo_tui.ui.kit.actions import actions_of
from halo_tui.ui.palette.offers import Offer, fitting, offers_of, under_headings
from halo_tui.ui.palette.screen import Choices
from halo_tui.ui.session import Session

MODES = [mode for mode, _ in SCREENS]
HINT = "Type what you want to do"


@asynccontextmanager
async def running(mode: str = "profiles") -> AsyncIterator[Pilot[None]]:
    session = Session(Store())
    summaries = session.store.summaries()
    session.open(summaries[0] if summaries else None)
    async with HaloApp(session, start=mode).run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        await pilot.pause()
        yield pilot


def application(pilot: Pilot[None]) -> HaloApp:
    assert isinstance(pilot.app, HaloApp)
    return pilot.app


def offer(title: str, about: str = "", *, group: str = "", rehearsal: bool = False) -> Offer:
    return Offer(group, title, about, lambda: None, is_rehearsal=rehearsal)


def chosen(pilot: Pilot[None]) -> str:
    found = pilot.app.screen.query_one(Choices).selected
    return found.title if found else ""


# What fits -------------------------------------------------------------------------------------


def test_the_best_hit_comes_first_and_rehearsals_after_their_equals():
    offers = [
        offer("Save", "Write all that is new"),
        offer("all-ticked", rehearsal=True),
        offer("Test all"),
        offer("All steps"),
    ]
    found = [each.title for each in fitting(offers, "ALL")]
    assert found == ["All steps", "all-ticked", "Test all", "Save"]


def test_exact_goes_before_prefix_word_start_middle_and_explanation():
    offers = [
        offer("Other saved"),
        offer("Unsaved"),
        offer("Keep", "Save it"),
        offer("Sort a view, each"),
        offer("Save certificate"),
        offer("Save"),
    ]
    assert [each.title for each in fitting(offers, "save")] == [
        "Save", "Save certificate", "Other saved", "Unsaved", "Keep",
    ]  # fmt: skip


def test_letters_with_others_between_them_count_where_nothing_is_better():
    offers = [offer("Keep", "It is safe"), offer("Sort a view, each")]
    assert [each.title for each in fitting(offers, "save")] == ["Sort a view, each"]


def test_every_word_has_to_occur():
    offers = [offer("Copy report"), offer("Copy value")]
    assert [each.title for each in fitting(offers, "rep copy")] == ["Copy report"]


def test_nothing_typed_leaves_all_in_their_groups():
    offers = [offer("a", group="One"), offer("b", group="One"), offer("c", group="Two")]
    titles = [line if isinstance(line, str) else line.title for line in under_headings(offers)]
    assert titles == ["One", "a", "b", "Two", "c"]


# What is offered -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
async def test_what_can_be_done_here_comes_first_and_nothing_twice(mode: str):
    write("acme")
    async with running(mode) as pilot:
        app = application(pilot)
        offers = offers_of(app)
        here = app.base.actions()
    assert [each.title for each in offers][: len(here)] == [action.label for action in here]
    titles = [each.title for each in offers]
    assert len(titles) == len(set(titles))
    assert {"Help", "Quit", "Theme"} <= set(titles)


@pytest.mark.parametrize("mode", MODES)
async def test_what_cannot_be_done_is_not_offered(mode: str):
    async with running(mode) as pilot:
        titles = {each.title for each in offers_of(application(pilot))}
    assert "Back" not in titles
    assert {action.label for action in actions_of("test") if action.id == "test.cancel"}.isdisjoint(
        titles
    )


# By its keys -----------------------------------------------------------------------------------


async def test_the_first_is_selected_and_down_goes_to_the_second():
    write("acme")
    async with running() as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, HINT)
        assert chosen(pilot) == "Open"
        await pilot.press("down")
        assert chosen(pilot) == "New"
        await pilot.press("up", "up")
        assert chosen(pilot) == "Theme"


async def test_enter_does_what_is_selected():
    write("acme")
    async with running() as pilot:
        await pilot.press("ctrl+p", *"help")
        await until(pilot, "Show what every key")
        await pilot.press("enter")
        await until(pilot, "On this screen")
        assert isinstance(pilot.app.screen, HelpScreen)


async def test_escape_does_nothing_and_shows_the_screen_as_it_was():
    write("acme")
    async with running() as pilot:
        before = shown(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, HINT)
        await pilot.press("x", "escape")
        await pilot.pause()
        assert shown(pilot) == before


async def test_another_profile_is_opened_without_leaving_the_screen():
    write("acme")
    write("globex", name="Globex")
    async with running("handover") as pilot:
        await pilot.press("ctrl+p", *"globex")
        await until(pilot, "Open profile: Globex")
        await pilot.press("enter")
        await until(pilot, "Now Globex")
        assert (pilot.app.current_mode, application(pilot).session.slug) == ("handover", "globex")


async def test_a_theme_is_chosen_in_the_same_way():
    async with running() as pilot:
        await pilot.press("ctrl+p", *"theme", "enter")
        await until(pilot, "Type a theme's name")
        await pilot.press(*"light", "enter")
        await until(pilot, "no profile open")
        assert pilot.app.theme == "halo-light"


async def test_the_theme_under_the_cursor_is_shown_and_escape_brings_the_former_back():
    write("acme")
    async with running() as pilot:
        before = pilot.app.theme
        await pilot.press("ctrl+p", *"theme", "enter")
        await until(pilot, "Type a theme's name")
        await pilot.press("down")
        while pilot.app.theme == before:
            await pilot.pause(0.02)
        assert pilot.app.theme == chosen(pilot)
        await still(pilot)
        await pilot.press("escape")
        await still(pilot)
        assert pilot.app.theme == before
        assert application(pilot).base.styles.background.hex.lower() == "#12161d"


async def test_the_screen_below_is_shown_in_the_theme_under_the_cursor():
    write("acme")
    async with running() as pilot:
        await pilot.press("ctrl+p", *"theme", "enter")
        await until(pilot, "Type a theme's name")
        await pilot.press(*"halo-light")
        while pilot.app.theme != "halo-light":
            await pilot.pause(0.02)
        await still(pilot)
        grounds = {
            segment.style.bgcolor.name
            for strip in pilot.app.screen._compositor.render_strips()[30:33]
            for segment in strip
            if segment.style and segment.style.bgcolor
        }
    assert "#12161d" not in grounds
    assert "#fbfcfe" in grounds


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_nothing_of_the_screen_below_stands_beside_the_frame(size: tuple[int, int]):
    write("acme")
    session = Session(Store())
    async with HaloApp(session).run_test(size=size) as pilot:
        await workers_done(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, HINT)
        lines = shown(pilot).splitlines()
    top = next(n for n, line in enumerate(lines) if "Actions" in line)
    bottom = next(n for n, line in enumerate(lines) if n > top and "╯" in line)
    for line in lines[top : bottom + 1]:
        assert line.strip()[0] + line.strip()[-1] in ("╭╮", "││", "╰╯")


# What is written -------------------------------------------------------------------------------


def test_it_stays_within_its_bytes():
    for number in range(12):
        write_profile(f"acme-{number}", {**HEALTHY, "name": f"Acme {number}"})
    with Terminal([sys.executable, "-m", "halo_tui"]) as terminal:
        terminal.wait_for("Cert.", "Kept in", quiet=0.5)
        terminal.rest()
        before = terminal.cells
        spent = {"open": terminal.press("ctrl+p", quiet=0.5)}
        spent["arrow"] = max(terminal.press("down", quiet=0.3) for _ in range(3))
        spent["typed"] = terminal.press("e", quiet=0.3)
        spent["close"] = terminal.press("escape", quiet=0.5)
        after = terminal.cells
    allowed = {"open": 15_000, "arrow": 700, "typed": 9_000, "close": 15_000}
    assert {what: count for what, count in spent.items() if count > allowed[what]} == {}, spent
    assert after == before
