from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from halo_tui.checks.context import Options
from halo_tui.checks.events import CheckFinished, RunFinished
from halo_tui.checks.runner import Run
from halo_tui.profiles.model import Profile
from halo_tui.sandbox.server import Sandbox


@dataclass
class Ran:
    """A run that has ended."""

    events: list
    seconds: float
    sandbox: Sandbox

    @property
    def finished(self) -> list[CheckFinished]:
        return [event for event in self.events if isinstance(event, CheckFinished)]

    @property
    def end(self) -> RunFinished:
        return self.events[-1]

    def of(self, check: str) -> CheckFinished:
        return next(result for result in self.finished if result.check == check)

    def code(self, check: str) -> str:
        """The reason of a check, or what it was blocked by."""
        result = self.of(check)
        return f"blocked by {result.blocked_by}" if result.blocked_by else result.code


@pytest.fixture(scope="session")
def shared_sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def ran(shared_sandbox, monkeypatch):
    """Plays a scenario and runs the checks against it."""

    def run(scenario="healthy-hosted", *, only=(), seconds=5.0, latency=0.0, **changes):
        sandbox = shared_sandbox
        sandbox.play(scenario)
        sandbox.latency = latency
        sandbox.received.clear()
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        profile = Profile.model_validate({"name": "Sandbox", **sandbox.values, **changes})
        options = Options(timeout=seconds, only=only, hosts_file=sandbox.hosts_file)
        events = []
        checks = Run("sandbox", profile, options, events.append)
        began = time.monotonic()
        checks.start()
        assert checks.wait(50)
        return Ran(events, time.monotonic() - began, sandbox)

    return run
