"""Runs as the test screen shows them while they go on, and how they end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from checks_on_screen import (
    app_of,
    at,
    ended,
    groups,
    head,
    labels,
    open_groups,
    press,
    record,
    running,
    said,
    tell,
)
from recorded_runs import AT, HOST, WRONG_SECRET, a_run
from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, Compositor
from waiting import until

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status
from halo_tui.sandbox.server import Sandbox
from halo_tui.ui.verify import verdict_head
from halo_tui.ui.verify.check_board import CheckBoard
from halo_tui.ui.verify.check_nodes import Whole
from halo_tui.ui.verify.run_state import RunState
from halo_tui.ui.verify.verdict_lines import verdict_lines
from halo_tui.workspace import history


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
        await tell(pilot, *events[until_token + 1 : -1])
        after = list(labels(pilot).values())
        await tell(pilot, events[-1])
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
        await ended(pilot)
        assert "PARTIAL" in head(pilot)[0] and "had not finished" in head(pilot)[1]
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


def test_a_rate_limit_counts_down_and_then_offers_a_run() -> None:
    results = Results.of(a_run({"oauth.token": "rate_limited"}, evidence={"retry_after": 25}))
    began = datetime.fromisoformat(AT)

    def third(seconds: float) -> str:
        now = began + timedelta(seconds=seconds)
        return verdict_lines(RunState(results=results, now=now), 120)[2].plain

    assert third(5.39) == "Wait        20 s, then o runs the check again"
    assert "wait is over" in third(26)


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

    monkeypatch.setattr(verdict_head, "_TICK", 60.0)  # what counts up is no check's line
    events = a_run(WRONG_SECRET)
    async with running(acme) as pilot:
        app = app_of(pilot)
        await tell(pilot, *events[:17])
        app.console._color_system = ColorSystem.TRUECOLOR
        monkeypatch.setattr(Compositor, "render_partial_update", measured)
        for event in events[17:20]:
            await tell(pilot, event)
    assert painted and max(painted) <= 300, painted


async def test_nothing_unfolds_while_a_run_goes_on_and_ends_are_counted_as_drawn(
    acme: str,
) -> None:
    events = a_run({"fields.tenant": "missing"})
    async with running(acme) as pilot:
        await tell(pilot, *events[:11])
        await until(pilot, "5 of 34")
        assert open_groups(pilot) == []
        assert "1 failed" in groups(pilot)["Values"]
        await tell(pilot, *events[11:])
        assert open_groups(pilot) == ["Values"]


async def test_an_arrow_at_a_large_size_costs_little_even_after_the_details_followed(
    acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(a_run(WRONG_SECRET))
    painted: list[int] = []
    original = Compositor.render_partial_update

    def measured(compositor: Compositor) -> ChopsUpdate | None:
        update = original(compositor)
        if update is not None:
            painted.append(len(update.render_segments(app.console).encode()))
        return update

    async with running(acme, (200, 60)) as pilot:
        app = app_of(pilot)
        app.console._color_system = ColorSystem.TRUECOLOR
        monkeypatch.setattr(Compositor, "render_partial_update", measured)
        await press(pilot, "down")
    assert painted and sum(painted) < 5_000, painted


async def test_another_run_ends_at_its_cause_wherever_the_last_one_ended(
    play: Callable[..., Sandbox],
) -> None:
    sandbox = play("healthy-hosted")
    async with running("sandbox") as pilot:
        await pilot.press("r")
        await ended(pilot)
        assert at(pilot) is Whole.RUN
        sandbox.play("all-ticked")
        app_of(pilot).session.results.ended = None
        await pilot.press("r")
        await ended(pilot)
        assert at(pilot) == ("oauth.all_permissions", None)
