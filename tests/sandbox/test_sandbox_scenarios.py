"""The scenarios are data: these tests are what keeps them sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import for_each

from halo_tui.checks.diagnosis.findings import UnknownCodeError, finding
from halo_tui.checks.plan import IDS
from halo_tui.halo.permissions import RESOURCES
from halo_tui.halo.scopes import REQUIRED
from halo_tui.sandbox.instance import build
from halo_tui.sandbox.pages import PAGES
from halo_tui.sandbox.scenarios import (
    BrokenScenarioError,
    UnknownScenarioError,
    find_scenario,
    load_scenarios,
    read_scenarios,
)

SCENARIOS = load_scenarios()
ROWS = set(range(1, 43))

_TOKEN = (
    "unknown_client wrong_secret invalid_client wrong_method scope_refused wrong_tenant not_found "
    "not_json redirected server_error maintenance rate_limited timeout connection_lost malformed "
    "blocked refused"
)
_ACCESS = (
    "forbidden unauthorized not_found not_json empty names_only server_error rate_limited timeout"
)
REASONS = {
    "fields.client_id": "missing swapped invisible_characters not_a_guid",
    "fields.client_secret": (
        "missing swapped masked invisible_characters unreadable_reference unusual_shape"
    ),
    "fields.resource_server": (
        "missing malformed insecure_scheme has_credentials is_authorization_server is_portal "
        "no_api_path lookalike_host"
    ),
    "fields.authorization_server": (
        "missing malformed insecure_scheme has_credentials is_resource_server is_token_endpoint "
        "no_trailing_slash lookalike_host"
    ),
    "fields.tenant": "missing is_address placeholder_on_hosted set_on_premise",
    "network.dns": "not_found no_resolver timeout private_address",
    "network.tcp": "refused unreachable timeout some_addresses_fail proxy_failed",
    "tls.handshake": "not_tls old_protocol reset timeout client_certificate_wanted",
    "tls.chain": (
        "incomplete self_signed untrusted_root incomplete_or_untrusted some_addresses_fail"
    ),
    "tls.certificate": ("expired not_yet_valid intermediate_expired wrong_host weak expires_soon"),
    "network.clock": "skewed not_reported",
    "halo.instance": (
        "not_halo not_found server_error rate_limited redirected not_reported old_version "
        "hosting_differs"
    ),
    "halo.authinfo": "tenant_differs address_differs not_reported",
    "oauth.token": _TOKEN,
    "oauth.all_permissions": "ticked not_reported",
    **{f"oauth.scope.{scope}": "not_granted not_reported" for scope in REQUIRED},
    "agent.identity": "no_agent disabled forbidden not_reported",
    **{f"access.{resource.name}": _ACCESS for resource in RESOURCES},
    **{f"role.{resource.name}": "too_low not_reported" for resource in RESOURCES},
    "role.all_clients": "restricted not_reported",
    "billing.recurring": "none_active not_reported",
}
"""Codes that were promised: none is ever renamed, and each must be playable. New ones need not be
added: that every code is played is asked of the data themselves, beside the checks."""


def test_every_row_of_failures_can_be_played():
    assert {scenario.row for scenario in SCENARIOS.values()} - {None} == ROWS


def test_every_code_can_be_played():
    played = {code for scenario in SCENARIOS.values() for code in scenario.codes}
    promised = {f"{check}.{reason}" for check, text in REASONS.items() for reason in text.split()}
    assert promised - played == set()


@for_each(SCENARIOS)
def test_a_scenario_is_sound(name):
    scenario = SCENARIOS[name]
    known = {*scenario.codes, *scenario.forbidden}
    assert scenario.codes
    assert len(scenario.title) <= 90
    assert all(code.rpartition(".")[0] in IDS for code in known)
    assert (scenario.verdict == "ready") == (scenario.root_cause is None)
    answers = build(scenario.instance).answers.values()
    assert all(answer.page in {None, "web-application", *PAGES} for answer in answers)
    assert set(scenario.profile) >= {"name", "hosting", "resource_server", "tenant", "client_id"}


@for_each(SCENARIOS)
def test_a_scenarios_codes_are_codes_of_the_checks(name):
    scenario = SCENARIOS[name]
    try:
        for code in (*scenario.codes, *scenario.forbidden):
            finding(code)
    except UnknownCodeError as unknown:
        pytest.fail(f"no finding stands for {unknown}")


def test_names_are_written_as_they_are_typed():
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in SCENARIOS)


def test_titles_differ():
    titles = [scenario.title for scenario in SCENARIOS.values()]
    assert len(set(titles)) == len(titles)


SOUND = '[healthy-hosted]\ntitle = "t"\ncodes = ["oauth.token.ok"]\nverdict = "ready"\n'


@pytest.mark.parametrize(
    "flaw",
    ['surprise = 1', 'verdict = "perhaps"', 'codes = []', 'title = ""', 'wire = "loose"'],
)  # fmt: skip
def test_a_scenario_that_is_written_wrongly_is_refused(flaw):
    key = flaw.partition(" ")[0]
    table = "\n".join(line for line in SOUND.splitlines() if not line.startswith(f"{key} "))
    with pytest.raises((BrokenScenarioError, ValueError)):
        read_scenarios(f"{table}\n{flaw}\n")


def test_a_scenario_without_codes_is_refused():
    with pytest.raises(BrokenScenarioError, match="codes"):
        read_scenarios('[healthy-hosted]\ntitle = "t"\nverdict = "ready"\n')


@pytest.mark.parametrize(
    "change",
    [{"tenants": "x"}, {"agent": {"claims": {"Ux": 2}}}, {"answers": {"nowhere": {}}},
     {"clock_skew": "fast"}, {"answers": {"token": {"broken": {"how": "gently"}}}}],
)  # fmt: skip
def test_an_instance_takes_nothing_that_it_does_not_know(change):
    with pytest.raises(ValueError, match="validation error"):
        build(change)


def test_each_makes_one_scenario_of_each_word():
    text = SOUND + (
        '[cut]\neach = ["a_b", "c:d"]\ntitle = "{each}"\ncodes = ["x.{each}"]\nverdict = "ready"\n'
        'profile."{each}" = "{port}"\n'
    )
    made = read_scenarios(text)
    assert [(s.name, s.title, s.codes) for s in made.values()][1:] == [
        ("cut-a-b", "a_b", ("x.a_b",)), ("cut-c-d", "c:d", ("x.c:d",)),
    ]  # fmt: skip
    assert made["cut-a-b"].profile == {"a_b": "{port}"}


def test_a_scenario_changes_its_base_key_by_key():
    scenario = find_scenario("tenant-on-premise")
    assert scenario.profile["hosting"] == "on-premise"
    assert scenario.profile["tenant"] == "northwind"
    assert scenario.profile["client_id"] == "{client_id}"


def test_a_misspelt_scenario_gets_a_suggestion():
    with pytest.raises(UnknownScenarioError, match="all-ticked"):
        find_scenario("all-tiked")


def test_no_real_company_is_named():
    folder = Path(__file__).parents[2] / "halo_tui" / "sandbox"
    texts = " ".join(path.read_text("utf-8") for path in folder.glob("*.toml"))
    assert "@" not in re.sub(r"admin:swordfish@|technician:swordfish@", "", texts)
