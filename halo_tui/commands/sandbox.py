"""`halo-tui sandbox`: the simulated Halo on its own, for rehearsals and other integrations."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from halo_tui.commands.options import json_option, scenario_option
from halo_tui.commands.output import UsageProblem, say
from halo_tui.profiles.schema import GRADIENT_FIELDS, label_of

if TYPE_CHECKING:
    from halo_tui.sandbox.server import Sandbox

_SHOWN = ("hosting", *GRADIENT_FIELDS, "client_secret_ref", "ca_file")
"""The values of the profile, in Gradient's order."""

_HIGHEST_PORT = 65535

_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Signals that end the sandbox; some systems do not have all of them."""

_LISTEN = 1.0
"""Seconds between two checks for signals on Windows, where a wait delays them."""


@click.command()
@click.option(
    "--port", type=click.IntRange(0, _HIGHEST_PORT), default=0, metavar="N",
    help="Where to listen on this machine; any free port without.",
)  # fmt: skip
@scenario_option
@click.option("--list", "listing", is_flag=True, help="List the scenarios, and end.")
@json_option
def command(port: int, scenario: str, listing: bool, as_json: bool) -> None:
    """Serve a pretended Halo on this machine until ctrl+c.

    It speaks TLS with a certificate of its own making, issues tokens, and fails as real ones do.
    Nothing but this machine reaches it; nothing in it is real.

    \b
    Examples:
      halo-tui sandbox
      halo-tui sandbox --port 8443 --scenario chain-incomplete
      halo-tui sandbox --list
      halo-tui sandbox --json
    """
    if listing:
        _list(as_json=as_json)
        return
    with _ending() as ended:
        sandbox = _open(scenario, port)
        try:
            _start(sandbox, port)
            say(_as_json(sandbox)) if as_json else _write_values(sandbox)
            while not ended.wait(_LISTEN):
                pass
        finally:
            sandbox.stop()


def _list(*, as_json: bool) -> None:
    from halo_tui.sandbox.scenarios import load_scenarios

    scenarios = load_scenarios().values()
    if as_json:
        say(json.dumps([{"name": each.name, "title": each.title} for each in scenarios]))
        return
    width = max(len(scenario.name) for scenario in scenarios)
    for scenario in scenarios:
        say(f"{scenario.name:<{width}}  {scenario.title}")


def _open(scenario: str, port: int) -> Sandbox:
    """Create the sandbox.

    Raises:
        UsageProblem: the scenario does not exist, or the port is not available.
    """
    from halo_tui.sandbox.server import Sandbox, UnknownScenarioError

    try:
        return Sandbox(scenario, port=port)
    except UnknownScenarioError as problem:
        hint = "`halo-tui sandbox --list` names them all."
        raise UsageProblem(f"{problem} {hint}") from None
    except OSError as problem:
        raise UsageProblem(_port_problem(port, problem)) from None


def _start(sandbox: Sandbox, port: int) -> None:
    """Start the sandbox.

    Raises:
        UsageProblem: the port is not available, or its files cannot be written.
    """
    try:
        sandbox.start()
    except OSError as problem:
        raise UsageProblem(_port_problem(port, problem)) from None


def _port_problem(port: int, problem: OSError) -> str:
    reason = problem.strerror or type(problem).__name__
    what = f"Port {port} cannot be used" if port else "The sandbox cannot listen"
    return f"{what}: {reason}. Give another with --port, or none for any that is free."


def _as_json(sandbox: Sandbox) -> str:
    """Return what another program needs to connect; the credentials are made up."""
    environment = {"HALO_TUI_HOSTS_FILE": str(sandbox.hosts_file), **sandbox.environment}
    return json.dumps(
        {"scenario": sandbox.scenario, "values": dict(sandbox.values), "environment": environment}
    )


def _write_values(sandbox: Sandbox) -> None:
    from halo_tui.sandbox.scenarios import find_scenario

    scenario = find_scenario(sandbox.scenario)
    values = sandbox.values
    say(f"Playing {scenario.name}: {scenario.title}\n")
    say("Values for a profile (none of them is real):")
    shown = {field: label_of(field) for field in _SHOWN if field in values}
    width = max(map(len, shown.values()))
    for field, label in shown.items():
        say(f"  {label:<{width}}  {values[field]}")
    if any(".sandbox.test" in value for value in values.values()):
        say("\nThe names of this scenario are known to those who set:")
        say(f"  HALO_TUI_HOSTS_FILE={sandbox.hosts_file}")
    if sandbox.environment:
        say("\nThis scenario wants the one who tests to set:")
        for name, value in sandbox.environment.items():
            say(f"  {name}={value}")
    say("\nServing on this machine only. ctrl+c ends it.")


@contextlib.contextmanager
def _ending() -> Iterator[threading.Event]:
    """Set an event on ctrl+c, when the terminal closes, or when the process is asked to end.

    The handlers are set before the sandbox starts: without a proper end it would leave a folder
    with keys behind.
    """
    ended = threading.Event()
    numbers = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in numbers}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
