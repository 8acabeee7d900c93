"""Unsaved edits: marked, asked about, and offered again at the next start."""

from __future__ import annotations

import pytest
from connections import write
from form_on_screen import entry, into, running
from waiting import shown, still, until

from halo_tui.profiles.store import Store
from halo_tui.workspace.drafts import unsaved_text
from halo_tui.workspace.drafts.saving import load_draft


async def test_what_is_not_saved_is_marked_on_every_screen():
    write("acme")
    async with running() as pilot:
        assert "unsaved" not in shown(pilot)
        await into(pilot, "tenant")
        await pilot.press("x")
        await until(pilot, "● unsaved")
        for key in ("f4", "2", "f5", "f1"):
            await pilot.press(key)
            await still(pilot)
            assert "● unsaved" in shown(pilot)
            assert "●Credentials" in shown(pilot)
        await pilot.press("f3", "ctrl+z")
        await until(pilot, "as it was saved")
        assert "unsaved" not in shown(pilot)


async def test_edits_outlive_a_walk_through_other_screens():
    write("acme")
    async with running() as pilot:
        await into(pilot, "tenant")
        await pilot.press("x", "f1")
        await pilot.pause()
        await pilot.press("f3")
        await pilot.pause()
        assert entry(pilot, "tenant").value == "acmex"


@pytest.mark.parametrize(("key", "ends", "kept"), [("d", True, "acme"), ("s", True, "acmex")])
async def test_quitting_asks_what_becomes_of_edits(key: str, ends: bool, kept: str):
    write("acme")
    async with running() as pilot:
        await into(pilot, "tenant")
        await pilot.press("x", "ctrl+q")
        await until(pilot, "is not saved")
        await pilot.press("escape")
        await pilot.app.workers.wait_for_complete()
        assert pilot.app._exit is False
        await pilot.press("ctrl+q")
        await until(pilot, "is not saved")
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        assert pilot.app._exit is ends
    assert Store().load("acme").profile.tenant == kept


def typed_before(slug: str = "acme") -> None:
    write(slug)
    draft = load_draft(Store(), slug)
    draft.put("tenant", "typed")
    unsaved_text.keep(draft)


@pytest.mark.parametrize(("key", "tenant"), [("y", "typed"), ("n", "acme")])
async def test_what_was_typed_before_is_offered_and_kept_no_longer(key: str, tenant: str):
    typed_before()
    async with running() as pilot:
        await until(pilot, "Typed, but not saved before")
        assert "→ typed" in shown(pilot)
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        assert entry(pilot, "tenant").value == tenant
        assert unsaved_text.slugs() == []


async def test_what_was_typed_before_stays_kept_when_it_is_put_off():
    typed_before()
    async with running() as pilot:
        await until(pilot, "Typed, but not saved before")
        await pilot.press("escape")
        await until(pilot, "offered again at the next start")
        assert unsaved_text.slugs() == ["acme"]
        assert "→" not in shown(pilot)
