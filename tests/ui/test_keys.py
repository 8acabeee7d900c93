"""Keys over all screens: one letter, one deed, and none that does nothing without a word."""

from __future__ import annotations

import pytest
from profile_files import HEALTHY, write_profile
from textual.pilot import Pilot
from waiting import until, workers_done

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.kit.actions import ACTIONS
from halo_tui.ui.session import Session

DEEDS = {
    "t": {"Test", "Test all", "Run"},
    "x": {"Stop"},
    "slash": {"Filter", "Find"},
    "w": {"Export", "Save certificate", "Save report"},
    "y": {"Copy", "Copy value"},
    "c": {"Copy report"},
    "e": {"Credentials", "To field"},
    "v": {"Reveal"},
}
"""The labels that a letter may have; all of them say the same deed."""


def application(mode: str) -> HaloApp:
    write_profile("acme", HEALTHY)
    session = Session(Store())
    session.open(session.store.summaries()[0])
    return HaloApp(session, start=mode)


@pytest.mark.parametrize("key", DEEDS)
def test_a_letter_stands_for_one_deed(key: str) -> None:
    labels = {action.label for action in ACTIONS if key in action.keys.split(",")}
    assert labels <= DEEDS[key]


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
