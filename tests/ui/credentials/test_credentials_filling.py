"""What Halo says of itself fills in the form, or is shown beside what was typed."""

from __future__ import annotations

from collections.abc import Callable

from connections import ACME, write
from form_on_screen import NEW, TOLD, entry, running
from waiting import paste, shown, still, until, until_unwrapped

from halo_tui.profiles.store import Store
from halo_tui.sandbox.server import Sandbox


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
