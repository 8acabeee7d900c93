"""What is done to a profile in the list: made, renamed, copied, deleted, exported."""

from __future__ import annotations

from pathlib import Path

import pytest
from connections import ACME, SECRET, record, write
from list_on_screen import mode, running, three, type_text
from waiting import paste, shown, until

from halo_tui.checks.verdicts import Verdict
from halo_tui.profiles.store import Store
from halo_tui.workspace import last_run


async def test_a_new_profile_is_named_opened_and_goes_on_to_its_credentials():
    async with running() as pilot:
        await pilot.press("n")
        await until(pilot, "Name or log-in address")
        await type_text(pilot, "Globex")
        await pilot.press("enter")
        await until(pilot, "Log-in address")
        assert mode(pilot) == "credentials"
        assert pilot.app.session.slug == "globex"


@pytest.mark.parametrize(
    ("typed", "why"),
    [("", "A profile needs a name"), ("gLoBeX", "There is already a profile 'Globex'")],
)
async def test_a_name_that_cannot_be_keeps_the_question_open(typed: str, why: str):
    three()
    async with running() as pilot:
        await pilot.press("R")
        await until(pilot, "New name:")
        await pilot.press("ctrl+u", *typed, "enter")
        await until(pilot, why)
        await pilot.press("t", "o", "escape")
        await until(pilot, "enter Open")
        assert why not in shown(pilot)
        assert sorted(Store().slugs()) == ["acme", "globex", "initech"]
        assert "Testing" not in shown(pilot)


async def test_deleting_asks_and_can_be_undone_byte_by_byte():
    path = write("acme")
    before = path.read_bytes()
    async with running() as pilot:
        await pilot.press("delete")
        await until(pilot, "Delete Acme production?")
        await pilot.press("n")
        assert path.exists()
        await pilot.press("delete", "y")
        await until(pilot, "u brings it back")
        assert not path.exists()
        await pilot.press("u")
        await until(pilot, "Acme production is back")
        assert path.read_bytes() == before


async def test_a_new_profile_begins_with_the_address_that_was_typed_as_its_name():
    async with running() as pilot:
        await pilot.press("n")
        await until(pilot, "Name or log-in address:")
        await type_text(pilot, "acme.halopsa.com")
        await pilot.press("enter")
        await until(pilot, "Log-in address        acme.halopsa.com")
        await until(pilot, "enter asks Halo for the other values")
        assert "▸ More" in shown(pilot) and "Root certificate  " not in shown(pilot)
        assert Store().summary("acme-halopsa-com").name == "acme.halopsa.com"
        assert pilot.app.focused is pilot.app.screen.query_one("#field-log_in")


async def test_a_renamed_profile_keeps_its_history():
    write("acme")
    record("acme", "ready", "2026-11-21T12:31:00+00:00", 64)
    async with running() as pilot:
        await pilot.press("R")
        await until(pilot, "New name:")
        await pilot.press("end")
        await type_text(pilot, " 2")
        await pilot.press("enter")
        await until(pilot, "Renamed to Acme production 2")
        last = last_run.latest("acme-production-2")
        assert last is not None
        assert last.verdict is Verdict.READY


@pytest.mark.parametrize(
    ("key", "question", "typed", "result"),
    [
        ("d", "Copy, with its secret, as", "Second", "Copied to Second"),
        ("M", "Notes:", " first", "Ask Kim first"),
    ],
    ids=["a name is replaced", "a note goes on"],
)
async def test_what_is_typed_replaces_a_name_and_goes_on_from_a_note(
    key: str, question: str, typed: str, result: str
):
    write("acme", notes="Ask Kim")
    async with running() as pilot:
        await pilot.press(key)
        await until(pilot, question)
        await type_text(pilot, typed)
        await pilot.press("enter")
        await until(pilot, result)


async def test_a_copy_begins_without_a_history():
    write("acme")
    record("acme", "ready", "2026-11-21T12:31:00+00:00", 64)
    async with running() as pilot:
        await pilot.press("d")
        await until(pilot, "Copy, with its secret, as")
        await pilot.press("enter")
        await until(pilot, "Copied to Acme production copy")
        assert Store().slugs() == ["acme", "acme-production-copy"]
        assert last_run.latest("acme-production-copy") is None


async def test_notes_are_edited_in_one_line_and_keep_their_lines():
    write("acme", notes="one\ntwo")
    async with running() as pilot:
        await pilot.press("M")
        await until(pilot, "Notes:")
        await type_text(pilot, "x")
        await pilot.press("enter")
        await until(pilot, "Notes saved")
        assert Store().load("acme").profile.notes == "one\ntwox"


async def test_an_export_holds_no_secret_and_can_be_imported(home: Path):
    write("acme")
    async with running() as pilot:
        await pilot.press("w")
        await until(pilot, "Export, without the secret")
        await pilot.press("ctrl+u")
        await paste(pilot, str(home / "out.toml"))
        await pilot.press("enter")
        await until(pilot, "Exported")
        assert SECRET not in (home / "out.toml").read_text("utf-8")
        await pilot.press("i")
        await until(pilot, "Import file or folder")
        await paste(pilot, str(home / "out.toml"))
        await pilot.press("enter")
        await until(pilot, "Imported Acme production")
        assert Store().slugs() == ["acme", "out"]


async def test_opening_another_profile_asks_what_becomes_of_unsaved_edits():
    three()
    async with running() as pilot:
        await pilot.press("e")
        await until(pilot, "Log-in address")
        await pilot.press("x", "f1", "down", "enter")
        await until(pilot, "is not saved")
        await pilot.press("escape")
        await pilot.app.workers.wait_for_complete()
        assert pilot.app.session.slug == "acme"
        assert pilot.app.session.draft.is_changed
        await pilot.press("enter")
        await until(pilot, "is not saved")
        await pilot.press("s")
        await pilot.app.workers.wait_for_complete()
        assert pilot.app.session.slug == "globex"
        assert Store().load("acme").profile.client_id == f"{ACME['client_id']}x"
