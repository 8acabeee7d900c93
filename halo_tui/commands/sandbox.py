"""`halo-tui sandbox`: the pretended Halo alone, for rehearsing and for other integrations."""

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
"""The profile's values: those that Gradient asks for in its order."""

_HIGHEST_PORT = 65535

_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Not every system has all of them."""

_LISTEN = 1.0
"""Seconds from one look at the signals to the next, where a wait holds them up (Windows)."""


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
            say(_as_json(sandbox)) if as_json else _tell(sandbox)
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
    """Make the sandbox.

    Raises:
        UsageProblem: there is no such scenario, or the port cannot be had.
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
    """Have it serve.

    Raises:
        UsageProblem: the port cannot be had, or there is no place for its files.
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
    """What another program needs to connect; the values are nobody's."""
    environment = {"HALO_TUI_HOSTS_FILE": str(sandbox.hosts_file), **sandbox.environment}
    return json.dumps(
        {"scenario": sandbox.scenario, "values": dict(sandbox.values), "environment": environment}
    )


def _tell(sandbox: Sandbox) -> None:
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
    """Learn of ctrl+c, of a terminal that closes, and of others who end this program.

    From the first moment on: a sandbox leaves a folder with keys behind if it is cut off.
    """
    ended = threading.Event()
    numbers = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in numbers}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
