"""What holds for all screens: their actions, their keys, their lines, and what they paint."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import tomli_w
from profile_files import HEALTHY, write_profile
from recorded_runs import a_run
from terminal.driver import Terminal
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input, Static
from waiting import still, until, until_gone, workers_done

from halo_tui.base import places
from halo_tui.profiles.fingerprint import lasting_fingerprint
from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp, screen_class
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.help.screen import HelpScreen
from halo_tui.ui.kit.actions import ACTIONS, Action, actions_of, usable_keys
from halo_tui.ui.palette.offers import offers_of
from halo_tui.ui.session import Session
from halo_tui.ui.widgets import chrome
from halo_tui.ui.widgets.chrome import (
    KeyLine,
    Question,
    QuestionLine,
    StatusLine,
    TabLine,
    TitleLine,
)
from halo_tui.ui.widgets.sheet import Sheet
from halo_tui.workspace import history

MODES = [mode for mode, _ in SCREENS]


@asynccontextmanager
async def running(mode: str, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[None]]:
    """A screen on the first profile, or on none."""
    session = Session(Store())
    summaries = session.store.summaries()
    session.open(summaries[0] if summaries else None)
    async with HaloApp(session, start=mode).run_test(size=size) as pilot:
        await workers_done(pilot)
        yield pilot


def application(pilot: Pilot[None]) -> HaloApp:
    assert isinstance(pilot.app, HaloApp)
    return pilot.app


def line(pilot: Pilot[None], kind: type[Static]) -> str:
    return str(application(pilot).base.query_one(kind).content)


def keys_file(keymap: dict[str, str]) -> None:
    """A `config.toml` with keys of one's own."""
    places.make_private(places.config_dir())
    places.config_file().write_text(tomli_w.dumps({"keymap": keymap}), "utf-8")


# Actions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_can_be_done(action: Action) -> None:
    if action.scope == "app":
        node: type[object] = HaloApp
    else:
        node = screen_class(action.scope)
    method = f"action_{action.id.partition('.')[2]}"
    assert callable(getattr(node, method, None)), f"{node.__name__} has no {method}"


def test_no_two_actions_of_a_screen_want_the_same_key() -> None:
    assert usable_keys({action.id: action.keys for action in ACTIONS})[1] == []


@pytest.mark.parametrize(
    ("mode", "said", "kept"),
    [
        ("test", "No profile is open, so there is nothing to test yet", "Filter"),
        ("handover", "No profile is open, so there is nothing to hand over yet", "Find"),
    ],
)
async def test_without_a_profile_a_screen_says_so_and_offers_no_key_that_needs_one(
    mode: str, said: str, kept: str
) -> None:
    async with running(mode) as pilot:
        await until(pilot, said)
        await until(pilot, "1 opens one")
        footer = line(pilot, KeyLine)
        assert kept in footer
        assert not [
            word for word in ("Run", "History", "Copy", "Reveal", " t Test") if word in footer
        ]


@pytest.mark.parametrize("mode", MODES)
async def test_footer_and_help_tell_the_same(acme: str, mode: str) -> None:
    async with running(mode) as pilot:
        app = application(pilot)
        footer = line(pilot, KeyLine)
        app.push_screen(HelpScreen(mode, demo=True))
        await pilot.pause()
        listed = "\n".join(str(sheet.content) for sheet in app.screen.query(Sheet))
    known = [*actions_of(mode), *actions_of("app")]
    assert [action.id for action in known if action.help not in " ".join(listed.split())] == []
    in_footer = [action.label for action in known if f" {action.label} " in footer]
    assert in_footer[-2:] == ["Help", "Quit"]


async def test_help_lists_the_keys_of_the_tour_in_the_demo_alone(acme: str) -> None:
    async with running("profiles") as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        shown = "\n".join(str(sheet.content) for sheet in pilot.app.screen.query(Sheet))
    assert "Find any action" in shown and "tour" not in shown


@pytest.mark.parametrize("mode", MODES)
async def test_the_palette_can_do_what_it_offers_without_a_profile(mode: str) -> None:
    async with running(mode) as pilot:
        (offer,) = (each for each in offers_of(application(pilot)) if each.title == "Help")
        offer.run()
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)


# Keys of one's own -----------------------------------------------------------------------------


async def test_a_key_of_ones_own_works_and_is_shown(acme: str) -> None:
    keys_file({"checklist.all_steps": "z"})
    async with running("checklist") as pilot:
        await still(pilot)
        await pilot.press("z")
        assert "z All steps" in line(pilot, KeyLine)
        assert "folded" not in str(pilot.app.screen.query_one("#progress", Static).content)


@pytest.mark.parametrize(
    ("keymap", "problem"),
    [
        ({"checklist.fly": "z"}, "there is no action 'checklist.fly'"),
        ({"checklist.all_steps": "e"}, "both want the key 'e'"),
        ({"test.run": "question_mark"}, "both want the key 'question_mark'"),
        ({"test.run": "?"}, "both want the key 'question_mark'"),
        ({"test.run": "g"}, "wants the key 'g', which moves the cursor"),
    ],
)
async def test_keys_that_cannot_be_are_said(
    acme: str, keymap: dict[str, str], problem: str
) -> None:
    keys_file(keymap)
    async with running("checklist") as pilot:
        await still(pilot)
        assert problem in line(pilot, StatusLine)


async def test_one_wrong_key_of_ones_own_leaves_the_others(acme: str) -> None:
    keys_file({"checklist.fly": "b", "checklist.all_steps": "z", "checklist.search": "ctrl+l"})
    async with running("checklist") as pilot:
        await until(pilot, "z All steps")
        assert "both want" not in line(pilot, StatusLine)
        assert "^l Find" in line(pilot, KeyLine)


# The lines around ------------------------------------------------------------------------------


async def test_a_terminal_that_is_too_small_says_what_it_needs(acme: str) -> None:
    async with running("checklist", (59, 19)) as pilot:
        screen = pilot.app.screen
        assert "Too small: 59×19, needs 60×20" in str(
            screen.query_one("#too-small", Static).content
        )
        row = "".join(strip.text for strip in screen._compositor.render_strips())
        assert row.split() == ["Too", "small:", "59×19,", "needs", "60×20", "^q", "quits"]


async def test_a_question_outlives_a_terminal_that_is_too_small(acme: str) -> None:
    async with running("profiles") as pilot:
        await pilot.press("delete")
        await until(pilot, "n keep")
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        await pilot.press("y")
        await pilot.resize_terminal(80, 24)
        await still(pilot)
        assert Store().slugs() == ["acme"]
        await pilot.press("y")
        await still(pilot)
        assert Store().slugs() == []


async def test_a_terminal_that_grows_again_shows_everything(acme: str) -> None:
    async with running("checklist", (59, 19)) as pilot:
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not pilot.app.screen.query_one("#too-small").display
        assert pilot.app.screen.query_one("#steps").display


@pytest.mark.parametrize("columns", [60, 80, 120])
async def test_all_tabs_are_named_at_every_width(acme: str, columns: int) -> None:
    async with running("profiles", (columns, 24)) as pilot:
        for mode in MODES:
            application(pilot).go(mode)
            await still(pilot)
            tabs = line(pilot, TabLine)
            assert [name for _, name in SCREENS if name not in tabs] == [], mode
            assert len(tabs) <= columns, mode


async def test_the_verdict_outlives_a_long_name(home: Path) -> None:
    write_profile("acme", {**HEALTHY, "name": "Northwind Traders International " * 4})
    async with running("checklist", (60, 20)) as pilot:
        title = line(pilot, TitleLine)
        assert title.endswith(" ○ NOT TESTED YET ")
        assert len(title) <= 58


async def test_news_and_keys_do_not_cover_each_other(acme: str) -> None:
    async with running("checklist") as pilot:
        base = application(pilot).base
        base.say("something new")
        await pilot.pause()
        rows = [widget.region.y for widget in (base.query_one(StatusLine), base.query_one(KeyLine))]
        assert rows == [34, 35]


async def test_news_go_when_the_screen_is_left(acme: str) -> None:
    async with running("checklist") as pilot:
        first = application(pilot).base
        first.say("something new")
        await pilot.press("f5", "f2")
        await pilot.pause()
        assert (application(pilot).base, line(pilot, StatusLine)) == (first, "")


# What is painted -------------------------------------------------------------------------------


@pytest.fixture
def both() -> Iterator[tuple[Terminal, Terminal]]:
    """The same application on our lean widgets and on Textual's own."""
    script = str(Path(__file__).with_name("lean_or_stock.py"))
    with (
        Terminal([sys.executable, script, "lean"], columns=60, rows=18) as lean,
        Terminal([sys.executable, script, "stock"], columns=60, rows=18) as stock,
    ):
        for terminal in (lean, stock):
            terminal.wait_for("branch 0", quiet=0.5)
        yield lean, stock


def test_lean_widgets_paint_the_same_cells_as_textuals_own(
    both: tuple[Terminal, Terminal],
) -> None:
    keys = "down down right enter up t tab x tab down tab down down down down down down tab tab"
    for number, key in enumerate(keys.split()):
        for terminal in both:  # both work on it at the same time
            terminal.send(key)
        for quiet in (0.2, 1.0):  # the longer one is for a busy machine only
            for terminal in both:
                terminal.rest(quiet)
            if both[0].cells == both[1].cells:
                break
        assert both[0].cells == both[1].cells, f"after {key!r}, key {number}"


def test_lean_widgets_write_less(both: tuple[Terminal, Terminal]) -> None:
    spent = []
    for terminal in both:
        spent.append([terminal.press(key, quiet=0.3) for key in ("down", "down", "tab")])
    lean, stock = spent
    assert [few < many for few, many in zip(lean, stock, strict=True)] == [True] * 3, spent


# A verdict belongs to the values that were tested -----------------------------------------------


async def test_a_verdict_ends_when_a_value_changes(acme: str) -> None:
    store = Store()
    mark = lasting_fingerprint(store.load("acme").profile.values())
    history.record("acme", a_run(), fingerprint=mark)
    async with running("checklist") as pilot:
        assert " ✓ READY " in line(pilot, TitleLine)
    stored = store.load("acme")
    store.save(stored, stored.profile.changed(name="Acme again"))
    async with running("checklist") as pilot:
        assert " ✓ READY " in line(pilot, TitleLine)
    stored = store.load("acme")
    store.save(stored, stored.profile.changed(tenant="another"))
    async with running("checklist") as pilot:
        assert line(pilot, TitleLine).endswith(" ○ CHANGED, UNTESTED ")


# Keys faster than a question ---------------------------------------------------------------------


async def test_keys_that_come_at_once_with_a_question_are_its_answer(acme: str) -> None:
    async with running("profiles") as pilot:
        for key in ("n", "t", "e", "x", "t"):
            pilot.app.post_message(Key(key, key))
        await still(pilot)
        assert str(pilot.app.screen.query_one(QuestionLine).query_one(Input).value) == "text"
        assert pilot.app.current_mode == "profiles"


@pytest.mark.parametrize("away", ["tab", "shift+tab", "click"])
async def test_a_question_for_a_text_keeps_the_keys(acme: str, away: str) -> None:
    async with running("profiles") as pilot:
        await pilot.press("n", "N", "o")
        await (pilot.click("#list-pane", offset=(5, 3)) if away == "click" else pilot.press(away))
        await pilot.press("r", "escape")
        await until_gone(pilot, "Name or log-in address")
        await pilot.press("n")
        await until(pilot, "Name or log-in address")


async def test_a_word_typed_for_something_else_is_no_answer(
    acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(chrome, "time", SimpleNamespace(monotonic=lambda: now[0]))
    async with running("profiles") as pilot:
        asked = asyncio.create_task(application(pilot).ask(Question("Sure?", {"y": "yes"})))
        await until(pilot, "Sure?")
        await pilot.press(*"my", "enter")
        assert not asked.done()
        await until(pilot, "Not taken: answer this first")
        now[0] += 1
        await pilot.press("y")
        assert await asked == "y"


@pytest.mark.parametrize("away", ["tab", "click"])
async def test_a_question_for_a_choice_keeps_the_keys(acme: str, away: str) -> None:
    async with running("profiles") as pilot:
        await pilot.press("delete")
        await until(pilot, "n keep")
        await (pilot.click("#list-pane", offset=(5, 3)) if away == "click" else pilot.press(away))
        await pilot.press("n")
        await until_gone(pilot, "n keep")


# There and back -----------------------------------------------------------------------------------


async def test_a_screen_that_was_left_before_its_first_paint_takes_no_processor_time(
    acme: str,
) -> None:
    async with running("checklist") as pilot:
        application(pilot).go("test")
        application(pilot).go("handover")
        await still(pilot)
        before = time.process_time()
        await asyncio.sleep(0.5)
        assert time.process_time() - before < 0.1


async def test_escape_leads_back_from_a_look_aside(acme: str) -> None:
    async with running("checklist") as pilot:
        app = application(pilot)
        app.go("test")
        app.go_to_step("prepare.psa")
        await still(pilot)
        await pilot.press("escape")
        await still(pilot)
        assert app.current_mode == "test"
