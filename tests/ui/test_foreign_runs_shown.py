"""Runs that another version has kept: every screen opens, and shows them as what they are."""

from __future__ import annotations

import pytest
from connections import write
from foreign_runs import leave
from waiting import shown, until

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.session import Session

SCREENS = ("profiles", "checklist", "credentials", "test", "handover")


@pytest.mark.parametrize(
    "case", ["unknown things", "wrong types", "cut off", "no text", "only the end", "escapes"]
)
async def test_every_screen_opens(case: str):
    write("acme")
    leave(case)
    app = HaloApp(Session(Store()))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, "Acme")
        for screen in (*SCREENS, "profiles"):
            app.go(screen)
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
            assert not set(shown(pilot)) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert app.return_code in (None, 0)


async def test_what_is_not_known_is_shown_under_its_own_name():
    write("acme")
    leave("unknown things")
    app = HaloApp(Session(Store()))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, "Acme")
        app.go("test")
        await until(pilot, "Entangled")
