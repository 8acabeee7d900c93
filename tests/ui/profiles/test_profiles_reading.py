"""Files are read beside the screen, and again when another program changes them."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from connections import record, write
from list_on_screen import running, three
from waiting import until, until_gone

from halo_tui.profiles.store import Store
from halo_tui.ui.profiles import reader
from halo_tui.ui.profiles.rows import ProfileRow
from halo_tui.ui.profiles.table import ProfileTable


async def test_the_thread_that_reads_files_asks_no_widget(monkeypatch: pytest.MonkeyPatch):
    in_view = ProfileTable.in_view.fget
    assert in_view is not None
    askers: set[threading.Thread] = set()

    def noted(table: ProfileTable) -> Sequence[ProfileRow]:
        askers.add(threading.current_thread())
        return in_view(table)

    monkeypatch.setattr(ProfileTable, "in_view", property(noted))
    monkeypatch.setattr(reader, "AT_ONCE", 3)
    for number in range(60):
        write(f"p{number:02}", name=f"Client {number:02}")
    async with running() as pilot:
        await until(pilot, "Client 00")
        while pilot.app.screen.reader.is_reading:
            await pilot.pause(0.02)
    assert askers == {threading.main_thread()}


async def test_of_many_profiles_every_one_is_read_in_the_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "AT_ONCE", 3)
    for number in range(60):
        write(f"p{number:02}", name=f"Client {number:02}")
    async with running() as pilot:
        await until(pilot, "Client 00")
        await pilot.press("end")
        await until(pilot, "Client 59")
        await until(pilot, "not tested")
        while pilot.app.screen.reader.is_reading:
            await pilot.pause(0.02)
        assert all(row.is_read for row in pilot.app.screen.reader.rows.in_order())
        assert pilot.app.screen.current_slug() == "p59"


async def test_what_another_program_changes_is_shown():
    three()
    async with running() as pilot:
        write("umbrella", name="Umbrella")
        await until(pilot, "Umbrella")
        record("globex", "ready", "2026-11-21T12:31:00+00:00", 64)
        await until(pilot, "✓ ready")
        Store().delete("acme")
        await until(pilot, "Globex  ·  globex.halopsa.com")
        await until_gone(pilot, "Acme")
