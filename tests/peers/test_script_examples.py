"""The examples of docs/how-to/scripts.md, taken from the page and run as their users run them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w
import yaml

from halo_tui.sandbox.server import Sandbox

pytestmark = pytest.mark.peer

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "scripts.md").read_text("utf-8")
PROGRAM = Path(sys.executable).parent / "halo-tui"
SECRET = "${{ secrets.HALO_CLIENT_SECRET }}"


def blocks(language: str) -> list[str]:
    """The page's blocks in one language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """The home of somebody with the profile acme of a sandbox, and halo-tui where pipx puts it."""
    running: list[Sandbox] = []

    def with_scenario(scenario: str) -> Path:
        sandbox = Sandbox(scenario)
        running.append(sandbox)
        sandbox.start()
        profiles = tmp_path / ".config" / "halo-tui" / "profiles"
        profiles.mkdir(parents=True, mode=0o700)
        profile = profiles / "acme.toml"
        profile.write_text(tomli_w.dumps({"schema": 1, **sandbox.values}), "utf-8")
        profile.chmod(0o600)
        settings = tomli_w.dumps({"hosts_file": str(sandbox.hosts_file)})
        (profiles.parent / "config.toml").write_text(settings, "utf-8")
        (tmp_path / ".local" / "bin").mkdir(parents=True)
        (tmp_path / ".local" / "bin" / "halo-tui").symlink_to(PROGRAM)
        return tmp_path

    yield with_scenario
    for sandbox in running:
        sandbox.stop()


def shell(
    script: str, home: Path, path: str = "/usr/bin:/bin", more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a line with what cron gives it: four variables, and sh."""
    env = {"HOME": str(home), "LOGNAME": "halo", "PATH": path, "SHELL": "/bin/sh"}
    return subprocess.run(
        ["/bin/sh", "-ec", script], env={**env, **(more or {})}, cwd=home,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def cron_command() -> str:
    """What cron gives to sh of the line of the page: all after the five fields."""
    (line,) = blocks("cron")
    command = line.strip().split(None, 5)[5]
    assert "%" not in command, "cron ends the command there"
    return command


@pytest.mark.parametrize(
    ("scenario", "verdict"), [("healthy-hosted", "READY"), ("wrong-secret", "NOT READY")]
)
def test_the_line_of_cron_writes_the_verdict_with_the_environment_of_cron(
    person: Callable[[str], Path], scenario: str, verdict: str
) -> None:
    home = person(scenario)
    called = home / "called"
    stand_in = f'logger() {{ echo "$@" > {called}; }}\n'
    result = shell(stand_in + cron_command(), home)
    assert result.returncode == 0, result
    assert (home / "halo-check.log").read_text().startswith(f"acme: {verdict}: ")
    assert called.exists() == (verdict == "NOT READY")


def test_a_second_line_of_cron_is_silent_where_nothing_changed(
    person: Callable[[str], Path],
) -> None:
    home = person("healthy-hosted")
    shell(cron_command(), home)
    before = (home / "halo-check.log").read_text()
    shell(cron_command(), home)
    assert (home / "halo-check.log").read_text() == before


def test_each_line_for_scripts_runs(person: Callable[[str], Path]) -> None:
    home = person("healthy-hosted")
    lines = [line for line in blocks("sh")[0].splitlines() if "--every" not in line]
    for line in lines:
        result = shell(line, home, path=f"{home}/.local/bin:/usr/bin:/bin")
        assert result.returncode == 0, (line, result)
    assert len(lines) == 3 and (home / "run.jsonl").read_text().startswith('{"event"')


def jobs() -> list[tuple[list[str], dict[str, str]]]:
    """The shell lines of each CI job, and the variables that it is given."""
    gitlab, github = (yaml.safe_load(block) for block in blocks("yaml"))
    steps: list[dict[str, Any]] = github["jobs"]["halo"]["steps"]
    runs = [step for step in steps if "run" in step]
    return [
        (gitlab["halo"]["script"], gitlab["halo"]["variables"]),
        ([step["run"] for step in runs], runs[0]["env"]),
    ]


@pytest.mark.parametrize("job", jobs(), ids=["gitlab", "github"])
@pytest.mark.parametrize(("scenario", "status"), [("healthy-hosted", 0), ("wrong-secret", 1)])
def test_a_job_of_ci_ends_as_the_connection_is_and_leaves_its_results(
    tmp_path: Path, job: tuple[list[str], dict[str, str]], scenario: str, status: int
) -> None:
    script, variables = job
    with Sandbox(scenario) as sandbox:
        values = {f"HALO_{key.upper()}": str(value) for key, value in sandbox.values.items()}
        given = {name: values[name] for name in {*variables, "HALO_CLIENT_SECRET"}}
        result = shell(
            "\n".join(script), tmp_path, path=f"{PROGRAM.parent}:/usr/bin:/bin",
            more={**given, **sandbox.environment, "HALO_CA_FILE": values["HALO_CA_FILE"]},
        )  # fmt: skip
    assert result.returncode == status, result
    suite = ET.parse(tmp_path / "halo.xml").getroot().find("testsuite")
    assert suite is not None and (suite.get("failures") != "0") == bool(status)


def test_a_job_gets_the_secret_from_the_servers_own_store() -> None:
    (_, gitlab), (_, github) = jobs()
    assert "HALO_CLIENT_SECRET" not in gitlab
    assert github["HALO_CLIENT_SECRET"] == SECRET


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The two units as files, with the program where it is here."""
    for text in blocks("ini"):
        name = text.split("\n", 1)[0].rpartition("/")[2]
        (tmp_path / name).write_text(text.replace("/usr/local/bin/halo-tui", str(PROGRAM)))
    return tmp_path


def test_systemd_finds_no_fault_in_the_units(units: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    assert analyze, ".ci/peers installs it"
    result = subprocess.run(
        [analyze, "verify", "--man=no", units / "halo-check.service", units / "halo-check.timer"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (result.returncode, "halo-check" in result.stderr) == (0, False), result.stderr


def test_the_command_of_the_service_writes_its_metrics(
    person: Callable[[str], Path], units: Path
) -> None:
    home = person("healthy-hosted")
    unit = (units / "halo-check.service").read_text()
    command = re.findall(r"^ExecStart=(.+)$", unit, re.MULTILINE)[0]
    result = shell(command.replace("/var/lib/node_exporter", str(home)), home)
    assert result.returncode == 0, result
    assert 'halo_tui_ready{profile="acme"} 1' in (home / "halo-tui.prom").read_text()
