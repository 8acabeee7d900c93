"""The credentials form on a screen of its own, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from connections import ACME, SECRET
from textual.pilot import Pilot
from textual.widgets import Input

from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.session import Session

BLOCK = f"Client ID: {ACME['client_id']}\nClient Secret: {SECRET}\n"


NEW: dict[str, object] = {"name": "New", "hosting": "hosted"}


TOLD = {
    "resource_server": "https://acme.halopsa.com/api",
    "authorization_server": "https://acme.halopsa.com/auth/",
    "tenant": "acme", "hosting": "hosted", "version": "2.236.133",
}  # fmt: skip


def application(slug: str = "acme", start: str = "credentials") -> HaloApp:
    session = Session(Store())
    session.open(next(line for line in session.store.summaries() if line.slug == slug))
    return HaloApp(session, start=start)


@asynccontextmanager
async def running(
    slug: str = "acme", size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Pilot[None]]:
    async with application(slug).run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


def entry(pilot: Pilot[None], key: str) -> Input:
    return pilot.app.screen.query_one(f"#field-{key}", Input)


async def into(pilot: Pilot[None], key: str) -> None:
    entry(pilot, key).focus()
    await pilot.pause()
