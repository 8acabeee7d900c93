"""The fixture for other people's tests, from outside: a pytest of its own runs them."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytest_plugins = ["pytester"]

CLIENT = """
import http.client, json, ssl
from urllib.parse import urlencode, urlsplit
import pytest

def ask(sandbox, method, path, body=None, **headers):
    context = ssl.create_default_context(cafile=sandbox.values["ca_file"])
    host = urlsplit(sandbox.values["resource_server"]).netloc
    connection = http.client.HTTPSConnection(host, context=context)
    connection.request(method, path, body, headers)
    reply = connection.getresponse()
    return reply.status, reply.read()

def token(sandbox):
    form = {name: sandbox.values[name] for name in ("client_id", "client_secret")}
    form |= {"grant_type": "client_credentials", "scope": "all"}
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    status, body = ask(sandbox, "POST", "/auth/token", urlencode(form), **kind)
    return json.loads(body).get("access_token") if status == 200 else status

def api(sandbox, method, path, rows=None):
    headers = {"Authorization": f"Bearer {token(sandbox)}", "Content-Type": "application/json"}
    return ask(sandbox, method, path, json.dumps(rows) if rows else None, **headers)
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Runs a test file of somebody else; how it ended."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # it has no other plugin

    def begin(text: str) -> pytest.RunResult:
        pytester.makepyfile(CLIENT + text)
        return pytester.runpytest_subprocess(
            "-p", "halo_tui.sandbox.pytest_plugin", "-p", "no:cacheprovider", "--strict-markers",
            "-W", "ignore",
        )  # fmt: skip

    return begin


def test_a_foreign_test_reads_records_and_proves_that_nothing_was_written(run):
    run(
        """
def test_reading(halo_sandbox):
    status, body = api(halo_sandbox, "GET", "/api/Client?count=2")
    assert (status, len(json.loads(body)["clients"])) == (200, 2)
    assert not halo_sandbox.received.writes

def test_writing_is_refused(halo_sandbox):
    assert api(halo_sandbox, "POST", "/api/Item", [{"name": "x"}])[0] == 405
    assert len(halo_sandbox.received.writes) == 1

def test_nothing_is_left_of_the_test_before(halo_sandbox):
    assert len(halo_sandbox.received) == 0
"""
    ).assert_outcomes(passed=3)


def test_a_marker_has_writes_played_and_the_next_test_finds_nothing_of_them(run):
    run(
        """
@pytest.mark.halo_sandbox(writes="played")
def test_writing(halo_sandbox):
    status, body = api(halo_sandbox, "POST", "/api/Item", [{"name": "Own"}])
    assert status == 201
    assert api(halo_sandbox, "GET", f"/api/Item/{json.loads(body)['id']}")[0] == 200

def test_after_it(halo_sandbox):
    assert b"Own" not in api(halo_sandbox, "GET", "/api/Item")[1]
"""
    ).assert_outcomes(passed=2)


def test_a_marker_names_the_scenario_and_changes_the_halo(run):
    run(
        """
@pytest.mark.halo_sandbox(scenario="maintenance")
def test_failure(halo_sandbox):
    assert token(halo_sandbox) == 503

@pytest.mark.halo_sandbox(instance={"rows": {"customers": 1}})
def test_change(halo_sandbox):
    assert json.loads(api(halo_sandbox, "GET", "/api/Client")[1])["record_count"] == 1
"""
    ).assert_outcomes(passed=2)


def test_the_documented_marker_lets_an_integration_create_customers(run):
    guide = (ROOT / "docs" / "how-to" / "python.md").read_text("utf-8")
    found = re.search(r"@pytest.mark.halo_sandbox\(\n.*?\n\)\n", guide, re.DOTALL)
    run(
        f"""
{found[0]}
def test_creating(halo_sandbox):
    status, body = api(halo_sandbox, "POST", "/api/Client", [{{"name": "Own"}}])
    assert status == 201, body
"""
    ).assert_outcomes(passed=1)


def test_a_marker_that_asks_for_what_does_not_exist_is_an_error(run):
    ended = run(
        """
@pytest.mark.halo_sandbox(scenario="all-tiked")
def test_typo(halo_sandbox): pass
"""
    )
    ended.assert_outcomes(errors=1)
    ended.stdout.fnmatch_lines(["*Did you mean all-ticked*"])


def test_pytest_finds_the_plugin_once_the_package_is_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for name in project["entry-points"]["pytest11"].values():
        assert callable(import_module(name).halo_sandbox)
