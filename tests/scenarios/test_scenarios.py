"""Every way to fail, played over real sockets, is named with its code, verdict and root cause."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from halo_tui.cli import main
from halo_tui.sandbox.known import CLIENT_SECRET
from halo_tui.sandbox.scenarios import load_scenarios
from halo_tui.sandbox.server import Sandbox

SCENARIOS = load_scenarios()
STATUS = {"ready": 0, "not_ready": 1, "undecided": 3}
TIMEOUT = "1.5"
"""Seconds for each step: stalls must not make the tests slow."""
TOKEN = re.compile(r"eyJ[\w-]{10,}|[Bb]earer [\w.-]{8,}")


class Told:
    """What one run of `check --json` said."""

    def __init__(self, result: Result, sandbox: Sandbox) -> None:
        self.output = result.output
        self.status = result.exit_code
        self.sandbox = sandbox
        events: list[dict[str, Any]] = [json.loads(line) for line in result.stdout.splitlines()]
        self.checks = [event for event in events if event["event"] == "check_finished"]
        self.end = events[-1]
        self.codes = {event["code"] for event in self.checks}


@pytest.fixture
def told(play: Callable[..., Sandbox]) -> Callable[[str], Told]:
    def run(scenario: str) -> Told:
        sandbox = play(scenario)
        arguments = ["check", "sandbox", "--json", "--timeout", TIMEOUT]
        return Told(CliRunner().invoke(main, arguments), sandbox)

    return run


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_is_named(name: str, told: Callable[[str], Told]) -> None:
    scenario = SCENARIOS[name]
    run = told(name)
    not_passed = sorted(code for code in run.codes if not code.endswith((".ok", ".skipped")))
    assert set(scenario.codes) <= run.codes, not_passed
    assert not set(scenario.forbidden) & run.codes
    assert run.end["verdict"] == scenario.verdict, not_passed
    assert run.end["root_cause"] == scenario.root_cause, not_passed
    assert run.status == STATUS[scenario.verdict]
    assert run.end["requests"] <= 40
    assert not any(code.endswith((".unexpected", ".cancelled")) for code in run.codes), not_passed
    assert_nothing_leaked(run)
    for event in run.checks:
        if event["status"] == "fail":
            assert event["cure"], event["code"]
            assert event["step"] or event["field"], event["code"]


def assert_nothing_leaked(run: Told) -> None:
    """No secret or token in what was said; the secret went where it should; nothing changed."""
    assert CLIENT_SECRET not in run.output
    assert not TOKEN.search(run.output)
    received = run.sandbox.received
    assert not received.writes
    assert not any(request.secret_elsewhere for request in received)
    assert not any(connection.secret_in_clear for connection in received.connections)


def test_healthy_has_no_word_of_warning(told: Callable[[str], Told]) -> None:
    run = told("healthy-hosted")
    others = {c for c in run.codes if not c.endswith(".ok")} - {"gradient.allow_list.unknowable"}
    assert not others
