"""The test screen by its keys: streaming, explaining, mending, running again, earlier runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from recorded_runs import AT, HOST, WRONG_SECRET, a_run
from rich.color import ColorSystem
from rich.text import Text
from textual._compositor import ChopsUpdate, Compositor
from textual.pilot import Pilot
from waiting import until

from halo_tui.checks.events import AnyEvent, CheckFinished, RunFinished, Status
from halo_tui.checks.plan import IDS
from halo_tui.checks.results import Results
from halo_tui.checks.runner import Run as Runner
from halo_tui.profiles.store import Store
from halo_tui.report import history
from halo_tui.ui.app import HaloApp
from halo_tui.ui.screens.test_details import as_text, details_of
from halo_tui.ui.screens.test_head import Moment, head_of
from halo_tui.ui.screens.test_lines import Look, Run
from halo_tui.ui.screens.test_names import grouped, name_of
from halo_tui.ui.screens.test_rows import Show, not_passed, rows_of
from halo_tui.ui.session import Session
from halo_tui.ui.widgets import check_board
from halo_tui.ui.widgets.check_board import CheckBoard
from halo_tui.ui.widgets.check_tree import CheckTree
from halo_tui.ui.widgets.chrome import KeyLine, StatusLine
from halo_tui.ui.widgets.page import Page
from halo_tui.ui.widgets.run_head import RunHead

WIDE = (120, 36)
LOOK = Look(lambda glyph: glyph.sign, lambda glyph: "")
SECRET = "5b1f7f0e-2a52-4f0e-8c43-0c1f6dd3f3a1-91f0c8d2-77a1-4b6e-9a55-6a2e3d1c0b9f"
OTHER = "https://auth.acme.example"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a cursor to rest, and every machine is in the same time zone."""
    monkeypatch.setattr(check_board, "REST", 0.02)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture(autouse=True)
def own_time_zone() -> Iterator[None]:
    """Give the process its time zone back."""
    yield
    time.tzset()


def opened(slug: str) -> HaloApp:
    session = Session(Store())
    session.open(next(entry for entry in session.store.summaries() if entry.slug == slug))
    return HaloApp(session, start="test")


@asynccontextmanager
async def running(slug: str, size: tuple[int, int] = WIDE) -> AsyncIterator[Pilot[None]]:
    async with opened(slug).run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(check_board.REST + 0.05)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


def record(*runs: list[AnyEvent], slug: str = "acme") -> None:
    for events in runs:
        history.record(slug, events)


def app_of(pilot: Pilot[None]) -> HaloApp:
    assert isinstance(pilot.app, HaloApp)
    return pilot.app


class Underway:
    """A run that only tells what it is told."""

    cancelled = False

    def cancel(self) -> None:
        """Nothing goes on."""


async def tell(pilot: Pilot[None], *events: AnyEvent) -> None:
    app = app_of(pilot)
    for event in events:
        underway = None if isinstance(event, RunFinished) else Underway()
        app.session.run = cast(Runner, underway)
        app.session.results.add(event)
        app.event_signal.publish(event)
    await settled(pilot)


def head(pilot: Pilot[None]) -> list[str]:
    return [line.plain for line in pilot.app.screen.query_one(RunHead).lines]


def details(pilot: Pilot[None]) -> str:
    return as_text(pilot.app.screen.query_one(CheckBoard).entries())


def labels(pilot: Pilot[None]) -> dict[str, str]:
    tree = pilot.app.screen.query_one(CheckTree)
    return {
        str(leaf.data): str(leaf.label) for group in tree.root.children for leaf in group.children
    }


def at(pilot: Pilot[None]) -> object:
    return pilot.app.screen.query_one(CheckTree).item


def said(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(StatusLine).content)


def keys(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(KeyLine).content)


# What is shown -----------------------------------------------------------------------------


async def test_an_earlier_session_s_run_is_there_with_its_date(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        first, second, third = head(pilot)
        assert first.split()[:6] == ["✗", "NOT", "READY", "1", "failed", "·"]
        assert "19 not run" in first
        assert second.startswith("Cause") and "refuses the Client Secret" in second
        assert third.startswith("Next")
        assert at(pilot) == ("oauth.token", HOST)


async def test_details_explain_cause_and_cure_with_the_evidence(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        told = details(pilot)
    for part in ("e edit Client Secret", "Why", "Cure        1. ", "POST", "401",
                 "oauth.token.wrong_secret"):  # fmt: skip
        assert part in told


async def test_every_check_of_the_plan_has_a_line_before_any_run(acme: str) -> None:
    async with running(acme) as pilot:
        shown = labels(pilot)
        assert len(shown) == len(IDS)
        assert "No run yet" in head(pilot)[0]


async def test_a_run_changes_lines_in_place_and_brings_the_root_cause_to_the_top(
    acme: str,
) -> None:
    events = a_run(WRONG_SECRET)
    until_token = next(
        place for place, event in enumerate(events)
        if isinstance(event, CheckFinished) and event.check == "oauth.token"
    )  # fmt: skip
    async with running(acme) as pilot:
        before = list(labels(pilot).values())
        await tell(pilot, *events[:until_token])
        await until(pilot, "Token")
        assert head(pilot)[1].split() == ["Now", "Token"]
        await tell(pilot, events[until_token])
        assert "refuses the Client Secret" in head(pilot)[1]
        await tell(pilot, *events[until_token + 1 :])
        after = list(labels(pilot).values())
        assert {len(line) for line in before} == {len(line) for line in after}
        assert at(pilot) == ("oauth.token", HOST)


async def test_the_cursor_stays_where_a_person_has_put_it(acme: str) -> None:
    async with running(acme) as pilot:
        events = a_run(WRONG_SECRET)
        await tell(pilot, *events[:10])
        await press(pilot, "down", "down")
        chosen = at(pilot)
        await tell(pilot, *events[10:])
        assert at(pilot) == chosen


async def test_a_second_origin_gets_lines_of_its_own(acme: str) -> None:
    record(a_run(targets=(HOST, OTHER)))
    async with running(acme) as pilot:
        chains = [line for key, line in labels(pilot).items() if "'tls.chain'" in key]
        assert len(chains) == 2 and "auth.acme.example" in chains[1]


async def test_what_changed_since_the_last_run_is_marked(acme: str) -> None:
    record(a_run(WRONG_SECRET), a_run(at="2026-10-03T10:10:00Z"))
    async with running(acme) as pilot:
        token = next(line for key, line in labels(pilot).items() if "'oauth.token'" in key)
        assert "was fail" in token
        assert "was" not in next(iter(labels(pilot).values()))


async def test_a_configuration_error_offers_its_field_and_no_second_run(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        assert keys(pilot).split()[:4] == ["e", "Edit", "this", "field"]
        assert "Run one" not in keys(pilot)
        assert "run it again" not in details(pilot)


async def test_filter_shows_problems_then_passes_then_all(acme: str) -> None:
    record(a_run({"billing.recurring": "none_active"}))
    async with running(acme) as pilot:
        await press(pilot, "v")
        assert [key for key in labels(pilot) if "billing" in key] and len(labels(pilot)) == 2
        await press(pilot, "v")
        assert not [key for key in labels(pilot) if "billing" in key]
        await press(pilot, "v")
        assert len(labels(pilot)) == len(IDS)


async def test_rights_stand_in_the_details_until_escape(acme: str) -> None:
    record(a_run({"oauth.scope.edit:items": "not_granted"}))
    async with running(acme) as pilot:
        await press(pilot, "m")
        assert "application" in details(pilot) and "tick edit:items" in details(pilot)
        await press(pilot, "escape")
        assert "tick edit:items" not in details(pilot)
        assert app_of(pilot).current_mode == "test"


async def test_details_can_be_read_in_a_small_terminal(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme, (60, 20)) as pilot:
        page = pilot.app.screen.query_one(Page)
        before = page.size.height
        await press(pilot, "enter")
        assert page.has_focus and page.size.height > before
        await press(pilot, "escape")
        assert page.size.height == before


# Where it is mended ------------------------------------------------------------------------


async def test_to_the_field_and_back_with_the_run_still_there(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        await press(pilot, "e")
        assert app_of(pilot).current_mode == "credentials"
        await press(pilot, "escape")
        assert app_of(pilot).current_mode == "test"
        assert "NOT READY" in head(pilot)[0]
        assert at(pilot) == ("oauth.token", HOST)


async def test_to_the_step_and_back(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        await press(pilot, "s")
        assert app_of(pilot).current_mode == "checklist"
        await press(pilot, "escape")
        assert at(pilot) == ("oauth.token", HOST)


async def test_finding_and_report_are_copied_without_the_secret(acme: str) -> None:
    record(a_run(WRONG_SECRET, evidence={"came": f"no such secret: {SECRET}"}))
    async with running(acme) as pilot:
        await asyncio.to_thread(app_of(pilot).session.stored)
        await press(pilot, "y")
        assert "oauth.token.wrong_secret" in pilot.app.clipboard
        await press(pilot, "c")
        assert "NOT READY" in pilot.app.clipboard
        assert "Acme production (acme)" in pilot.app.clipboard


async def test_a_missing_certificate_is_written_once_and_never_over_a_file(
    acme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    record(a_run({"tls.chain": "incomplete"}, evidence={"missing_pem": pem}))
    monkeypatch.chdir(tmp_path)
    async with running(acme) as pilot:
        assert "Save certificate" in keys(pilot)
        await pilot.press("w")
        await pilot.pause()
        await press(pilot, "enter")
        assert (tmp_path / "intermediate.crt").read_text() == pem
        await pilot.press("w")
        await pilot.pause()
        await press(pilot, "enter")
        assert "is there already" in said(pilot)


# Earlier runs ------------------------------------------------------------------------------


async def test_an_earlier_run_opens_in_the_same_screen_and_escape_returns(acme: str) -> None:
    record(a_run(WRONG_SECRET), a_run(at="2026-10-04T09:00:00Z"))
    async with running(acme) as pilot:
        await press(pilot, "p", "down")
        assert "Token" not in details(pilot) and "first run" in details(pilot)
        await press(pilot, "up")
        assert "Token (acme.halopsa.com): fail → pass" in details(pilot)
        await press(pilot, "down", "enter")
        assert "Earlier run of 2026-10-03 10:03" in head(pilot)[0]
        assert at(pilot) == ("oauth.token", HOST)
        await press(pilot, "escape")
        assert "READY" in head(pilot)[0] and "Earlier" not in head(pilot)[0]


async def test_history_without_runs_says_so(acme: str) -> None:
    async with running(acme) as pilot:
        await press(pilot, "p")
        assert "No run is kept" in said(pilot)


# Running -----------------------------------------------------------------------------------


async def ended(pilot: Pilot[None], seconds: float = 15) -> None:
    session = app_of(pilot).session
    until = time.monotonic() + seconds
    while (session.busy or session.results.ended is None) and time.monotonic() < until:
        await pilot.pause(0.05)
    await settled(pilot)


async def test_running_all_then_one_keeps_what_the_others_said(
    play: Callable[..., object],
) -> None:
    play("wrong-secret")
    async with running("sandbox") as pilot:
        await pilot.press("r")
        await ended(pilot)
        assert "refuses the Client Secret" in head(pilot)[1]
        pilot.app.screen.query_one(CheckBoard).go_to(("fields.tenant", None))
        app_of(pilot).session.results.ended = None
        await pilot.press("o")
        await ended(pilot)
        session = app_of(pilot).session
        assert session.results.started is not None
        assert session.results.started.checks == ["fields.tenant"]
        assert session.results.status_of("oauth.token") is Status.FAIL
        assert "NOT READY" in head(pilot)[0]


async def test_a_run_stops_long_before_its_deadline_and_is_not_kept(
    play: Callable[..., object],
) -> None:
    play("reads-unanswered")
    async with running("sandbox") as pilot:
        await pilot.press("r")
        while not app_of(pilot).session.results.running:
            await pilot.pause(0.05)
        await pilot.pause(0.5)
        await pilot.press("x")
        await ended(pilot, 8)
        assert "STOPPED" in head(pilot)[0]
    assert history.recent("sandbox", 1) == []


async def test_a_profile_that_cannot_be_used_ends_the_start_with_its_reason(acme: str) -> None:
    async with running(acme) as pilot:
        app_of(pilot).session.store.load("acme").path.write_text("name = ", "utf-8")
        await press(pilot, "r")
        assert "acme.toml" in said(pilot)
        assert not app_of(pilot).session.busy


async def test_a_run_that_is_given_up_says_nothing_to_the_next_profile(
    play: Callable[..., object],
) -> None:
    play("reads-unanswered")
    async with running("sandbox") as pilot:
        session = app_of(pilot).session
        await pilot.press("r")
        while not session.results.running:
            await pilot.pause(0.05)
        app_of(pilot).open_profile(session.summary)
        await pilot.pause(1)
        assert (session.results.finished, session.busy) == ({}, False)


# The rules beneath -------------------------------------------------------------------------


def test_every_check_has_a_name_and_a_subject_with_a_purpose() -> None:
    assert sorted(check for checks in grouped(IDS).values() for check in checks) == sorted(IDS)
    assert all(name_of(check) for check in IDS)


def test_what_cannot_be_decided_from_here_is_not_run_again_for_its_own_sake() -> None:
    assert not_passed(Results.of(a_run())) == []
    assert "oauth.token" in not_passed(Results.of(a_run(WRONG_SECRET)))


def test_a_rate_limit_counts_down_and_then_offers_a_run() -> None:
    results = Results.of(a_run({"oauth.token": "rate_limited"}, evidence={"retry_after": 25}))
    began = datetime.fromisoformat(AT)

    def third(seconds: float) -> str:
        now = began + timedelta(seconds=seconds)
        return head_of(Moment(results=results, now=now), LOOK, 120)[2].plain

    assert third(5.39) == "Wait        20 s, then o runs the check again"
    assert "wait is over" in third(26)


def test_a_partial_run_alone_gives_no_verdict() -> None:
    results = Results.of(a_run(only=["fields.tenant"]))
    first = head_of(Moment(results=results, now=datetime.fromisoformat(AT)), LOOK, 120)[0]
    assert "Not everything was run" in first.plain


@pytest.mark.parametrize("show", list(Show))
def test_rows_are_those_that_the_filter_takes(show: Show) -> None:
    results = Results.of(a_run(WRONG_SECRET))
    rows = rows_of(results, show=show)
    assert all(show.takes(results.finished[key].status) for keys in rows.values() for key in keys)


def test_a_skipped_check_tells_what_it_waits_for() -> None:
    results = Results.of(a_run(WRONG_SECRET))
    told = as_text(details_of(("access.items", HOST), Run(results, Results()), LOOK))
    assert "it needs Token" in told and "refuses the Client Secret" in told


async def test_a_check_s_line_changes_for_few_bytes(
    acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    original = Compositor.render_partial_update

    def measured(compositor: Compositor) -> ChopsUpdate | None:
        update = original(compositor)
        if update is not None:
            painted.append(len(update.render_segments(app.console).encode()))
        return update

    events = a_run(WRONG_SECRET)
    async with running(acme) as pilot:
        app = app_of(pilot)
        await tell(pilot, *events[:17])
        app.console._color_system = ColorSystem.TRUECOLOR
        monkeypatch.setattr(Compositor, "render_partial_update", measured)
        for event in events[17:20]:
            await tell(pilot, event)
    assert painted and max(painted) <= 300, painted


def test_labels_are_never_markup() -> None:
    results = Results.of(
        a_run({"oauth.token": "refused"}, evidence={"error": "[@click=x]y[/nope]"})
    )
    from halo_tui.ui.screens.test_lines import Columns, check_line

    line = check_line(("oauth.token", HOST), Run(results, Results()), Columns.within(120), LOOK)
    assert isinstance(line, Text) and line.cell_len == Columns.within(120).width


# Pictures ----------------------------------------------------------------------------------

MANY = {
    "fields.authorization_server": "no_trailing_slash", "tls.chain": "incomplete",
    "oauth.scope.edit:contracts": "not_granted", "role.items": "too_low",
    "access.invoices": "forbidden", "billing.recurring": "none_active",
}  # fmt: skip


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 60)])
def test_one_failure(acme: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    record(a_run(WRONG_SECRET))
    assert snap_compare(opened(acme), terminal_size=size, run_before=settled)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_many_failures(acme: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    record(a_run(), a_run(MANY, at="2026-10-04T09:00:00Z"))
    assert snap_compare(opened(acme), terminal_size=size, run_before=settled)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_no_run(acme: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(opened(acme), terminal_size=size, run_before=settled)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_all_passed(acme: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    record(a_run())
    assert snap_compare(opened(acme), terminal_size=size, run_before=settled)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_rights(acme: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    record(a_run(MANY))

    async def show(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await press(pilot, "m")

    assert snap_compare(opened(acme), terminal_size=size, run_before=show)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_earlier_runs(acme: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    record(a_run(MANY), a_run(WRONG_SECRET, at="2026-10-04T09:00:00Z"))

    async def show(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await press(pilot, "p")

    assert snap_compare(opened(acme), terminal_size=size, run_before=show)
