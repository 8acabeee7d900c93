"""`network.clock`: the date in the servers' answers against this machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.checks.context import Context, Facts, Job, Options
from halo_tui.checks.diagnosis import findings
from halo_tui.checks.subjects import network


@pytest.fixture
def context():
    return new_context()


def new_context() -> Context:
    nothing = SimpleNamespace()
    return Context(nothing, Options(), nothing, nothing, Facts())


def answer(seconds: float) -> SimpleNamespace:
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    return SimpleNamespace(headers={"date": format_datetime(at, usegmt=True)})


async def clock_outcome(context: Context):
    return await network.clock(context, Job("network.clock"))


@pytest.mark.parametrize(
    ("seconds", "reason", "phrase"),
    [
        (0, "ok", None),
        (290, "ok", None),
        (-290, "ok", None),
        (3000, "skewed", "50 minutes behind"),
        (-3 * 3600, "skewed", "3 hours ahead of"),
        (2 * 86_400 + 60, "skewed", "2 days behind"),
    ],
)
async def test_five_minutes_are_allowed(context, seconds, reason, phrase):
    network.note_date(context, answer(seconds))
    outcome = await clock_outcome(context)
    assert outcome.reason == reason
    if phrase:
        title = findings.finding(f"network.clock.{reason}").title
        assert phrase in findings.fill(title, outcome.evidence)


async def test_no_date_no_verdict(context):
    assert (await clock_outcome(context)).reason == "not_reported"


async def test_the_answer_that_differs_least_counts(context):
    for seconds in (-900, -5, -700):
        network.note_date(context, answer(seconds))
    assert (await clock_outcome(context)).reason == "ok"


@given(st.text() | st.sampled_from(["Wed, 99 Foo 2026", "0", "Mon, 01 Jan 0001 00:00:00 +2359"]))
def test_no_text_in_the_place_of_a_date_does_harm(text):
    context = new_context()
    network.note_date(context, SimpleNamespace(headers={"date": text}))
