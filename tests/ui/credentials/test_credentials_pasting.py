"""Pasted text: one value, a block of them, and what has to stay hidden or out."""

from __future__ import annotations

import pytest
from connections import ACME, SECRET, write
from form_on_screen import BLOCK, NEW, entry, into, running
from waiting import paste, shown, still, until, until_unwrapped, unwrapped

NUMBERED = (
    f"1. Client ID: d{str(ACME['client_id'])[1:]}\n2. Client Secret: 6{SECRET[1:]}\n3. Scope: all\n"
    "4. Resource Server: https://acme2.halopsa.com\n5. call Bob first\n6. Tenant: acme2\n"
)


async def test_a_paste_with_line_breaks_around_it_keeps_its_content():
    write("new", NEW)
    async with running("new") as pilot:
        await into(pilot, "client_id")
        await paste(pilot, f"\r\n{ACME['client_id']}\r\n")
        assert entry(pilot, "client_id").value == ACME["client_id"]


async def test_a_block_that_is_not_wanted_changes_nothing():
    write("acme")
    async with running() as pilot:
        await paste(pilot, BLOCK.replace("c95", "d95"))
        await until(pilot, "Pasted:")
        await pilot.press("n")
        await pilot.app.workers.wait_for_complete()
        assert not pilot.app.session.draft.is_changed
        assert "→" not in shown(pilot)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_of_a_pasted_block_is_shown_what_was_taken_and_what_was_not(size: tuple[int, int]):
    write("acme")
    async with running(size=size) as pilot:
        await paste(pilot, NUMBERED)
        await until(pilot, "Pasted: 4 values; line 5")
        assert SECRET[8:] not in shown(pilot)
        await pilot.press("y")
        await until(pilot, "Filled in 4 fields; line 5")
        assert entry(pilot, "resource_server").value == "https://acme2.halopsa.com/api"


async def test_every_line_of_a_pasted_block_is_accounted_for():
    write("acme")
    async with running(size=(120, 36)) as pilot:
        await paste(pilot, NUMBERED)
        await until_unwrapped(pilot, "#about-pane", "line 5, not understood: call Bob first")
        assert "line 3, not needed here: Scope: all" in unwrapped(pilot, "#about-pane")
        await pilot.press("n")
        await until_unwrapped(pilot, "#about-pane", "HaloPSA API")


async def test_one_line_with_the_values_of_other_fields_is_a_block_too():
    write("new", NEW)
    async with running("new") as pilot:
        await paste(pilot, f"{ACME['client_id']}:{SECRET}")
        await until(pilot, "Pasted: 2 values")
        await pilot.press("y")
        await until(pilot, "Filled in 2 fields")
        assert entry(pilot, "client_secret").value == SECRET
        assert entry(pilot, "log_in").value == ""


async def test_a_secret_is_hidden_in_whichever_field_it_stands():
    write("new", NEW)
    async with running("new", (200, 60)) as pilot:
        await paste(pilot, SECRET)
        await until(pilot, "Pasted: 1 value")
        await pilot.press("t")
        await until(pilot, "•" * len(SECRET))
        assert entry(pilot, "log_in").value == SECRET
        for key in ("name", "tenant", "notes"):
            pilot.app.screen.form.go_to(key)
            entry(pilot, key).value = f"x {SECRET}"
        await still(pilot)
        assert SECRET not in shown(pilot)


async def test_a_flood_of_marks_covers_nothing():
    write("acme")
    async with running() as pilot:
        await into(pilot, "tenant")
        await paste(pilot, "a" + "\u0301" * 300)
        await until(pilot, "¤¤¤")
        assert "\u0301" * 4 not in shown(pilot)
