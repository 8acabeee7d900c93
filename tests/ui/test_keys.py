"""Keys over all screens: one letter, one deed, and none that does nothing without a word."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import tomli_w
from profile_files import HEALTHY, write_profile
from textual.pilot import Pilot
from textual.widgets import Input
from waiting import shown, still, until, workers_done

from halo_tui.base import places
from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.credentials.form_rows import Fold
from halo_tui.ui.kit.actions import ACTIONS, usable_keys
from halo_tui.ui.session import Session

SAME = {
    "t": {"Test", "Test all", "Run"},
    "slash": {"Filter", "Find"},
    "w": {"Export", "Save certificate", "Save report"},
    "y": {"Copy", "Copy value"},
    "e": {"Credentials", "To field"},
    "a": {"All steps", "Open all"},
    "enter": {"Open", "Read", "Copy"},
}
"""The labels that a key may have on different screens; all of them mean the same."""

OLD = re.compile(r"```toml\n(.*?)```", re.DOTALL)
"""The example of `docs/keys.md`."""


def application(mode: str) -> HaloApp:
    write_profile("acme", HEALTHY)
    session = Session(Store())
    session.open(session.store.summaries()[0])
    return HaloApp(session, start=mode)


@pytest.mark.parametrize("key", sorted({key for a in ACTIONS for key in a.keys.split(",")}))
def test_a_key_does_one_thing(key: str) -> None:
    labels = {action.label for action in ACTIONS if key in action.keys.split(",")}
    assert labels <= SAME.get(key, set(list(labels)[:1]))


def test_nothing_is_both_stopped_and_deleted_by_one_key() -> None:
    keys = {action.id: set(action.keys.split(",")) for action in ACTIONS}
    assert not keys["profiles.stop"] & keys["profiles.delete"]


@pytest.mark.parametrize("mode", [mode for mode, _ in SCREENS if mode != "credentials"])
async def test_a_key_that_does_nothing_says_so(mode: str) -> None:
    async with application(mode).run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        await pilot.press("Z")
        await until(pilot, "Z does nothing here; ? shows the keys")


@pytest.mark.parametrize("mode", ["checklist", "test", "handover"])
async def test_t_tests(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = application(mode)
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(app.runs, "start", lambda *only: started.append(only))
    async with app.run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        await pilot.press("t")
        await _on_test_screen(pilot)
    assert started == [()]


async def _on_test_screen(pilot: Pilot[None]) -> None:
    while pilot.app.current_mode != "test":
        await pilot.pause(0.02)
    await pilot.pause()


# In and outside the fields of the credentials ---------------------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The runs that were asked for."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr("halo_tui.ui.runs.Runs.start", lambda _, *only: found.append(only))
    return found


@pytest.mark.parametrize("key", ["t", "ctrl+t"])
async def test_t_tests_outside_the_fields_too(key: str, started: list[tuple[str, ...]]) -> None:
    async with application("credentials").run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        pilot.app.screen.set_focus(pilot.app.screen.query_one(Fold))
        await pilot.press(key)
        await _on_test_screen(pilot)
    assert started == [()]


async def test_t_is_text_in_a_field(started: list[tuple[str, ...]]) -> None:
    async with application("credentials").run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        field = pilot.app.screen.query_one("#field-name", Input)
        pilot.app.screen.set_focus(field)
        await pilot.press("end", "t", "slash")
        await still(pilot)
        assert field.value.endswith("t/")
    assert started == []


@pytest.mark.parametrize("key", ["ctrl+underscore", "ctrl+slash"])
async def test_a_field_is_found_from_inside_another(key: str) -> None:
    async with application("credentials").run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        pilot.app.screen.set_focus(pilot.app.screen.query_one("#field-name"))
        await pilot.press(key)
        await until(pilot, "Type what you look for")
        await pilot.press(*"tenant", "enter")
        await still(pilot)
        assert pilot.app.screen.focused is pilot.app.screen.query_one("#field-tenant")


async def test_slash_finds_a_value_to_hand_over() -> None:
    async with application("handover").run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        await pilot.press("slash")
        await until(pilot, "Type what you look for")
        await pilot.press(*"tenant", "enter")
        await still(pilot)
        await pilot.press("y")
        await until(pilot, "Tenant copied")


@pytest.mark.parametrize("filtered", [False, True])
async def test_slash_finds_a_check_within_its_fold_and_past_the_filter(filtered: bool) -> None:
    async with application("test").run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        if filtered:
            await pilot.press("z")
            await until(pilot, "problems only")
        await pilot.press("slash")
        await until(pilot, "Type what you look for")
        await pilot.press(*"this", "space", *"clock", "enter")
        await still(pilot)
        assert "─ This clock ─" in shown(pilot)


async def test_in_a_field_the_key_is_named_that_shows_the_keys_there() -> None:
    async with application("credentials").run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        pilot.app.screen.set_focus(pilot.app.screen.query_one("#field-name"))
        await pilot.press("f10")
        await until(pilot, "F10 does nothing here; F9 shows the keys")


# The keys of earlier versions -------------------------------------------------------------------


def old_keys() -> dict[str, str]:
    text = (Path(__file__).parents[2] / "docs" / "keys.md").read_text("utf-8")
    (example,) = OLD.findall(text)
    return dict(tomllib.loads(example)["keymap"])


def test_the_old_keys_clash_with_nothing() -> None:
    assert usable_keys(old_keys())[1] == []


async def test_the_old_keys_work() -> None:
    places.make_private(places.config_dir())
    places.config_file().write_text(tomli_w.dumps({"keymap": old_keys()}), "utf-8")
    async with application("profiles").run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        await pilot.press("x")
        await until(pilot, "n keep")
        await pilot.press("n", "m")
        await until(pilot, "Notes:")


async def test_own_keys_of_an_action_for_fields_replace_both_kinds(
    started: list[tuple[str, ...]],
) -> None:
    places.make_private(places.config_dir())
    keymap = {"credentials.test": "ctrl+g,z"}
    places.config_file().write_text(tomli_w.dumps({"keymap": keymap}), "utf-8")
    async with application("credentials").run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        pilot.app.screen.set_focus(pilot.app.screen.query_one(Fold))
        await pilot.press("t", "ctrl+t")
        await still(pilot)
        assert started == []
        assert "^g Test" in shown(pilot)
        await pilot.press("z")
        await _on_test_screen(pilot)
    assert started == [()]


def test_a_key_that_would_be_text_is_refused_where_it_must_work_in_fields() -> None:
    _, (problem,) = usable_keys({"credentials.save": "s"})
    assert problem == "credentials.save needs a key that is no text in a field, such as ctrl+s"


# Keys that can do nothing now -------------------------------------------------------------------


@pytest.mark.parametrize("key", ["t", "R", "d", "delete", "M", "w"])
async def test_without_a_profile_a_key_says_that_there_is_none(key: str) -> None:
    async with HaloApp(Session(Store())).run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        await pilot.press(key)
        await until(pilot, "There is no profile yet: n makes one")


@pytest.mark.parametrize(
    ("mode", "key", "says"),
    [
        ("checklist", "less_than_sign", "No search is open"),
        ("credentials", "ctrl+z", "There is nothing to take back"),
        ("test", "o", "No check is selected"),
        ("test", "x", "Nothing is running"),
        ("profiles", "x", "No test is running"),
    ],
)
async def test_a_key_that_can_do_nothing_now_says_why(mode: str, key: str, says: str) -> None:
    async with application(mode).run_test(size=(120, 36)) as pilot:
        await workers_done(pilot)
        await pilot.press(key)
        await until(pilot, says)
