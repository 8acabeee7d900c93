"""`halo-tui probe`: an address alone, with no credentials."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from halo_tui.cli import main
from halo_tui.profiles.store import Store


def probe(*arguments):
    return CliRunner().invoke(main, ["probe", *arguments], prog_name="halo-tui")


def test_a_halo_is_described_as_gradient_wants_it(play):
    values = play().values
    result = probe(values["resource_server"], "--ca-file", values["ca_file"])
    assert result.exit_code == 0
    assert all(values[key] in result.stdout for key in ("authorization_server", "tenant"))
    assert "release ring" in result.stdout


def test_the_same_as_json(play):
    values = play().values
    found = json.loads(
        probe(values["resource_server"], "--ca-file", values["ca_file"], "--json").stdout
    )
    assert (found["halo"], found["tenant"]) == (True, values["tenant"])
    assert {check["status"] for check in found["checks"]} == {"pass"}


def test_what_is_found_becomes_a_profile(play):
    values = play("healthy-on-premise").values
    probe(values["resource_server"], "--ca-file", values["ca_file"], "--save", "mine")
    profile = Store().load("mine").profile
    assert profile.authorization_server == values["authorization_server"]
    assert (profile.hosting, profile.tenant, profile.client_id) == ("on-premise", "Not set", "")


def test_a_chain_that_nobody_trusts_is_the_answer(play):
    values = play().values
    result = probe(values["resource_server"])
    assert result.exit_code == 1
    assert "FAIL     tls.chain" in result.stdout and "is not known" in result.stdout
    what_it_means = [line for line in result.stdout.splitlines() if line.startswith(" " * 11)]
    assert what_it_means and max(map(len, what_it_means)) <= 80


@pytest.mark.parametrize("address", ["", "http://", "https://a@b.example", "a b"])
def test_what_is_no_address_is_bad_usage(address):
    assert probe(address).exit_code == 2


def test_no_secret_and_no_history_is_made(play, home):
    values = play().values
    probe(values["resource_server"], "--ca-file", values["ca_file"])
    assert not (home / "state" / "history").exists()


def test_an_address_that_only_its_own_network_knows_is_not_taken_over(play):
    values = play("internal-address-named").values
    arguments = (values["resource_server"], "--ca-file", values["ca_file"])
    found = json.loads(probe(*arguments, "--json").stdout)
    assert found["not_taken_over"] and not found["authorization_server"]
    assert found["not_taken_over"][0] in probe(*arguments).stdout
