"""The list of profiles on a screen of its own, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from connections import write
from textual.pilot import Pilot
from waiting import shown

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.session import Session
from halo_tui.ui.widgets.chrome import StatusLine


def application() -> HaloApp:
    return HaloApp(Session(Store()))


@asynccontextmanager
async def running(size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[None]]:
    async with application().run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


def said(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(StatusLine).content)


def header(pilot: Pilot[None]) -> str:
    return shown(pilot).splitlines()[0]


def three() -> None:
    write("acme")
    write("globex", name="Globex", resource_server="https://globex.halopsa.com/api")
    write("initech", name="Initech", hosting="on-premise")


async def type_text(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*(_KEY.get(char, char) for char in text))


_KEY = {" ": "space", "/": "slash", ".": "full_stop", "-": "minus", "_": "underscore"}


def mode(pilot: Pilot[None]) -> str:
    return str(pilot.app.current_mode)
