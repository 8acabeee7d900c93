"""What a run on a played scenario said."""

from __future__ import annotations

import json
from typing import Any

from click.testing import Result

from halo_tui.sandbox.faults import ProxyFault
from halo_tui.sandbox.scenarios import Scenario
from halo_tui.sandbox.server import Sandbox

SLUG = "sandbox"
SHORT = 2.5
"""Seconds for each step where something is meant to run out of time."""
LONG = 20.0
"""Seconds for each step elsewhere: a machine that is busy must not look like a stall."""


def timeout_for(scenario: Scenario) -> float:
    """Seconds that each step of a run may take."""
    late = any(code.endswith(".timeout") for code in scenario.codes)
    return SHORT if late or scenario.proxy is ProxyFault.STALL else LONG


class PlayedRun:
    """What one run of `check --json` said, and what it sent."""

    def __init__(self, scenario: Scenario, result: Result, sandbox: Sandbox) -> None:
        self.scenario = scenario
        self.output = result.output
        self.status = result.exit_code
        self.received = sandbox.received
        self.events: list[dict[str, Any]] = [
            json.loads(each) for each in result.stdout.split("\n") if each
        ]
        self.start, self.end = self.events[0], self.events[-1]
        self.checks = [event for event in self.events if event["event"] == "check_finished"]
        self.codes = {event["code"] for event in self.checks}

    @property
    def trouble(self) -> list[dict[str, Any]]:
        """The results that a person has to do something about."""
        return [event for event in self.checks if event["status"] in {"fail", "warn", "unknown"}]
