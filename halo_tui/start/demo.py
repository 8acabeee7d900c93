"""`halo-tui demo`: the whole application with a sandbox Halo and a temporary home."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halo_tui.commands.options import mouse_option, scenario_option
from halo_tui.commands.output import BAD_USAGE, UsageProblem
from halo_tui.commands.running import usable_settings
from halo_tui.start.application import open_demo
from halo_tui.start.terminal import has_terminal

if TYPE_CHECKING:
    from halo_tui.sandbox.server import Sandbox
    from halo_tui.settings import Settings

SLUG = "sandbox"

_LOOKS = frozenset({"HALO_TUI_THEME", "HALO_TUI_MOUSE", "HALO_TUI_KEYMAP", "HALO_TUI_ASCII"})
"""The environment variables that also apply to the demo."""


@click.command()
@scenario_option
@click.option("--tour", is_flag=True, help="Begin with the guided tour of one minute.")
@mouse_option
@click.pass_context
def command(ctx: click.Context, scenario: str, tour: bool, mouse: bool | None) -> None:
    """Try everything on a bundled sandbox Halo, in a temporary home.

    Nothing of yours is read or written. `halo-tui sandbox --list` names the scenarios; the
    palette (ctrl+p) switches between them while the demo runs. It also begins the guided tour: a
    connection is tested, broken, explained, fixed and handed over.

    \b
    Examples:
      halo-tui demo
      halo-tui demo --tour
      halo-tui demo --scenario all-ticked
    """
    if not has_terminal():
        ctx.exit(BAD_USAGE)
    with tempfile.TemporaryDirectory(prefix="halo-tui-demo-") as home:
        ctx.exit(_demo(Path(home), scenario, tour=tour, mouse=mouse))


def _demo(home: Path, scenario: str, *, tour: bool, mouse: bool | None) -> int:
    from halo_tui.sandbox.scenarios import UnknownScenarioError
    from halo_tui.sandbox.server import Sandbox

    for name in [name for name in os.environ if name.startswith("HALO_TUI_")]:
        if name not in _LOOKS:
            del os.environ[name]
    os.environ["HALO_TUI_CONFIG_DIR"] = str(home / "config")
    os.environ["HALO_TUI_STATE_DIR"] = str(home / "state")
    try:
        sandbox = Sandbox(scenario, home=home / "sandbox")
    except UnknownScenarioError as problem:
        raise UsageProblem(str(problem)) from None
    rehearsal = DemoRehearsal(sandbox, home / "config")
    settings = _settings(sandbox.hosts_file)
    try:
        return open_demo(rehearsal, settings, tour=tour, mouse=mouse)
    finally:
        rehearsal.stop()


def _settings(hosts_file: Path) -> Settings:
    """Load the demo's settings; only its look, mouse and keys come from the environment.

    Raises:
        UsageProblem: an environment variable cannot be used.
    """
    from halo_tui.settings import Settings

    if not _LOOKS & os.environ.keys():
        return Settings(hosts_file=hosts_file)
    return usable_settings()


class DemoRehearsal:
    """Controls the sandbox for the application."""

    slug = SLUG

    def __init__(self, sandbox: Sandbox, config: Path) -> None:
        """Write the demo's profile. `begin` starts the sandbox later, after the first frame."""
        self.scenario = sandbox.scenario
        self._sandbox = sandbox
        self._config = config
        self._ready = threading.Event()
        self._variables: set[str] = set()
        self._thread = threading.Thread(target=self._start, name="sandbox", daemon=True)
        self._use_values()

    def begin(self) -> None:
        """Start the sandbox on a thread of its own."""
        self._thread.start()

    def scenarios(self) -> list[tuple[str, str]]:
        """Return (name, title) of each scenario."""
        from halo_tui.sandbox.scenarios import load_scenarios

        return [(scenario.name, scenario.title) for scenario in load_scenarios().values()]

    def play(self, name: str) -> None:
        """Switch the sandbox and the demo's profile to a scenario."""
        self.wait_until_ready()
        self._sandbox.play(name)
        self.scenario = name
        self._use_values()

    def wait_until_ready(self) -> None:
        """Block until the sandbox accepts connections, or has failed to start."""
        self._ready.wait()

    @property
    def log_in(self) -> str:
        """The address at which a person would log in to the sandbox."""
        return self._sandbox.values["resource_server"].rpartition("/")[0]

    @property
    def ca_file(self) -> str:
        """The path of the root certificate of the sandbox."""
        return self._sandbox.values["ca_file"]

    def stop(self) -> None:
        """Stop the sandbox; wait first if it is starting, because it still writes to its home."""
        if self._thread.ident is not None:
            self.wait_until_ready()
            self._sandbox.stop()

    def _start(self) -> None:
        try:
            self._sandbox.start()
        finally:
            # Set it after a failure, too: the checks will then report that nothing answers.
            self._ready.set()

    def _use_values(self) -> None:
        for name in self._variables:
            os.environ.pop(name, None)
        self._variables = set(self._sandbox.environment)
        os.environ.update(self._sandbox.environment)
        self._write_profile()

    def _write_profile(self) -> None:
        import tomli_w

        from halo_tui.base.places import FILE_MODE, make_private

        folder = make_private(self._config / "profiles")
        profile = {"schema": 1, **self._sandbox.values}
        for path, table in (
            (folder / f"{SLUG}.toml", profile),
            (self._config / "config.toml", {"hosts_file": str(self._sandbox.hosts_file)}),
        ):
            path.touch(mode=FILE_MODE)
            path.write_text(tomli_w.dumps(table), "utf-8")
