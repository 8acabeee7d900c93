"""One sandbox for the whole folder, which changes its scenario from test to test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import tomli_w
from click.testing import CliRunner, Result
from playing import SLUG, PlayedRun, timeout_for

from halo_tui.base import places
from halo_tui.cli import main
from halo_tui.sandbox.scenarios import load_scenarios
from halo_tui.sandbox.server import Sandbox


@pytest.fixture(scope="session")
def one_sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def on(one_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Plays a scenario, and runs a command on its profile."""

    def run(scenario: str, *arguments: str) -> Result:
        one_sandbox.play(scenario)
        one_sandbox.received.clear()
        folder = places.make_private(places.profiles_dir())
        profile = folder / f"{SLUG}.toml"
        profile.write_text(tomli_w.dumps({"schema": 1, **one_sandbox.values}), "utf-8")
        profile.chmod(places.FILE_MODE)
        settings = {
            "hosts_file": str(one_sandbox.hosts_file),
            "timeout": timeout_for(load_scenarios()[scenario]),
        }
        places.config_file().write_text(tomli_w.dumps(settings), "utf-8")
        for name, value in one_sandbox.environment.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, list(arguments))

    return run


@pytest.fixture
def played(on: Callable[..., Result], one_sandbox: Sandbox) -> Callable[[str], PlayedRun]:
    """Plays a scenario, and tells what the checks say of it."""

    def run(scenario: str) -> PlayedRun:
        result = on(scenario, "check", SLUG, "--json")
        return PlayedRun(load_scenarios()[scenario], result, one_sandbox)

    return run
