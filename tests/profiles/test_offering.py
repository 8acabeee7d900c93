"""What may be offered as the value of a field, and why not."""

import pytest

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.verdicts import Status
from halo_tui.profiles.rules.offering import Refusal, fixes, offerable, refusal
from halo_tui.profiles.rules.problems import WARNINGS

HEALTHY = {
    "hosting": "hosted",
    "client_id": "c9534241-dde9-4d04-9d45-32b1fbff22ed",
    "client_secret": "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    "resource_server": "https://acme.halopsa.com/api",
    "authorization_server": "https://acme.halopsa.com/auth/",
    "tenant": "acme",
}
INSIDE = {
    **HEALTHY, "hosting": "on-premise", "tenant": "Not set",
    "resource_server": "https://halo01.corp.local/api",
    "authorization_server": "https://halo01.corp.local/auth/",
}  # fmt: skip
LOG_IN = "https://acme.cloudflareaccess.com/cdn-cgi/access/login/acme.halopsa.com"


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("resource_server", LOG_IN, Refusal.OTHER_PARTY),
        ("authorization_server", LOG_IN, Refusal.OTHER_PARTY),
        ("authorization_server", "https://login.microsoftonline.com/x/", Refusal.OTHER_PARTY),
        ("authorization_server", "https://acme.okta.com/auth/", Refusal.OTHER_PARTY),
        ("authorization_server", "http://neverssl.hotel.example/login", Refusal.OTHER_PARTY),
        ("authorization_server", "https://203.0.113.9/auth/", Refusal.INTERNAL),
        ("authorization_server", "https://93.184.216.34/auth/", Refusal.OTHER_PARTY),
        ("authorization_server", "http://halo-app01.corp.local/auth", Refusal.INTERNAL),
        ("authorization_server", "https://10.0.0.5/auth/", Refusal.INTERNAL),
        ("authorization_server", "https://[fd00::5]/auth/", Refusal.INTERNAL),
        ("authorization_server", "https://halo/auth/", Refusal.INTERNAL),
        ("authorization_server", "http://acme.halopsa.com/auth", Refusal.NOT_ENCRYPTED),
        ("authorization_server", "https://acme.halopsa.com/auth/token/", Refusal.CIRCLE),
        ("authorization_server", "https://acme.halopsa.com/auth/token", Refusal.CIRCLE),
        ("authorization_server", "https://acme.halopsa.com/auth", Refusal.CIRCLE),
        ("resource_server", "https://acme.halopsa.com/portal/", Refusal.CIRCLE),
        ("resource_server", "javascript:alert(1)", Refusal.AGAINST_RULES),
        ("tenant", "acme.halopsa.example.com", Refusal.AGAINST_RULES),
        ("tenant", "Tenant: acme", Refusal.CIRCLE),
        ("log_in", "https://sso.acme-login.example/", Refusal.OTHER_PARTY),
    ],
)
def test_what_may_not_be_offered_is_refused_with_its_reason(field, value, why):
    values = {**HEALTHY, "log_in": "https://acme.halopsa.com"}
    assert refusal(field, value, values) is why
    assert offerable(field, value, values) is None


@pytest.mark.parametrize(
    ("field", "value", "offered"),
    [
        ("authorization_server", "https://acme-2.halopsa.com/auth", "https://acme-2.halopsa.com/auth/"),
        ("authorization_server", "https://acme.haloauth.com", "https://acme.haloauth.com/"),
        ("resource_server", "https://acme.haloitsm.com/apidoc/info", "https://acme.haloitsm.com/api"),
        ("tenant", "Acme2", "Acme2"),
    ],
)  # fmt: skip
def test_what_may_be_offered_comes_as_the_field_takes_it(field, value, offered):
    assert offerable(field, value, HEALTHY) == offered


def test_an_address_of_ones_own_network_may_be_offered_where_the_others_are_there_too():
    offered = offerable("authorization_server", "https://halo02.corp.local/auth", INSIDE)
    assert offered == "https://halo02.corp.local/auth/"


def test_where_nothing_is_known_yet_only_the_fields_own_rules_decide():
    assert offerable("resource_server", "https://halo.acme.example/api", {"hosting": "hosted"})


@pytest.mark.parametrize(
    ("field", "value", "changed"),
    [
        ("client_id", "{client_id}:{client_secret}", {"client_id", "client_secret"}),
        ("client_secret", "{client_id}:{client_secret}", {"client_secret", "client_id"}),
        ("tenant", "Tenant: acme", {"tenant"}),
        ("resource_server", "https://acme.halopsa.com/apidoc/info", {"resource_server"}),
        ("resource_server", "Server: acme.halopsa.co/api/Client?count=1", {"resource_server"}),
    ],
)  # fmt: skip
def test_one_key_parts_what_was_pasted_into_one_field(field, value, changed):
    empty = (
        {**HEALTHY, "client_id": "", "client_secret": ""} if field.startswith("client") else HEALTHY
    )
    found = fixes(field, {**empty, field: value.format(**HEALTHY)})
    assert found == {key: HEALTHY[key] for key in changed}


def test_a_pair_is_not_parted_over_another_secret():
    values = {**HEALTHY, "client_id": "{client_id}:{client_secret}".format(**HEALTHY)}
    assert fixes("client_id", {**values, "client_secret": "another"}) == {}


def test_the_reasons_that_refuse_no_value_are_the_warnings_of_the_words():
    found = findings.all_findings()
    fields = {code: one for code, one in found.items() if code.startswith("fields.")}
    warned = {code.rpartition(".")[2] for code, one in fields.items() if one.status is Status.WARN}
    assert warned == WARNINGS
