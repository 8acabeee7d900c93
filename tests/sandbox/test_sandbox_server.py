"""The sandbox's door: cheap to make, quick to start, changed while it runs."""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
import time

import pytest

from halo_tui.sandbox.server import Sandbox, UnknownScenarioError

WHOLE_PROFILE = {
    "name", "hosting", "resource_server", "authorization_server", "tenant", "client_id",
    "client_secret", "ca_file",
}  # fmt: skip


def test_making_one_imports_nothing_heavy():
    heavy = "pydantic, starlette, uvicorn, cryptography, httpx, textual"
    script = (
        "import sys; from halo_tui.sandbox.server import Sandbox; s = Sandbox(); s.values;"
        f"print([n for n in '{heavy}'.split(', ') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_starting_takes_no_seconds_of_making_keys(running):
    began = time.monotonic()
    with Sandbox():
        assert time.monotonic() - began < 5


def test_values_are_a_whole_profile_before_it_starts():
    sandbox = Sandbox()
    try:
        assert set(sandbox.values) == WHOLE_PROFILE
        assert sandbox.values["resource_server"] == f"https://localhost:{sandbox.port}/api"
        assert sandbox.values["authorization_server"] == f"https://localhost:{sandbox.port}/auth/"
    finally:
        sandbox.stop()


def test_a_secret_kept_elsewhere_is_not_handed_over(play):
    values = play("secret-unreadable").sandbox.values
    assert values["client_secret_ref"].startswith("env:")
    assert "client_secret" not in values


def test_playing_changes_the_values_and_the_answers(play):
    caller = play("healthy-on-premise")
    assert caller.sandbox.scenario == "healthy-on-premise"
    assert caller.sandbox.values["tenant"] == "Not set"
    assert "tenant_id" not in caller.get("/api/authinfo").json()


def test_playing_ends_open_connections(play):
    with play("healthy-hosted").connect() as opened:
        play("healthy-on-premise")
        opened.settimeout(2)
        try:
            assert opened.recv(10) == b""
        except OSError as problem:
            assert not isinstance(problem, TimeoutError)


def test_an_unknown_scenario_leaves_all_as_it_was(healthy):
    with pytest.raises(UnknownScenarioError):
        healthy.sandbox.play("no-such")
    assert healthy.sandbox.scenario == "healthy-hosted"
    assert healthy.get("/api/authinfo").status == 200


def test_a_port_that_is_taken_is_refused(running):
    with pytest.raises(OSError, match=r"(?i)in use"):
        Sandbox(port=running.port)


def test_a_port_can_be_chosen():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with Sandbox(port=port) as sandbox:
        assert sandbox.port == port


def test_it_starts_once(running):
    with pytest.raises(RuntimeError):
        running.start()


def test_stopping_leaves_neither_port_nor_files():
    sandbox = Sandbox()
    sandbox.start()
    home = sandbox.ca_file.parent
    sandbox.stop()
    sandbox.stop()
    assert not home.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", sandbox.port), 1)


def test_its_folder_and_its_keys_are_private(tmp_path):
    with Sandbox(home=tmp_path / "sandbox"):
        folder = tmp_path / "sandbox"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.*")}
    assert set(modes.values()) == {0o600}
    assert "good.key" in modes


def test_a_folder_of_the_callers_stays(tmp_path):
    with Sandbox(home=tmp_path):
        pass
    assert (tmp_path / "root.pem").exists()


def test_the_names_of_the_scenarios_are_in_the_hosts_file(running):
    lines = [line.split() for line in running.hosts_file.read_text().splitlines()]
    assert ["127.0.0.1", "localhost"] in lines
    assert ["127.0.0.2", "farm.sandbox.test"] in lines
    assert {"not-found", "no-resolver", "timeout"} <= {line[0] for line in lines}


def test_nothing_is_printed_while_it_fails(capfd, play):
    caller = play("plain-http")
    with socket.create_connection(("127.0.0.1", caller.sandbox.port)) as opened:
        opened.sendall(b"\x16\x03\x01nonsense\r\n\r\n")
        opened.recv(10)
    caller = play("self-signed")
    with pytest.raises(OSError, match=r"(?i)certificate"):
        caller.connect()
    assert capfd.readouterr() == ("", "")


def test_the_log_knows_whether_the_secret_came(healthy):
    received = healthy.sandbox.received
    healthy.ask_token(client_secret="another")
    assert not received.secret_was_sent
    healthy.ask_token()
    assert received.secret_was_sent
    assert [request.secret for request in received.to("token")] == ["wrong", "right"]


def test_the_log_holds_no_secret_and_no_token(healthy):
    token = healthy.token()
    healthy.get("/api/Client", token)
    text = repr(list(healthy.sandbox.received))
    assert token not in text
    assert healthy.sandbox.values["client_secret"] not in text


def test_a_secret_in_an_address_is_noticed(healthy):
    secret = healthy.sandbox.values["client_secret"]
    healthy.get(f"/api/authinfo?client_secret={secret}")
    assert healthy.sandbox.received.secret_was_sent


def test_a_secret_without_tls_is_noticed(play):
    caller = play("handshake-unanswered")
    with socket.create_connection(("127.0.0.1", caller.sandbox.port)) as opened:
        opened.sendall(caller.sandbox.values["client_secret"].encode())
        deadline = time.monotonic() + 2
        while not caller.sandbox.received.secret_was_sent and time.monotonic() < deadline:
            time.sleep(0.01)
    assert caller.sandbox.received.secret_was_sent


def test_the_log_knows_the_bearer_the_tenant_and_the_node(healthy):
    token = healthy.token("read:customers", tenant="northwind")
    healthy.get("/api/Client", token)
    asked, read = healthy.sandbox.received
    assert (asked.tenant, asked.scopes, asked.status) == ("northwind", ("read:customers",), 200)
    assert (read.bearer, read.place, read.node) == ("right", "customers", "127.0.0.1")
