"""The guided tour of the demo: by its keys, beside all else that a person does, and left again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cases import for_each
from profile_files import HEALTHY, write_profile
from recorded_runs import WRONG_SECRET, a_run
from textual.pilot import Pilot
from textual.widgets import Input
from waiting import shown, still, until, until_gone

from halo_tui.base import places
from halo_tui.base.cells import cells
from halo_tui.checks.diagnosis.findings import finding
from halo_tui.checks.events import RunFinished
from halo_tui.checks.verdicts import Verdict
from halo_tui.guide.model import load_guide
from halo_tui.profiles.fingerprint import lasting_fingerprint
from halo_tui.profiles.store import Store
from halo_tui.sandbox.scenarios import load_scenarios
from halo_tui.sandbox.server import Sandbox
from halo_tui.settings import Settings
from halo_tui.start.demo import DemoRehearsal
from halo_tui.ui.app import HaloApp
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.kit.actions import ACTIONS, shown_key
from halo_tui.ui.session import Session
from halo_tui.ui.tour.panel import TourPanel
from halo_tui.ui.tour.steps import TourStep, load_script
from halo_tui.ui.widgets.pane import Pane
from halo_tui.workspace import history, last_run

SMALL, USUAL, WIDE = (60, 20), (80, 24), (120, 36)
SCRIPT = load_script()
STEPS = range(1, len(SCRIPT.steps) + 1)
LACKS_A_PERMISSION = {"oauth.scope.edit:invoices": "not_granted"}
KEYS = {action.id: shown_key(action.keys) for action in ACTIONS}


class Rehearsed:
    """A sandbox that only remembers what it plays."""

    slug = "acme"
    scenario = "healthy-hosted"
    log_in = "https://acme.halopsa.com"
    ca_file = ""

    def begin(self) -> None:
        """Nothing has to start."""

    def scenarios(self) -> list[tuple[str, str]]:
        return [("wrong-secret", "The secret is wrong")]

    def play(self, name: str) -> None:
        self.scenario = name

    def wait_until_ready(self) -> None:
        """It always is."""


class Recorded:
    """Stands for the runs: a test ends at once, as recorded for what the sandbox plays."""

    def __init__(self, app: HaloApp) -> None:
        self.app = app
        self.ends = True
        self.reasons: dict[str, Mapping[str, str]] = {
            "healthy-hosted": {}, "wrong-secret": WRONG_SECRET,
            "not-ticked-edit-invoices": LACKS_A_PERMISSION,
        }  # fmt: skip

    def start(self, *only: str) -> None:
        session = self.app.session
        assert session.rehearsal is not None
        session.starting = not self.ends
        events = a_run(self.reasons[session.rehearsal.scenario])
        for event in events if self.ends else events[:1]:
            session.results.add(event)
            if isinstance(event, RunFinished):
                mark = lasting_fingerprint(session.stored().profile.values())
                history.record("acme", events, fingerprint=mark)
                session.last = last_run.latest("acme")
            self.app.event_signal.publish(event)

    def end(self) -> None:
        self.ends = True
        self.start()


def in_demo(*, tour: bool = True) -> tuple[HaloApp, Recorded]:
    write_profile("acme", HEALTHY)
    session = Session(Store(), Rehearsed(), wants_tour=tour)
    session.open(session.store.summary("acme"))
    app = HaloApp(session, start="test")
    tests = Recorded(app)
    app.runs.start = tests.start  # type: ignore[method-assign]
    return app, tests


@asynccontextmanager
async def touring(
    size: tuple[int, int] = USUAL,
) -> AsyncIterator[tuple[Pilot[None], Recorded]]:
    app, tests = in_demo()
    async with app.run_test(size=size) as pilot:
        await until(pilot, "Step 1 of 6")
        yield pilot, tests


def panels(pilot: Pilot[None]) -> list[TourPanel]:
    return list(pilot.app.screen.query(TourPanel))


async def go_to(pilot: Pilot[None], number: int) -> None:
    """Press the key for the next step until a step is there and done."""
    for each in range(1, number + 1):
        await until(pilot, f"Step {each} of 6")
        await until(pilot, SCRIPT.steps[each - 1].done)
        if each < number:
            await pilot.press("ctrl+n")


# By its keys -------------------------------------------------------------------------------------


@contextmanager
def sandbox(home: Path) -> Iterator[HaloApp]:
    """The application as `halo-tui demo --tour` opens it."""
    before = dict(os.environ)
    played = Sandbox("healthy-hosted", home=home / "sandbox")
    rehearsal = DemoRehearsal(played, places.config_dir())
    settings = Settings(hosts_file=played.hosts_file)
    session = Session(Store(), rehearsal, known_settings=settings, wants_tour=True)
    session.open(session.store.summary(rehearsal.slug))
    try:
        yield HaloApp(session, start="test")
    finally:
        rehearsal.stop()
        os.environ.clear()
        os.environ.update(before)


@pytest.mark.parametrize("size", [SMALL, USUAL])
async def test_the_whole_tour_by_keys(size: tuple[int, int], home: Path) -> None:
    pictures: dict[int, str] = {}
    with sandbox(home) as app:
        async with app.run_test(size=size) as pilot:
            for number in STEPS:
                await go_to_done(pilot, number)
                await still(pilot)
                pictures[number] = shown(pilot)
                assert overlaps(pilot) == []
                assert app.current_mode == SCRIPT.steps[number - 1].screen
                await pilot.press("ctrl+n")
            await until_gone(pilot, "Step 6 of 6")
            assert "The tour is over" in shown(pilot)
            secret = app.session.stored().profile.client_secret
    assert "✓ READY" in pictures[1]
    assert "✗ NOT READY" in pictures[2]
    for named in ("Cause", "edit:invoices is not ticked", "Next", "In Halo, open", "Press Save"):
        assert named.lower() in " ".join(pictures[3].split()).lower()
    assert "Tick read and edit: invoices" in pictures[4]
    assert "✗ NOT READY" in pictures[4]
    assert "✓ READY" in pictures[5]
    assert all(value in pictures[6] for value in ("Client ID", "Tenant", "northwind"))
    assert secret
    assert [number for number, picture in pictures.items() if str(secret) in picture] == []


async def go_to_done(pilot: Pilot[None], number: int) -> None:
    await until(pilot, f"Step {number} of 6")
    await until(pilot, SCRIPT.steps[number - 1].done)


def overlaps(pilot: Pilot[None]) -> list[object]:
    """The widgets of a screen that the panel covers; those of the last two lines lie below it."""
    (panel,) = panels(pilot)
    others = [each for each in pilot.app.screen.children if each is not panel and each.display]
    return [each for each in others if each.region.overlaps(panel.region)]


@pytest.mark.parametrize("number", STEPS)
async def test_it_is_left_at_each_step_and_the_demo_stays(number: int) -> None:
    async with touring(SMALL) as (pilot, _):
        await go_to(pilot, number)
        mode = pilot.app.current_mode
        await pilot.press("ctrl+l")
        await until(pilot, "The tour is over")
        assert panels(pilot) == []
        assert pilot.app.current_mode == mode
        await pilot.press("ctrl+n")
        await until(pilot, "^n does nothing here")


@pytest.mark.parametrize("number", [1, 4, 6])
async def test_quitting_works_as_always(number: int) -> None:
    async with touring() as (pilot, _):
        await go_to(pilot, number)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not pilot.app.is_running
        assert pilot.app.return_code in (0, None)


async def test_a_click_on_its_keys_presses_them() -> None:
    async with touring() as (pilot, _):
        await go_to(pilot, 1)
        await pilot.click(TourPanel, offset=(62, 0))
        await until(pilot, "Step 2 of 6")
        await pilot.click(TourPanel, offset=(73, 0))
        await until(pilot, "The tour is over")


# What the user does besides ----------------------------------------------------------------------


async def test_no_step_is_gone_on_from_before_its_test_has_ended() -> None:
    async with touring() as (pilot, tests):
        await go_to(pilot, 1)
        tests.ends = False
        await pilot.press("ctrl+n")
        await until(pilot, SCRIPT.steps[1].begins)
        assert "^n Next" not in shown(pilot)
        await pilot.press("ctrl+n")
        await until(pilot, SCRIPT.words["wait"])
        tests.end()
        await until(pilot, SCRIPT.steps[1].done)


async def test_a_test_that_ends_otherwise_is_described_and_can_be_played_again() -> None:
    app, tests = in_demo()
    tests.reasons["healthy-hosted"] = WRONG_SECRET
    async with app.run_test(size=USUAL) as pilot:
        await until(pilot, "Not as planned: this test ended with NOT READY.")
        assert "^n Again" in shown(pilot)
        tests.reasons["healthy-hosted"] = {}
        await pilot.press("ctrl+n")
        await until(pilot, SCRIPT.steps[0].done)


async def test_another_cause_than_the_planned_one_is_not_called_that() -> None:
    async with touring() as (pilot, tests):
        await go_to(pilot, 1)
        tests.reasons["not-ticked-edit-invoices"] = WRONG_SECRET
        await pilot.press("ctrl+n")
        await until(pilot, SCRIPT.words["other_cause"])


async def test_another_scenario_is_noticed_and_the_fault_is_played_again() -> None:
    async with touring() as (pilot, _):
        await go_to(pilot, 3)
        await pilot.press("ctrl+p", *"wrong-secret", "enter")
        await until(pilot, "plays something else now: wrong-secret")
        await pilot.press("ctrl+n")
        await until(pilot, "Step 2 of 6")
        await until(pilot, SCRIPT.steps[1].done)


async def test_another_profile_is_noticed_and_the_right_one_opened_again() -> None:
    write_profile("globex", {**HEALTHY, "name": "Globex"})
    async with touring() as (pilot, _):
        await go_to(pilot, 1)
        await pilot.press("f6")
        await until(pilot, SCRIPT.words["other_profile"])
        await pilot.press("ctrl+n")
        await go_to_done(pilot, 1)
        assert "Acme production" in shown(pilot)


async def test_a_stopped_test_proves_nothing() -> None:
    async with touring() as (pilot, tests):
        await go_to(pilot, 1)
        stopped = a_run()[-1]
        assert isinstance(stopped, RunFinished)
        stopped = replace(stopped, verdict=Verdict.PARTIAL)
        tests.app.event_signal.publish(stopped)
        await until(pilot, SCRIPT.words["part_tested"])
        assert "^n Again" in shown(pilot)


@pytest.mark.parametrize(
    ("key", "where"),
    [
        ("f1", "screen Test: 4 shows it"),
        ("f3", "screen Test: F4 shows it"),
        ("f5", "screen Test: 4 shows it"),
    ],
)
async def test_on_another_screen_the_panel_leads_back(key: str, where: str) -> None:
    async with touring() as (pilot, _):
        await go_to(pilot, 1)
        await pilot.press(key)
        await until(pilot, where)
        await pilot.press("ctrl+n")
        await go_to_done(pilot, 2)
        assert pilot.app.current_mode == "test"


@pytest.mark.parametrize("size", [SMALL, USUAL])
@pytest.mark.parametrize("key", ["f1", "f2", "f3"])
async def test_the_panel_leaves_room_for_the_panes_of_a_screen(
    key: str, size: tuple[int, int]
) -> None:
    async with touring(size) as (pilot, _):
        await go_to(pilot, 1)
        await pilot.press(key)
        await until(pilot, "this step is on the screen")
        await still(pilot)
        assert overlaps(pilot) == []
        (panel,) = panels(pilot)
        places = [each.region for each in pilot.app.screen.query(Pane) if each is not panel]
        assert [
            place for place in places if place.height > 0 and panel.region.y < place.y + 3
        ] == []


async def test_the_keys_belong_to_a_window_while_one_is_open() -> None:
    async with touring() as (pilot, _):
        await go_to(pilot, 1)
        await pilot.press("ctrl+p")
        await until(pilot, "Type what you want to do")
        await pilot.press("ctrl+n", "escape")
        await until_gone(pilot, "Type what you want to do")
        assert "Step 1 of 6" in shown(pilot)


async def test_unsaved_values_are_asked_about_before_a_step_replaces_them() -> None:
    async with touring() as (pilot, _):
        await go_to(pilot, 1)
        await pilot.press("f3")
        await until(pilot, "screen Test: F4 shows it")
        field = pilot.app.screen.query_one("#field-notes, #field-name", Input)
        pilot.app.screen.set_focus(field)
        await pilot.press("end", "Z")
        await pilot.press("ctrl+n")
        await until(pilot, "is not saved. What becomes of it?")
        assert "esc stay" in shown(pilot)
        await pilot.press("escape")
        await until_gone(pilot, "What becomes of it?")
        assert field.value.endswith("Z")
        assert "Step 1 of 6" in shown(pilot)


async def test_the_panel_outlives_every_size() -> None:
    async with touring(SMALL) as (pilot, _):
        await go_to(pilot, 1)
        for size in ((59, 19), (200, 60), WIDE, (120, 24), SMALL):
            await pilot.resize_terminal(*size)
            await still(pilot)
            assert ("Step 1 of 6" in shown(pilot)) == (size != (59, 19))


# Where it begins ---------------------------------------------------------------------------------


async def test_the_palette_of_the_demo_begins_it() -> None:
    app, _ = in_demo(tour=False)
    async with app.run_test(size=USUAL) as pilot:
        await still(pilot)
        assert panels(pilot) == []
        await pilot.press("ctrl+p", *"guided", "enter")
        await go_to_done(pilot, 1)
        await pilot.press("ctrl+p", *"end the tour", "enter")
        await until(pilot, "The tour is over")


async def test_it_can_begin_anew_at_any_step() -> None:
    async with touring() as (pilot, _):
        await go_to(pilot, 4)
        await pilot.press("ctrl+p", *"guided", "enter")
        await go_to_done(pilot, 1)
        assert pilot.app.current_mode == "test"


async def test_outside_the_demo_it_is_not_offered(acme: str) -> None:
    session = Session(Store())
    async with HaloApp(session).run_test(size=USUAL) as pilot:
        await still(pilot)
        await pilot.press("ctrl+p", *"guided")
        await until(pilot, "Nothing here is called that")


WITHOUT = """
import asyncio, sys
sys.path.append("ui/tour")
from test_tour import in_demo, still
for name in [name for name in sys.modules if name.startswith("halo_tui.ui.tour")]:
    del sys.modules[name]

async def main():
    app, _ = in_demo(tour=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await still(pilot)
        print([name for name in sys.modules if name.startswith("halo_tui.ui.tour")])

asyncio.run(main())
"""


def test_nothing_of_it_is_imported_before_it_is_wanted(home: Path) -> None:
    tests = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=tests, text=True, capture_output=True, timeout=60,
        env={**os.environ, "PYTHONPATH": f"{tests}:{tests / 'ui'}"}, check=False,
    )  # fmt: skip
    assert ended.stdout.strip() == "[]", ended.stderr


# Its words and pictures --------------------------------------------------------------------------


@for_each(SCRIPT.steps)
def test_a_step_fits_the_smallest_terminal(step: TourStep) -> None:
    known = {"history": "p", "copy": "y"}
    assert cells(step.done) <= 58
    assert cells(step.begins) <= 58
    assert cells(step.look.format(**known)) <= 52


@for_each(SCRIPT.steps)
def test_a_step_names_what_there_is(step: TourStep) -> None:
    assert step.screen in dict(SCREENS)
    assert step.scenario in load_scenarios()
    assert not step.opens or step.opens in {each.id for each in load_guide().steps}
    assert not step.cause or finding(step.cause).status == "fail"


@pytest.mark.parametrize("size", [USUAL, WIDE])
def test_the_panel_looks_as_it_should(
    size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    app, _ = in_demo()

    async def to_the_cause(pilot: Pilot[None]) -> None:
        await go_to(pilot, 3)
        await still(pilot)

    assert snap_compare(app, terminal_size=size, run_before=to_the_cause)
