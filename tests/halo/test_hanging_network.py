"""A network where nothing answers: a run stops within a moment, wherever it hangs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from halo_tui.checks.context import Options
from halo_tui.checks.events import CheckFinished, CheckStarted
from halo_tui.checks.runner import Run
from halo_tui.profiles.model import Profile
from halo_tui.sandbox.scenarios import load_scenarios, read_scenarios
from halo_tui.sandbox.server import Sandbox

MOST = 1.5
"""Seconds for stopping, while everything hangs."""

HANGS = {
    "name-unanswered": "network.dns",
    "connection-dropped": "network.tcp",
    "proxy-stall": "network.tcp",
    "handshake-unanswered": "tls.handshake",
    "token-unanswered": "oauth.token",
    "token-drips": "oauth.token",
    "token-stalls": "oauth.token",
    "discovery-late-stall": "halo.instance",
    "reads-unanswered": "access.items",
    "reads-drip": "access.invoices",
}
"""Scenarios, with the check that never gets its answer."""


def wait_for(condition: Callable[[], Any], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def begun(sandbox: Sandbox, events: list[Any], seconds: float = 30) -> Run:
    profile = Profile.model_validate({"name": "S", **sandbox.values})
    options = Options(timeout=seconds, hosts_file=sandbox.hosts_file)
    run = Run("test", profile, options, events.append)
    run.start()
    return run


def codes(events: list[Any]) -> dict[str, str]:
    return {one.check: one.code for one in events if isinstance(one, CheckFinished)}


def has_started(events: list[Any], check: str) -> bool:
    return any(isinstance(one, CheckStarted) and one.check == check for one in events)


@pytest.mark.alone
@pytest.mark.parametrize("scenario", HANGS)
def test_a_run_that_hangs_stops_at_once(scenario, monkeypatch):
    events: list[Any] = []
    with Sandbox(scenario) as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        run = begun(sandbox, events)
        wait_for(lambda: has_started(events, HANGS[scenario]))
        began = time.monotonic()
        run.cancel()
        assert run.wait(MOST)
        assert time.monotonic() - began < MOST
    assert codes(events)[HANGS[scenario]] == f"{HANGS[scenario]}.cancelled"
    assert run.fault is None


@pytest.mark.alone
@pytest.mark.parametrize("scenario", ["name-unanswered", "connection-dropped", "reads-unanswered"])
def test_the_command_ends_at_once_when_interrupted(scenario, play):
    play(scenario)
    with subprocess.Popen(
        [sys.executable, "-m", "halo_tui", "check", "sandbox", "--json", "--timeout", "30"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    ) as process:  # fmt: skip
        assert process.stdout
        for line in process.stdout:
            event = json.loads(line)
            if (event["event"], event.get("check")) == ("check_started", HANGS[scenario]):
                break
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        assert time.monotonic() - began < MOST
    assert process.returncode == 130


@pytest.mark.alone
def test_a_resolver_that_blocks_holds_up_neither_cancelling_nor_the_end_of_the_process():
    code = (
        "import socket, time\n"
        "socket.getaddrinfo = lambda *a, **k: time.sleep(60)\n"
        "from halo_tui.checks.context import Options\n"
        "from halo_tui.checks.runner import Run\n"
        "from halo_tui.profiles.model import Profile\n"
        "values = dict(name='S', hosting='hosted', tenant='a', client_id='a', client_secret='b',\n"
        "    resource_server='https://halo.example/api',\n"
        "    authorization_server='https://halo.example/auth/')\n"
        "run = Run('test', Profile.model_validate(values), Options(timeout=30), lambda e: None)\n"
        "run.start(); time.sleep(1); began = time.monotonic(); run.cancel()\n"
        "assert run.wait(5); print(time.monotonic() - began, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout
        assert float(one.stdout.readline()) < MOST
        began = time.monotonic()
        assert one.wait(20) == 0
        assert time.monotonic() - began < MOST


@pytest.fixture
def farm():
    """A Halo of two nodes, the second of which does something else; what a run says of it."""

    def look(second: str, seconds: float = 10) -> dict[str, str]:
        table = (
            f'[tried]\ntitle = "t"\ncodes = ["oauth.token.ok"]\nverdict = "ready"\n'
            f'base = "farm-refuses-at-one-address"\nsecond_wire = "{second}"\n'
        )
        events: list[Any] = []
        with Sandbox(read_scenarios(table, load_scenarios())["tried"]) as sandbox:
            assert begun(sandbox, events, seconds).wait(60)
        return codes(events)

    return look


@pytest.mark.parametrize("second", ["refuse", "drop"])
def test_a_node_of_two_that_takes_no_connection_is_named_and_the_other_one_used(farm, second):
    found = farm(second, seconds=2)
    assert found["network.tcp"] == "network.tcp.some_addresses_fail"
    assert found["oauth.token"] == "oauth.token.ok"
    assert found["access.customers"] == "access.customers.ok"


@pytest.mark.parametrize(
    ("second", "code"),
    [("stall", "tls.handshake.timeout"), ("reset-in-handshake", "tls.handshake.reset")],
)
def test_a_node_of_two_without_tls_keeps_the_secret_here(farm, second, code):
    found = farm(second, seconds=2)
    assert found["tls.handshake"] == code
    assert found["oauth.token"] == "oauth.token.skipped"


def test_an_ipv6_address_that_leads_nowhere_does_not_hide_the_server():
    """100::/64 discards what it is sent (RFC 6666); without IPv6 it is unreachable at once."""
    events: list[Any] = []
    with Sandbox() as sandbox:
        lines = sandbox.hosts_file.read_text("ascii")
        sandbox.hosts_file.write_text(f"100::1 halo.sandbox.test\n{lines}", "ascii")
        profile = {
            name: text.replace("localhost", "halo.sandbox.test")
            for name, text in sandbox.values.items()
        }
        options = Options(timeout=2, hosts_file=sandbox.hosts_file)
        run = Run("test", Profile.model_validate(profile), options, events.append)
        run.start()
        assert run.wait(60)
    found = codes(events)
    assert found["network.tcp"] in {"network.tcp.ok", "network.tcp.some_addresses_fail"}
    assert found["oauth.token"] == "oauth.token.ok"
