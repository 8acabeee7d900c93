"""What a run promises about time. Run alone: beside other tests a clock tells of their load."""

from __future__ import annotations

import time

import pytest

from halo_tui.checks.context import Options
from halo_tui.checks.events import CheckFinished, Event
from halo_tui.checks.runner import Run
from halo_tui.profiles.model import Profile
from halo_tui.sandbox.server import Sandbox

pytestmark = pytest.mark.alone
LONGEST_PATH = ("network.dns", "network.tcp", "tls.handshake", "oauth.token", "access.customers")


def begun(sandbox: Sandbox) -> tuple[Run, list[Event]]:
    events: list[Event] = []
    profile = Profile.model_validate({"name": "S", **sandbox.values})
    run = Run("test", profile, Options(timeout=20, hosts_file=sandbox.hosts_file), events.append)
    run.start()
    return run, events


def finished(events: list[Event]) -> dict[str, CheckFinished]:
    return {event.check: event for event in events if isinstance(event, CheckFinished)}


def over_its_longest_path(sandbox: Sandbox) -> float:
    began = time.monotonic()
    run, events = begun(sandbox)
    assert run.wait(30)
    spent = time.monotonic() - began
    return spent / sum(finished(events)[check].ms / 1000 for check in LONGEST_PATH)


def test_a_healthy_run_takes_as_long_as_its_longest_path() -> None:
    with Sandbox() as sandbox:
        over_its_longest_path(sandbox)
        sandbox.latency = 0.4
        assert 1 < min(over_its_longest_path(sandbox) for _ in range(3)) <= 1.25


def test_cancelling_ends_a_run_within_a_second() -> None:
    with Sandbox("token-unanswered") as sandbox:
        run, events = begun(sandbox)
        deadline = time.monotonic() + 10
        while not sandbox.received.to("token") and time.monotonic() < deadline:
            time.sleep(0.02)
        run.cancel()
        assert run.wait(1)
    assert finished(events)["oauth.token"].code == "oauth.token.cancelled"
