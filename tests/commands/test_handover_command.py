"""`halo-tui handover`: what is entered in Gradient; the secret only on demand."""

from __future__ import annotations

import json

from click.testing import CliRunner
from profile_files import HEALTHY

from halo_tui.cli import main


def handover(*arguments):
    return CliRunner().invoke(main, ["handover", *arguments], prog_name="halo-tui")


def test_the_five_values_stand_in_gradient_s_order_without_the_secret(acme):
    lines = handover(acme).stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == [
        "Client ID", "Client Secret", "Resource Server", "Authorization Server", "Tenant",
    ]  # fmt: skip
    assert str(HEALTHY["client_secret"]) not in "".join(lines)


def test_the_secret_is_there_on_demand(acme):
    assert str(HEALTHY["client_secret"]) in handover(acme, "--show-secret").stdout


def test_json_holds_the_secret_only_on_demand(acme):
    assert json.loads(handover(acme, "--json").stdout)["client_secret"] is None
    shown = json.loads(handover(acme, "--json", "--show-secret").stdout)
    assert shown["client_secret"] == HEALTHY["client_secret"]


def test_a_secret_that_cannot_be_read_is_said(profile_file):
    profile_file(
        "lost", {**HEALTHY, "client_secret": "", "client_secret_ref": "env:NOWHERE_AT_ALL"}
    )
    result = handover("lost", "--show-secret")
    assert result.exit_code == 2 and "NOWHERE_AT_ALL" in result.stderr


def test_a_secret_that_the_profile_lacks_is_missing_not_hidden(profile_file):
    profile_file("bare", {**HEALTHY, "client_secret": ""})
    assert "Client Secret         (missing)" in handover("bare").stdout
