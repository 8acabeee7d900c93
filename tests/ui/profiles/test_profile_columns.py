"""Which columns the list of profiles has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.checks.verdicts import Verdict
from halo_tui.profiles.store import Summary
from halo_tui.ui.profiles.columns import GAP, MARGIN, columns_for, lines_for_table
from halo_tui.ui.profiles.rows import Order, ProfileRow, age_of, days_text, in_order, row_of
from halo_tui.workspace.last_run import RunSummary

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
USUAL = {"name": 20, "instance": 24, "when": 6}
LONG = {"name": 60, "instance": 60, "when": 8}


@pytest.mark.parametrize(
    ("room", "longest", "shown"),
    [
        (59, USUAL, "name state cause"),
        (65, USUAL, "name state cause when"),
        (80, USUAL, "name state cause certificate when"),
        (120, USUAL, "name state cause instance certificate when"),
        (200, USUAL, "name state cause instance certificate when"),
        (59, LONG, "name state cause"),
        (80, LONG, "name state cause certificate when"),
        (120, LONG, "name state cause certificate when"),
        (200, LONG, "name state cause instance certificate when"),
    ],
)
def test_state_and_cause_are_always_shown(room: int, longest: dict[str, int], shown: str):
    assert [column.key for column in columns_for(room, longest)] == shown.split()


@given(st.integers(1, 400), st.integers(0, 90), st.integers(0, 90))
def test_the_columns_fill_the_line(room: int, name: int, instance: int):
    columns = columns_for(room, {"name": name, "instance": instance, "when": 6})
    taken = sum(column.width for column in columns) + GAP * (len(columns) - 1) + 2 * MARGIN
    assert columns[0].key == "name"
    assert taken == room or room < 2 * MARGIN + 1


def test_no_name_is_cut_where_there_is_room():
    (name, *_) = columns_for(120, {"name": 32, "instance": 10, "when": 6})
    assert name.width >= 32


def test_the_name_gives_way_to_the_cause_before_any_column_goes():
    columns = columns_for(70, {"name": 32, "instance": 10, "when": 6})
    widths = {column.key: column.width for column in columns}
    assert (widths["name"], widths["cause"]) == (13, 24)


@pytest.mark.parametrize(
    ("body", "profiles", "lines"), [(20, 2, 4), (20, 15, 16), (20, 300, 16), (31, 300, 21)]
)
def test_the_table_leaves_room_for_the_details(body: int, profiles: int, lines: int):
    assert lines_for_table(body, profiles) == lines


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(seconds=-40), "now"),
        (timedelta(seconds=40), "now"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=3, minutes=50), "3 h"),
        (timedelta(days=2, hours=5), "2 d"),
        (timedelta(days=9), "14 Nov"),
        (timedelta(days=400), "Oct 2025"),
    ],
)
def test_a_time_is_told_as_briefly_as_it_stays_clear(ago: timedelta, expected: str):
    assert age_of((NOW - ago).isoformat(), NOW) == expected


def test_a_time_that_is_none_is_not_told():
    assert age_of("nonsense", NOW) == ""


@pytest.mark.parametrize(
    ("days", "expected"), [(None, ""), (-1, "over"), (12, "12 d"), (364, "364 d"), (4000, "10 y")]
)
def test_what_is_left_of_a_certificate_fits_its_column(days: int | None, expected: str):
    assert days_text(days) == expected


def row(name: str, verdict: str = "", at: str = "", *, fingerprint: str = "") -> ProfileRow:
    summary = Summary(name, name, "hosted", "", Path(name), fingerprint="now")
    if not verdict:
        return row_of(summary, None, NOW)
    last = RunSummary(Path(), at, Verdict(verdict), "a.b", {}, cause="Why", fingerprint=fingerprint)
    return row_of(summary, last, NOW)


def test_what_is_not_ready_comes_first_in_the_order_of_states():
    rows = [
        row("a", "ready", "2026-11-20T00:00:00+00:00"),
        row("b"),
        row("c", "not_ready", "2026-11-21T00:00:00+00:00"),
    ]
    orders = {order: "".join(each.slug for each in in_order(rows, order)) for order in Order}
    assert orders == {Order.NAME: "abc", Order.STATE: "cba", Order.WHEN: "cab"}


def test_a_time_that_is_none_sorts_last():
    rows = [row("a", "ready", "nonsense"), row("b", "ready", "2026-11-21T00:00:00+00:00")]
    assert [each.slug for each in in_order(rows, Order.WHEN)] == ["b", "a"]


def test_the_verdict_on_other_values_is_not_told():
    changed = row("a", "not_ready", "2026-11-21T00:00:00+00:00", fingerprint="before")
    assert (changed.state.word, changed.cause, changed.tested_at) == ("changed", "", "")
