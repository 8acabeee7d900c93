"""The hand-over by its keys: five values, a secret that stays hidden, a report to pass on."""

from __future__ import annotations

import asyncio
import stat
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from profile_files import HEALTHY
from textual.pilot import Pilot
from textual.widgets import Static
from waiting import paste, shown, still

from halo_tui.checks.events import AnyEvent, CheckFinished, RunFinished, RunStarted
from halo_tui.checks.plan import IDS
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.profiles.schema import GRADIENT_FIELDS
from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.handover import secret_reveal
from halo_tui.ui.handover.value_rows import ValueRow
from halo_tui.ui.session import Session
from halo_tui.ui.widgets.chrome import Line, QuestionLine, StatusLine
from halo_tui.ui.widgets.sheet import Sheet
from halo_tui.workspace import history

SECRET = str(HEALTHY["client_secret"])
Writer = Callable[[str, dict[str, object]], Path]


def handover(slug: str | None) -> HaloApp:
    session = Session(Store())
    summaries = {summary.slug: summary for summary in session.store.summaries()}
    session.open(summaries[slug] if slug else None)
    return HaloApp(session, start="handover")


@asynccontextmanager
async def running(
    slug: str | None, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Pilot[None]]:
    async with handover(slug).run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def rows(pilot: Pilot[None]) -> list[str]:
    return [str(row.content) for row in pilot.app.screen.query(ValueRow)]


def intro(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#intro", Line).content)


def firewall(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#firewall", Sheet).content)


def said(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(StatusLine).content)


def readiness(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#readiness", Static).content)


def recorded(slug: str, *results: CheckFinished, verdict: Verdict = Verdict.READY) -> None:
    """A run of all checks in the history."""
    failed = next((r.code for r in results if r.status is Status.FAIL), None)
    events: list[AnyEvent] = [
        RunStarted(profile=slug, at="2026-11-20T10:00:00Z", checks=list(IDS)),
        *results,
        RunFinished(
            profile=slug, verdict=verdict, root_cause=failed, counts={}, requests=7, ms=900
        ),
    ]
    history.record(slug, events)


DISABLED = CheckFinished(
    check="agent.identity",
    target=None,
    status=Status.FAIL,
    code="agent.identity.disabled",
    summary="The agent is disabled",
)
ALLOW_LIST = CheckFinished(
    check="gradient.allow_list",
    target=None,
    status=Status.UNKNOWN,
    code="gradient.allow_list.unknowable",
    summary="cannot be seen from here",
    evidence={
        "servers": [{"name": "acme.halopsa.com", "port": 443, "addresses": ["203.0.113.5"]}],
        "published": [{"revision": "older", "addresses": ["3.19.3.152"], "note": ""}],
    },
)


# The five values -------------------------------------------------------------------------------


async def test_the_values_stand_in_the_order_of_gradient(acme: str) -> None:
    async with running(acme) as pilot:
        labels = [row[:22].strip() for row in rows(pilot)]
    assert labels == [
        "Client ID",
        "Client Secret",
        "Resource Server",
        "Authorization Server",
        "Tenant",
    ]


@pytest.mark.parametrize(
    ("place", "copied"),
    [
        (0, HEALTHY["client_id"]),
        (1, HEALTHY["client_secret"]),
        (2, HEALTHY["resource_server"]),
        (3, HEALTHY["authorization_server"]),
        (4, HEALTHY["tenant"]),
    ],
)
async def test_a_key_copies_the_value_of_the_row(acme: str, place: int, copied: str) -> None:
    async with running(acme) as pilot:
        await pilot.press(*["down"] * place, "y")
        await settled(pilot)
        assert pilot.app.clipboard == copied


async def test_copying_goes_on_to_the_next_value_and_counts(acme: str) -> None:
    copied, counted = [], []
    async with running(acme) as pilot:
        for _ in range(5):
            await pilot.press("y")
            await settled(pilot)
            copied.append(pilot.app.clipboard)
            counted.append(intro(pilot).rpartition(":")[2].strip())
    assert copied == [HEALTHY[name] for name in GRADIENT_FIELDS]
    assert counted == [f"{number} of 5 copied" for number in range(1, 6)]


async def test_a_row_that_was_copied_is_marked_and_the_cursor_is_on_the_next(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("y", "y")
        await settled(pilot)
        marked = [row.startswith("✓") for row in rows(pilot)]
        cursors = [row.has_class("-cursor") for row in pilot.app.screen.query(ValueRow)]
    assert marked == [True, True, False, False, False]
    assert cursors == [False, False, True, False, False]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_every_line_of_a_value_begins_in_the_same_column(
    profile_file: Writer, size: tuple[int, int]
) -> None:
    long = "https://a-very-long-name-of-a-customer.halopsa.example.com/api"
    profile_file("beta", {**HEALTHY, "resource_server": long})
    async with running("beta", size) as pilot:
        lines = [line for row in rows(pilot) for line in row.splitlines()]
        labels = ValueRow.LABELS
        assert {len(line) - len(line[labels:].lstrip()) for line in lines} == {labels}


async def test_a_missing_value_is_marked_and_not_copied(profile_file: Writer) -> None:
    profile_file("beta", {**HEALTHY, "tenant": ""})
    async with running("beta") as pilot:
        await pilot.press("G", "y")
        await settled(pilot)
        assert "missing" in rows(pilot)[4]
        assert "✗" in rows(pilot)[4]
        assert (pilot.app.clipboard, said(pilot)[:24]) == ("", "There is no Tenant to co")


async def test_gradient_is_told_not_set_for_an_on_premise_instance(profile_file: Writer) -> None:
    profile_file("beta", {**HEALTHY, "hosting": "on-premise", "tenant": ""})
    async with running("beta") as pilot:
        assert rows(pilot)[4].split(maxsplit=1) == ["Tenant", "Not set"]


# The secret ------------------------------------------------------------------------------------


async def test_the_secret_is_hidden_until_asked_for(acme: str) -> None:
    async with running(acme) as pilot:
        before = shown(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert (SECRET in before, SECRET in shown(pilot)) == (False, True)


async def test_the_secret_hides_again_after_a_while(
    acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_reveal, "SECONDS", 0.1)
    async with running(acme) as pilot:
        await pilot.press("v")
        await settled(pilot)
        await still(pilot)
        assert SECRET not in shown(pilot)


async def test_the_secret_hides_when_the_screen_is_left(acme: str) -> None:
    async with running(acme) as pilot:
        assert isinstance(pilot.app, HaloApp)
        await pilot.press("v")
        await settled(pilot)
        pilot.app.go("checklist")
        await settled(pilot)
        pilot.app.go("handover")
        await settled(pilot)
        assert SECRET not in shown(pilot)


async def test_a_revealed_secret_is_not_cut_on_80_columns(acme: str) -> None:
    async with running(acme, (80, 24)) as pilot:
        await pilot.press("v")
        await settled(pilot)
        assert SECRET in "".join(line.strip() for line in rows(pilot)[1][22:].splitlines())


async def test_a_command_for_the_secret_runs_only_when_it_is_asked_for(
    profile_file: Writer, tmp_path: Path
) -> None:
    trace = tmp_path / "it ran"
    script = f"touch '{trace}'; printf '{SECRET}'"
    command = f'cmd:["sh", "-c", "{script}"]'
    profile = {key: value for key, value in HEALTHY.items() if key != "client_secret"}
    profile_file("beta", {**profile, "client_secret_ref": command})
    async with running("beta") as pilot:
        ran_before = await asyncio.to_thread(trace.exists)
        await pilot.press("down", "y")
        await settled(pilot)
        assert (ran_before, pilot.app.clipboard) == (False, SECRET)


async def test_a_secret_that_cannot_be_read_is_said_with_the_reason(profile_file: Writer) -> None:
    profile = {key: value for key, value in HEALTHY.items() if key != "client_secret"}
    profile_file("beta", {**profile, "client_secret_ref": "env:NOBODY_SET_THIS"})
    async with running("beta") as pilot:
        await pilot.press("v")
        await settled(pilot)
        assert "NOBODY_SET_THIS is not set" in rows(pilot)[1]
        assert said(pilot).startswith("The secret cannot be read")


# What is told beside them ----------------------------------------------------------------------


async def test_values_that_were_never_tested_say_so(acme: str) -> None:
    async with running(acme) as pilot:
        assert readiness(pilot).startswith(" ○ NOT TESTED YET ")


async def test_a_connection_that_is_not_ready_says_first_that_gradient_cannot_connect(
    acme: str,
) -> None:
    recorded(acme, DISABLED, verdict=Verdict.NOT_READY)
    async with running(acme) as pilot:
        assert readiness(pilot) == (
            " ✗ NOT READY   Gradient cannot connect yet: The agent is disabled.  4 shows why"
        )


async def test_the_owner_of_a_firewall_gets_what_the_last_run_found(acme: str) -> None:
    recorded(acme, ALLOW_LIST)
    async with running(acme) as pilot:
        around = firewall(pilot)
        assert "acme.halopsa.com (203.0.113.5), port 443" in around


async def test_without_a_run_the_published_addresses_are_told(acme: str) -> None:
    async with running(acme) as pilot:
        around = firewall(pilot)
        assert "3.19.3.152, 3.19.4.238" in around
        assert "3.23.117.12, 3.138.54" in around


async def test_ready_does_not_hide_a_warning(acme: str) -> None:
    warning = replace(
        DISABLED,
        check="billing.recurring",
        status=Status.WARN,
        code="billing.recurring.none_active",
    )
    recorded(acme, warning)
    async with running(acme) as pilot:
        assert f"with a warning: {warning.summary}." in readiness(pilot)


async def test_without_a_profile_nothing_is_handed_over() -> None:
    async with running(None) as pilot:
        await pilot.press("y", "v")
        await settled(pilot)
        assert readiness(pilot).startswith("No profile is open")


# The report ------------------------------------------------------------------------------------


async def test_the_report_is_copied(acme: str) -> None:
    recorded(acme, DISABLED, verdict=Verdict.NOT_READY)
    async with running(acme) as pilot:
        await pilot.press("c")
        await settled(pilot)
        assert "The agent is disabled" in pilot.app.clipboard


async def test_without_a_run_there_is_no_report(acme: str) -> None:
    async with running(acme) as pilot:
        refused = []
        for key in ("c", "w"):
            await pilot.press(key)
            await settled(pilot)
            refused.append(said(pilot).startswith("There is no test to report yet"))
        assert refused == [True, True]


async def save_into(pilot: Pilot[None], path: Path) -> None:
    """Answer the question for the file."""
    await pilot.press("w")
    await still(pilot)
    await pilot.press("ctrl+u")
    await paste(pilot, str(path))
    await pilot.press("enter")
    await still(pilot)


async def test_the_report_is_written_for_this_user_only(acme: str, tmp_path: Path) -> None:
    recorded(acme, DISABLED, verdict=Verdict.NOT_READY)
    path = tmp_path / "r.md"
    async with running(acme) as pilot:
        await save_into(pilot, path)
        await settled(pilot)
    assert (stat.S_IMODE(path.stat().st_mode), path.read_text("utf-8")[:2]) == (0o600, "# ")


@pytest.mark.parametrize(("answer", "kept"), [("n", True), ("escape", True), ("y", False)])
async def test_a_file_that_is_there_is_only_replaced_when_that_is_wanted(
    acme: str, tmp_path: Path, answer: str, kept: bool
) -> None:
    recorded(acme, DISABLED, verdict=Verdict.NOT_READY)
    path = tmp_path / "r.txt"
    path.write_text("mine", "utf-8")
    async with running(acme) as pilot:
        await save_into(pilot, path)
        await pilot.press(answer)
        await settled(pilot)
    assert (path.read_text("utf-8") == "mine") is kept


async def test_a_folder_that_does_not_exist_is_said_and_not_made(acme: str, tmp_path: Path) -> None:
    recorded(acme, DISABLED, verdict=Verdict.NOT_READY)
    async with running(acme) as pilot:
        await save_into(pilot, tmp_path / "no" / "r.txt")
        assert "There is no folder" in shown(pilot)
        assert pilot.app.screen.query_one(QuestionLine).is_open
        await pilot.press("escape")
        await settled(pilot)
    assert not (tmp_path / "no").exists()


# How it looks ----------------------------------------------------------------------------------


@pytest.fixture
def utc() -> Iterator[None]:
    """Dates are the same wherever the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("utc")
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
def test_a_connection_that_is_not_ready(
    acme: str, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    recorded(acme, DISABLED, ALLOW_LIST, verdict=Verdict.NOT_READY)
    assert snap_compare(handover(acme), terminal_size=size, run_before=settled)


def test_values_that_are_wrong(profile_file: Writer, snap_compare: Callable[..., bool]) -> None:
    wrong = {"tenant": "https://acme.halopsa.com", "client_secret": "", "client_id": "•••••"}
    profile_file("acme", {**HEALTHY, **wrong})
    assert snap_compare(handover("acme"), terminal_size=(80, 24), run_before=settled)
