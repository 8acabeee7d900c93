"""A value is readable whole in the smallest terminal, however long it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from connections import ACME, SECRET, write
from textual.pilot import Pilot
from waiting import shown, still, until_gone, workers_done

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.session import Session

LONG = "https://a-very-long-name.of-an-instance.of-a-company-somewhere.halopsa.com"
BAR = "▁▂▃▄▅▆▇█"
VALUES = {
    "resource_server": f"{LONG}/api", "authorization_server": f"{LONG}/auth/",
    "client_id": str(ACME["client_id"]),
}  # fmt: skip


@asynccontextmanager
async def running(mode: str) -> AsyncIterator[Pilot[None]]:
    write("acme", **VALUES)
    session = Session(Store())
    session.open(session.store.summaries()[0])
    async with HaloApp(session, start=mode).run_test(size=(60, 20)) as pilot:
        await workers_done(pilot)
        await still(pilot)
        yield pilot


def joined(pilot: Pilot[None]) -> str:
    """What is shown, without blanks, line breaks and scroll bars."""
    return "".join(each for each in shown(pilot) if not (each.isspace() or each in BAR))


@pytest.mark.parametrize("key", VALUES)
async def test_the_form_shows_a_value_whole(key: str) -> None:
    async with running("credentials") as pilot:
        pilot.app.screen.set_focus(pilot.app.screen.query_one(f"#field-{key}"))
        await still(pilot)
        assert VALUES[key] in joined(pilot)


async def test_the_form_shows_a_revealed_secret_whole_and_hides_it_again() -> None:
    async with running("credentials") as pilot:
        pilot.app.screen.set_focus(pilot.app.screen.query_one("#field-client_secret"))
        await still(pilot)
        assert SECRET not in joined(pilot)
        await pilot.press("ctrl+r")
        await still(pilot)
        assert SECRET in joined(pilot)
        await pilot.press("ctrl+r")
        await until_gone(pilot, SECRET[:20])
        await still(pilot)
        assert SECRET[-12:] not in joined(pilot)


async def test_the_hand_over_shows_every_value_whole() -> None:
    async with running("handover") as pilot:
        await pilot.press("v")
        await still(pilot)
        assert SECRET in joined(pilot)
        for value in VALUES.values():
            for _ in range(5):
                if value in joined(pilot):
                    break
                await pilot.press("down")
                await still(pilot)
            assert value in joined(pilot)
