"""The credentials form by its keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from connections import ACME, SECRET, write
from form_on_screen import BLOCK, NEW, application, entry, into, running
from recorded_runs import WRONG_SECRET, a_run
from textual.pilot import Pilot
from waiting import paste, shown, still, until, until_gone, until_unwrapped

from halo_tui.profiles.errors import NotSavedError
from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.profiles.store import Store
from halo_tui.sandbox.server import Sandbox
from halo_tui.ui.app import HaloApp
from halo_tui.ui.credentials import secret_place
from halo_tui.ui.credentials.form_rows import FieldRow
from halo_tui.ui.runs import Runs
from halo_tui.ui.session import Session
from halo_tui.workspace import history


async def test_a_mistake_is_told_while_typing_and_one_key_fixes_it():
    write("acme")
    async with running() as pilot:
        await into(pilot, "authorization_server")
        await pilot.press("backspace")
        await until(pilot, "F8 → https://acme.halopsa.com/auth/")
        await pilot.press("f8")
        assert entry(pilot, "authorization_server").value == ACME["authorization_server"]


async def test_what_cannot_be_seen_is_drawn_and_fixed():
    write("acme")
    async with running() as pilot:
        await into(pilot, "tenant")
        await paste(pilot, "\u200b\x1b")
        await until(pilot, "acme¤¤")
        await pilot.press("f8")
        assert entry(pilot, "tenant").value == "acme"


async def test_the_secret_is_neither_shown_nor_copied():
    write("acme")
    async with running() as pilot:
        await into(pilot, "client_secret")
        await pilot.press("shift+home", "ctrl+c")
        await until(pilot, "The secret is not copied")
        await pilot.press("ctrl+x")
        assert pilot.app.clipboard == ""
        assert entry(pilot, "client_secret").value == SECRET
        assert SECRET not in shown(pilot)


@pytest.mark.parametrize("key", ["ctrl+r", "tab"])
async def test_the_secret_can_be_revealed_and_hides_at_a_key(key: str):
    write("acme")
    async with running() as pilot:
        await into(pilot, "client_secret")
        await pilot.press("ctrl+r")
        await until(pilot, SECRET)
        await pilot.press(key)
        await until_gone(pilot, SECRET)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 40), (200, 60)])
async def test_a_revealed_secret_is_seen_whole(size: tuple[int, int]):
    write("acme")
    async with running(size=size) as pilot:
        await into(pilot, "client_secret")
        await pilot.press("ctrl+r")
        await until(pilot, SECRET)


async def test_what_is_said_of_a_field_is_not_cut_where_there_is_room():
    write("acme", client_id=SECRET)
    async with running() as pilot:
        await until_unwrapped(
            pilot, "#row-client_id", "The Client Secret was put where the Client ID belongs"
        )


async def test_a_revealed_secret_hides_by_itself(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(secret_place, "REVEALED", 0.1)
    write("acme")
    async with running() as pilot:
        await into(pilot, "client_secret")
        await pilot.press("ctrl+r")
        await until_gone(pilot, SECRET)
        assert entry(pilot, "client_secret").password


async def test_the_place_of_the_secret_is_chosen_by_a_key():
    write("acme")
    async with running() as pilot:
        await pilot.press("f7")
        await until(pilot, "v variable")
        await pilot.press("v")
        await pilot.app.workers.wait_for_complete()
        await pilot.press(*"HALO", "ctrl+s")
        await until(pilot, "Saved")
        saved = Store().load("acme").profile
        assert (saved.client_secret_ref, saved.client_secret) == ("env:HALO", None)


async def test_hosting_is_switched_by_space_and_fills_in_the_tenant():
    write("new", NEW)
    async with running("new") as pilot:
        pilot.app.screen.query_one("#field-hosting").focus()
        await pilot.press("space")
        await until_unwrapped(pilot, "#row-tenant", "never sent to Halo")
        assert entry(pilot, "tenant").value == "Not set"


@pytest.mark.parametrize(("key", "tested"), [("s", "acmex"), ("t", "acme"), ("escape", None)])
async def test_a_run_asks_what_becomes_of_unsaved_changes(
    key: str, tested: str | None, monkeypatch: pytest.MonkeyPatch
):
    runs: list[str] = []
    monkeypatch.setattr(
        Runs, "_begin", lambda runs_, _: runs.append(runs_._session.stored().profile.tenant)
    )
    write("acme")
    async with running() as pilot:
        await into(pilot, "tenant")
        await pilot.press("x", "f4")
        await still(pilot)
        await pilot.press("r")
        await until(pilot, "unsaved changes")
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert runs == ([tested] if tested else [])
        assert pilot.app.session.has_unsaved is (key != "s")


async def test_a_digit_meant_for_the_screens_is_told_once():
    write("acme")
    async with running() as pilot:
        await into(pilot, "tenant")
        await pilot.press("4")
        await until(pilot, "F4 changes screen")
        await pilot.press("backspace")
        await until(pilot, "Tenant")
        assert "changes screen" not in shown(pilot)
        await into(pilot, "client_id")
        await into(pilot, "tenant")
        await pilot.press("4")
        await still(pilot)
        assert "changes screen" not in shown(pilot)


async def test_a_digit_is_told_also_to_who_comes_back_to_the_form():
    write("acme")
    async with running() as pilot:
        await into(pilot, "client_secret")
        await pilot.press("f4")
        await still(pilot)
        await pilot.press("3")
        await still(pilot)
        await pilot.press("5")
        await until(pilot, "F5 changes screen")


async def test_a_key_is_offered_only_where_it_does_something():
    write("acme")
    async with running() as pilot:
        await into(pilot, "tenant")
        await still(pilot)
        assert not {"F8 Fix", "F7 Storage", "^z Revert"} & set(_keys(pilot))
        await pilot.press("space")
        await until(pilot, "F8 Fix")
        assert "^z Revert" in _keys(pilot)
        await into(pilot, "client_secret")
        await until(pilot, "F7 Storage")


async def test_the_cursor_begins_in_the_field_that_the_last_test_refused() -> None:
    write("acme")
    history.record("acme", a_run(WRONG_SECRET))
    async with application(start="profiles").run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("e")
        await until(pilot, "Halo knows the Client ID, but refuses")
        await pilot.pause()
        assert pilot.app.focused is entry(pilot, "client_secret")


def _keys(pilot: Pilot[None]) -> list[str]:
    return shown(pilot).splitlines()[-1].strip().split("  ")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_every_field_stands_on_the_screen_with_its_problem(size: tuple[int, int]):
    write("acme", authorization_server="https://acme.halopsa.com/auth", ca_file="/a/b/c/root.pem")
    async with running(size=size) as pilot:
        await still(pilot)
        lines = [line.lstrip("│") for line in shown(pilot).splitlines()]
        for info in FIELD_INFO.values():
            assert info.folded or any(line.startswith(f" {info.label}  ") for line in lines)
        assert 'It lacks the "/"' in shown(pilot)
        assert "readable only by you" in shown(pilot)


async def test_nothing_moves_while_something_is_typed():
    write("acme")
    async with running(size=(80, 24)) as pilot:
        await into(pilot, "authorization_server")
        await still(pilot)
        before = [row.region for row in pilot.app.screen.query(FieldRow)]
        await pilot.press("backspace", "backspace", "x", " ")
        await still(pilot)
        assert [row.region for row in pilot.app.screen.query(FieldRow)] == before


async def test_in_a_small_terminal_the_sign_stands_beside_the_field():
    write("acme", authorization_server="https://acme.halopsa.com/auth")
    async with running(size=(60, 20)) as pilot:
        await into(pilot, "authorization_server")
        await until(pilot, "It lacks")
        assert "✗ https://acme.halopsa.com/auth" in shown(pilot)
        assert "Client Secret" in shown(pilot)


async def test_what_does_not_fit_a_field_is_shown_from_its_beginning():
    write("acme", resource_server=f"https://{'acme-' * 12}.halopsa.com/api")
    async with running(size=(60, 20)) as pilot:
        await into(pilot, "resource_server")
        await into(pilot, "client_id")
        await still(pilot)
        line = next(line for line in shown(pilot).splitlines() if "Resource Server" in line)
        assert "https://acme-" in line
        assert line.rstrip().endswith("…")
        assert str(ACME["client_id"]) in shown(pilot)


async def test_without_colours_for_fields_a_hint_is_told_from_a_value():
    write("new", NEW)
    app = application("new")
    app.theme = "ansi-dark"
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "<such as https://acme.halopsa.com/api>")


async def test_a_failed_test_leads_to_a_field_that_says_what_failed(
    play: Callable[..., Sandbox],
):
    play("wrong-secret")
    app = application("sandbox", start="test")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await until(pilot, "refuses the Client Secret")
        await until(pilot, "NOT READY")
        await still(pilot)
        await pilot.press("e")
        await until(pilot, "✗ Halo knows the Client ID")
        await until(pilot, "Do     Generate a new secret in Halo, and enter it")
        await until(pilot, "Where  HaloPSA API › View Applications")
        assert app.focused is entry(pilot, "client_secret")


async def test_what_the_disk_does_not_take_stays_in_the_form(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise NotSavedError("Not saved: the disk is full.")

    monkeypatch.setattr(Store, "save", refuse)
    write("acme")
    async with running() as pilot:
        await into(pilot, "tenant")
        await pilot.press("x", "ctrl+s")
        await until(pilot, "the disk is full")
        assert entry(pilot, "tenant").value == "acmex"
        assert pilot.app.session.draft.is_changed


async def test_a_field_changed_elsewhere_is_asked_about_before_it_is_saved():
    write("acme")
    async with running() as pilot:
        await into(pilot, "tenant")
        await pilot.press("x")
        write("acme", tenant="theirs")
        await pilot.press("ctrl+s")
        await until(pilot, "saved meanwhile")
        assert "→ theirs" in shown(pilot)
        await pilot.press("k")
        await until(pilot, "Saved to")
        assert Store().load("acme").profile.tenant == "acmex"


async def test_problems_are_said_and_do_not_keep_from_saving():
    write("acme")
    async with running() as pilot:
        await into(pilot, "client_id")
        await pilot.press("ctrl+u", "ctrl+s")
        await until(pilot, "look again at Client ID")
        assert Store().load("acme").profile.client_id == ""


@pytest.mark.parametrize("key", FIELD_INFO)
async def test_another_screen_sends_the_cursor_to_a_field_of_a_form_never_opened(key: str):
    write("acme")
    app = application(start="test")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.go_to_field(key)
        await still(pilot)
        assert app.focused is app.screen.query_one(f"#field-{key}")
        form = app.screen.query_one("#form")
        assert form.region.contains_region(app.focused.region)


async def test_without_a_profile_the_form_says_how_to_get_one():
    app = HaloApp(Session(Store()), start="credentials")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "No profile is open")
        for key, name in {"ctrl+s": "^s", "ctrl+f": "^f", "f7": "F7", "f8": "F8"}.items():
            await pilot.press(key)
            await until(pilot, f"{name} does nothing here")


async def test_each_profile_begins_at_its_own_field():
    write("acme")
    write("new", NEW)
    async with running() as pilot:
        await into(pilot, "client_secret")
        pilot.app.open_profile(next(s for s in Store().summaries() if s.slug == "new"))
        await still(pilot)
        assert pilot.app.focused is entry(pilot, "log_in")


async def test_a_whole_secret_takes_the_place_of_the_one_before():
    write("acme")
    async with running() as pilot:
        await into(pilot, "client_secret")
        await paste(pilot, SECRET[::-1])
        await still(pilot)
        assert entry(pilot, "client_secret").value == SECRET[::-1]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
@pytest.mark.usefixtures("short_paths")
def test_a_new_profile_looks_as_it_should(size: tuple[int, int], snap_compare: object):
    write("new", NEW)

    async def rest(pilot: Pilot[None]) -> None:
        await still(pilot)

    assert snap_compare(application("new"), terminal_size=size, run_before=rest)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.usefixtures("short_paths")
def test_mistakes_look_as_they_should(size: tuple[int, int], snap_compare: object):
    write("acme", authorization_server="https://acme.halopsa.com/auth", client_id="", tenant="")

    async def rest(pilot: Pilot[None]) -> None:
        await into(pilot, "client_id")
        await into(pilot, "authorization_server")
        await still(pilot)

    assert snap_compare(application(), terminal_size=size, run_before=rest)


@pytest.mark.usefixtures("short_paths")
def test_a_pasted_block_looks_as_it_should(snap_compare: object):
    write("acme")

    async def rest(pilot: Pilot[None]) -> None:
        await still(pilot)  # the field gets the focus after the first frame
        await paste(pilot, BLOCK.replace("c95", "d95").replace("5b1", "6b1"))
        await until(pilot, "Pasted")
        await still(pilot)

    assert snap_compare(application(), terminal_size=(120, 36), run_before=rest)
