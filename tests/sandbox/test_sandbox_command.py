"""`halo-tui sandbox` from outside."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from halo_tui.commands.sandbox import command


def test_the_list_names_every_scenario():
    done = CliRunner().invoke(command, ["--list"])
    assert done.exit_code == 0
    assert "healthy-hosted " in done.output
    assert "chain-incomplete " in done.output


def test_an_unknown_scenario_is_bad_usage_with_a_suggestion():
    done = CliRunner().invoke(command, ["--scenario", "all-tiked"])
    assert done.exit_code == 2
    assert "all-ticked" in done.output
    assert "--list" in done.output


def test_a_port_that_is_taken_is_bad_usage(running):
    done = CliRunner().invoke(command, ["--port", str(running.port)])
    assert done.exit_code == 2
    assert f"Port {running.port}" in done.output


def test_a_port_that_does_not_exist_is_bad_usage():
    assert CliRunner().invoke(command, ["--port", "70000"]).exit_code == 2


def serve(*arguments):
    script = "from halo_tui.commands.sandbox import command; command()"
    return subprocess.Popen(
        [sys.executable, "-u", "-c", script, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


def lines_until_served(process):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Serving"):
            return lines
    raise AssertionError(process.stderr.read())


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_ended(ending):
    process = serve()
    lines = lines_until_served(process)
    values = dict(line.strip().split("  ", 1) for line in lines if line.startswith("  "))
    values = {label: value.strip() for label, value in values.items()}
    context = ssl.create_default_context(cafile=values["CA file"])
    address = f"{values['Resource Server']}/authinfo"
    with urllib.request.urlopen(address, context=context, timeout=5) as reply:
        assert reply.status == 200
    process.send_signal(ending)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
    assert not Path(values["CA file"]).exists()


def test_it_tells_which_names_and_variables_a_scenario_wants():
    process = serve("--scenario", "private-address")
    text = "".join(lines_until_served(process))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert "HALO_TUI_HOSTS_FILE=" in text
