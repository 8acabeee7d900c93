"""Pictures of the test screen."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from checks_on_screen import opened, press, record, settled, tell
from recorded_runs import WRONG_SECRET, a_run
from textual.pilot import Pilot
from waiting import still

from halo_tui.ui.verify import run_progress

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


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
def test_all_passed(acme: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    record(a_run())
    assert snap_compare(opened(acme), terminal_size=size, run_before=settled)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_a_run_under_way(
    acme: str,
    size: tuple[int, int],
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run_progress, "time", SimpleNamespace(monotonic=lambda: 0.0))
    events = a_run(WRONG_SECRET)

    async def begin(pilot: Pilot[None]) -> None:
        await tell(pilot, *events[: len(events) // 3])
        await still(pilot)

    assert snap_compare(opened(acme), terminal_size=size, run_before=begin)


def test_a_light_terminal(
    acme: str, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")
    record(a_run(WRONG_SECRET))
    assert snap_compare(opened(acme), terminal_size=(80, 24), run_before=settled)


def test_no_colour(
    acme: str, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    record(a_run(WRONG_SECRET))
    assert snap_compare(opened(acme), terminal_size=(80, 24), run_before=settled)


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
