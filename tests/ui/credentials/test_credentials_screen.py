"""The credentials form by its keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from connections import ACME, SECRET, write
from recorded_runs import WRONG_SECRET, a_run
from textual.pilot import Pilot
from textual.widgets import Input
from waiting import paste, shown, still, until, until_gone, until_unwrapped, unwrapped

from halo_tui.halo.discovery import Discovery
from halo_tui.profiles.errors import NotSavedError
from halo_tui.profiles.schema import FIELD_INFO
from halo_tui.profiles.store import Store
from halo_tui.sandbox.server import Sandbox
from halo_tui.ui.app import HaloApp
from halo_tui.ui.credentials import filling, secret_place
from halo_tui.ui.credentials.form_rows import FieldRow
from halo_tui.ui.runs import Runs
from halo_tui.ui.session import Session
from halo_tui.workspace import history
from halo_tui.workspace.drafts import unsaved_text
from halo_tui.workspace.drafts.saving import load_draft

BLOCK = f"Client ID: {ACME['client_id']}\nClient Secret: {SECRET}\n"
NEW: dict[str, object] = {"name": "New", "hosting": "hosted"}


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


@pytest.fixture
def halo(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """A Halo that says what it is told to say; gives the origins that were asked."""

    def say(**values: str) -> list[str]:
        asked: list[str] = []

        async def ask(session: Session, origin: object, ca_file: str) -> Discovery:
            asked.append(str(origin))
            return Discovery(**values)

        monkeypatch.setattr(filling, "ask_halo", ask)
        return asked

    return say


TOLD = {
    "resource_server": "https://acme.halopsa.com/api",
    "authorization_server": "https://acme.halopsa.com/auth/",
    "tenant": "acme", "hosting": "hosted", "version": "2.236.133",
}  # fmt: skip


async def test_one_address_and_one_paste_make_a_whole_profile(play: Callable[..., Sandbox]):
    values = play().values
    write("new", NEW, ca_file=values["ca_file"])
    async with running("new") as pilot:
        await paste(pilot, values["resource_server"].replace("/api", "/dashboard?tab=1"))
        await pilot.press("enter")
        await until(pilot, "filled in 4 fields")
        lines = "Client ID\n{client_id}\nClient Secret\n{client_secret}\n"
        await paste(pilot, lines.format(**values))
        await until(pilot, "Pasted: 2 values")
        await pilot.press("y", "ctrl+s")
        await until(pilot, "Saved to")
        saved = Store().load("new").profile.values()
        assert {key: saved[key] for key in values} == {**values, "name": "New"}


async def test_what_halo_says_otherwise_is_shown_beside_what_was_typed(
    halo: Callable[..., list[str]],
):
    asked = halo(**{**TOLD, "tenant": "Acme2"})
    write("acme")
    async with running() as pilot:
        await pilot.press("ctrl+f")
        await until(pilot, "→ Acme2")
        assert entry(pilot, "tenant").value == "acme"
        await pilot.press("a")
        await pilot.app.workers.wait_for_complete()
        assert entry(pilot, "tenant").value == "Acme2"
        assert asked == ["https://acme.halopsa.com"]


async def test_differences_can_be_settled_one_by_one(halo: Callable[..., list[str]]):
    halo(**{**TOLD, "tenant": "T", "resource_server": "https://b.halopsa.com/api"})
    write("acme")
    async with running() as pilot:
        await pilot.press("ctrl+f")
        await until(pilot, "2 fields differ")
        assert "→ https://b.halopsa.com/api" in shown(pilot)
        await pilot.press("o")
        await until(pilot, "Resource Server differs. Which value?")
        await pilot.press("n")
        await until(pilot, "Tenant differs. Which value?")
        await pilot.press("y")
        await pilot.app.workers.wait_for_complete()
        assert entry(pilot, "resource_server").value == ACME["resource_server"]
        assert entry(pilot, "tenant").value == "T"


async def test_why_halo_said_nothing_is_told_below_the_address(halo: Callable[..., list[str]]):
    halo(problem="No connection to https://acme.halopsa.com")
    write("acme")
    async with running() as pilot:
        await pilot.press("ctrl+f")
        await until(pilot, "No connection to https://acme.halopsa.com")


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


async def test_an_address_without_a_trusted_root_leads_to_the_field_for_it(
    play: Callable[..., Sandbox],
):
    values = play().values
    write("new", NEW)
    async with running("new", (80, 24)) as pilot:
        await paste(pilot, values["resource_server"])
        await pilot.press("enter")
        await until(pilot, "name the file")
        assert "certificate is not trusted" in shown(pilot)
        await pilot.press("enter")
        await still(pilot)
        assert pilot.app.focused is entry(pilot, "ca_file")
        await paste(pilot, "/nowhere/root.pem")
        await pilot.press("enter")
        await until(pilot, "holds no root certificate")
        await pilot.press("ctrl+u")
        await paste(pilot, values["ca_file"])
        await pilot.press("enter")
        await until(pilot, "filled in 4 fields")
        assert pilot.app.focused is entry(pilot, "client_id")


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
        assert app.focused is entry(pilot, "client_secret")


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
        await pilot.press("c")
        await pilot.app.workers.wait_for_complete()
        assert pilot.app._exit is False
        await pilot.press("ctrl+q")
        await until(pilot, "is not saved")
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        assert pilot.app._exit is ends
    assert Store().load("acme").profile.tenant == kept


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


NUMBERED = (
    f"1. Client ID: d{str(ACME['client_id'])[1:]}\n2. Client Secret: 6{SECRET[1:]}\n3. Scope: all\n"
    "4. Resource Server: https://acme2.halopsa.com\n5. call Bob first\n6. Tenant: acme2\n"
)


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


async def test_what_halo_names_but_may_not_be_used_is_said_and_not_offered(
    halo: Callable[..., list[str]],
):
    halo(
        resource_server="https://acme.halopsa.com/api", hosting="hosted", version="2.236.133",
        named_authorization_server="http://halo-app01.corp.local/auth",
    )  # fmt: skip
    write("acme")
    async with running(size=(200, 36)) as pilot:
        await pilot.press("ctrl+f")
        await until(pilot, "http://halo-app01.corp.local/auth is not taken")
        assert entry(pilot, "authorization_server").value == ACME["authorization_server"]


async def test_somebody_elses_log_in_page_is_not_asked(halo: Callable[..., list[str]]):
    asked = halo(moved_to="https://acme.cloudflareaccess.com", problem="It leads on")
    write("acme")
    async with running() as pilot:
        await pilot.press("ctrl+f")
        await until_unwrapped(pilot, "#row-log_in", "which is not this Halo")
        assert "ask there" not in shown(pilot)
        assert asked == ["https://acme.halopsa.com"]


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
