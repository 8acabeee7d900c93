"""`halo-tui sandbox` from outside."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

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
    return subprocess.Popen(
        [sys.executable, "-m", "halo_tui", "sandbox", *arguments],
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


def values_in(lines):
    pairs = (line.strip().split("  ", 1) for line in lines if line.startswith("  "))
    return {label: value.strip() for label, value in pairs}


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_serves_until_it_is_ended(ending):
    process = serve()
    lines = lines_until_served(process)
    values = values_in(lines)
    context = ssl.create_default_context(cafile=values["Root certificate"])
    address = f"{values['Resource Server']}/authinfo"
    with urllib.request.urlopen(address, context=context, timeout=5) as reply:
        assert reply.status == 200
    process.send_signal(ending)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
    assert not Path(values["Root certificate"]).exists()


def test_it_tells_which_names_and_variables_a_scenario_wants():
    process = serve("--scenario", "private-address")
    text = "".join(lines_until_served(process))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert "HALO_TUI_HOSTS_FILE=" in text


def test_another_integration_is_served_by_what_is_printed():
    process = serve("--scenario", "healthy-hosted")
    values = values_in(lines_until_served(process))
    context = ssl.create_default_context(cafile=values["Root certificate"])

    def ask(address, form=None, token=""):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = urlencode(form).encode() if form else None
        request = urllib.request.Request(address, data, headers)
        with urllib.request.urlopen(request, context=context, timeout=5) as reply:
            return json.load(reply)

    try:
        token = ask(
            f"{values['Authorization Server']}token?tenant={values['Tenant']}",
            {
                "grant_type": "client_credentials",
                "client_id": values["Client ID"],
                "client_secret": values["Client Secret"],
                "scope": "read:customers read:invoices",
            },
        )["access_token"]
        api = values["Resource Server"]
        assert ask(f"{api}/Agent/me", token=token)["is_agent"] is True
        assert ask(f"{api}/Client?pageinate=true&page_size=1&page_no=1", token=token)["clients"]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)


def test_nothing_is_left_behind_when_it_is_ended_while_it_starts(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = serve()
    deadline = time.monotonic() + 10
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert (process.returncode, list(tmp_path.iterdir())) == (0, [])


def test_scenarios_are_listed_as_json():
    listed = json.loads(CliRunner().invoke(command, ["--list", "--json"]).stdout)
    assert {"healthy-hosted", "wrong-secret"} <= {scenario["name"] for scenario in listed}
