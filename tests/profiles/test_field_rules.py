"""What each rule says of real mistakes, and what one key makes of them."""

# ruff: noqa: RUF001 - letters that look like others are what this is about

import pytest

from halo_tui.profiles.rules.offering import fixes
from halo_tui.profiles.rules.problems import problems_of
from halo_tui.profiles.schema import GRADIENT_FIELDS

ID = "c9534241-dde9-4d04-9d45-32b1fbff22ed"
SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
HEALTHY = {
    "hosting": "hosted",
    "client_id": ID,
    "client_secret": SECRET,
    "resource_server": "https://acme.halopsa.com/api",
    "authorization_server": "https://acme.halopsa.com/auth/",
    "tenant": "acme",
}


def worst(field, value, **others):
    problems = problems_of(field, {**HEALTHY, **others, field: value})
    return problems[0].reason if problems else "ok"


def fix(field, value, **others):
    return fixes(field, {**HEALTHY, **others, field: value}).get(field)


@pytest.mark.parametrize("field", GRADIENT_FIELDS)
def test_a_healthy_hosted_profile_has_no_problem(field):
    assert problems_of(field, HEALTHY) == []


@pytest.mark.parametrize(
    ("resource", "authorization"),
    [
        ("https://halo.acme.example/api", "https://halo.acme.example/auth/"),
        ("https://halopsa.acme.example/api", "https://acme.haloauth.com/"),
        ("https://localhost:8443/api", "https://localhost:8443/auth/"),
        ("https://10.1.2.3/HaloPSA/api", "https://10.1.2.3:444/HaloPSA/auth/"),
        ("https://[2001:db8::7]/api/", "https://[2001:db8::7]:8443/auth/"),
        ("https://halo/API", "https://halo/Auth/"),
        ("https://service.müller.example/api", "https://xn--mller-kva.example/auth/"),
        ("https://acme.trial.usehalo.com/api", "https://acme.haloitsm.com/auth/"),
        ("https://helpdesk.halo-acme.co.uk/api", "https://пример.рф/auth/"),
    ],
)
def test_addresses_of_real_halos_have_no_problem(resource, authorization):
    values = {
        **HEALTHY, "hosting": "on-premise", "tenant": "Not set",
        "resource_server": resource, "authorization_server": authorization,
    }  # fmt: skip
    assert [problems_of(field, values) for field in GRADIENT_FIELDS] == [[]] * 5


ADDRESSES = [
    ("", "missing", None),
    (" \u200b ", "missing", None),
    ("acme.halopsa.com/api", "malformed", "https://acme.halopsa.com/api"),
    ("//acme.halopsa.com/api", "malformed", "https://acme.halopsa.com/api"),
    ("https://https://acme.halopsa.com/api", "malformed", "https://acme.halopsa.com/api"),
    ("http://https://acme.halopsa.com/api", "malformed", "https://acme.halopsa.com/api"),
    ("htps:/acme.halopsa.com/api", "malformed", "https://acme.halopsa.com/api"),
    ("https//acme.halopsa.com/api", "malformed", "https://acme.halopsa.com/api"),
    ("https:\\\\acme.halopsa.com\\api", "malformed", "https://acme.halopsa.com/api"),
    ("https://acme.halopsa.com/ api\n", "malformed", "https://acme.halopsa.com/api"),
    ("https://acme.halo\u200bpsa.com/api", "malformed", "https://acme.halopsa.com/api"),
    ("“https://acme.halopsa.com/api”", "malformed", "https://acme.halopsa.com/api"),
    ("<https://acme.halopsa.com/api>,", "malformed", "https://acme.halopsa.com/api"),
    ("Resource Server: https://acme.halopsa.com/api", "malformed", "https://acme.halopsa.com/api"),
    ("https://acme．halopsa．com/api", "malformed", "https://acme.halopsa.com/api"),
    ("https://acme.halopsa.com//api", "malformed", "https://acme.halopsa.com/api"),
    ("https://acme.halopsa.com./api", "malformed", "https://acme.halopsa.com/api"),
    ("https://acme.halopsa.com:/api", "malformed", "https://acme.halopsa.com/api"),
    ("https://acme.halopsa.com/api?tenant=acme", "malformed", "https://acme.halopsa.com/api"),
    ("https://acme.halopsa.com/api#x", "malformed", "https://acme.halopsa.com/api"),
    ("sts.acme.example/api", "malformed", "https://sts.acme.example/api"),
    ("acme", "malformed", None),
    ("https://", "malformed", None),
    ("ftp://acme.halopsa.com/api", "malformed", None),
    ("https://acme.halopsa.com:0/api", "malformed", None),
    ("https://acme.halopsa.com:99999/api", "malformed", None),
    ("https://acme.halopsa.com:４４３x/api", "malformed", None),
    ("https://acme..halopsa.com/api", "malformed", None),
    ("https://-acme.halopsa.com/api", "malformed", None),
    ("https://acme.halo psa.com/api", "malformed", None),
    ("https://acme.halopsa.com/../api", "malformed", None),
    ("https://acme.halopsa.com/%zz/api", "malformed", None),
    ("https://0x7f.1/api", "malformed", None),
    ("https://2130706433/api", "malformed", None),
    ("https://256.1.1.1/api", "malformed", None),
    ("https://[::1/api", "malformed", None),
    ("https://[fe80::1%25eth0]/api", "malformed", None),
    ("https://" + "a" * 64 + ".test/api", "malformed", None),
    ("https://acme.halopsa.com/" + "a" * 3000, "malformed", None),
    ("http://acme.halopsa.com/api", "insecure_scheme", "https://acme.halopsa.com/api"),
    ("http://localhost:80/api", "insecure_scheme", "https://localhost/api"),
    ("http://localhost:8080/api", "insecure_scheme", "https://localhost:8080/api"),
    ("https://me:word@acme.halopsa.com/api", "has_credentials", "https://acme.halopsa.com/api"),
    ("https://acme.halopsa.com@evil.test/api", "has_credentials", None),
    ("https://a@b@evil.test/api", "has_credentials", "https://evil.test/api"),
    ("https://acme.halopsa.co/api", "lookalike_host", "https://acme.halopsa.com/api"),
    ("https://acme.ha1opsa.com/api", "lookalike_host", "https://acme.halopsa.com/api"),
    ("https://acme.halospa.com/api", "lookalike_host", "https://acme.halopsa.com/api"),
    ("https://acme.halopsa.net/api", "lookalike_host", "https://acme.halopsa.com/api"),
    ("https://acme.hаlopsa.com/api", "lookalike_host", "https://acme.halopsa.com/api"),
    ("https://acme.hałopsa.com/api", "lookalike_host", "https://acme.halopsa.com/api"),
    ("https://acme.xn--hlopsa-3nf.com/api", "lookalike_host", "https://acme.halopsa.com/api"),
    ("https://acme.halopsa.com.evil.test/api", "lookalike_host", None),
    ("https://acme-halopsa.com/api", "lookalike_host", None),
]


@pytest.mark.parametrize(("value", "reason", "cured"), ADDRESSES)
def test_a_mistaken_resource_server_is_named_and_fixed(value, reason, cured):
    assert (worst("resource_server", value), fix("resource_server", value)) == (reason, cured)


@pytest.mark.parametrize(
    ("value", "reason", "cured"),
    [
        ("https://acme.halopsa.com/auth", "is_authorization_server", "/api"),
        ("https://acme.halopsa.com/auth/token", "is_authorization_server", "/api"),
        ("https://acme.halopsa.com/auth/account/login", "is_authorization_server", "/api"),
        ("https://acme.halopsa.com/portal?id=3#top", "is_portal", "/api"),
        ("https://acme.halopsa.com/config/integrations/api/applications", "is_portal", "/api"),
        ("https://acme.halopsa.com/Login", "is_portal", "/api"),
        ("https://acme.halopsa.com", "no_api_path", "/api"),
        ("https://acme.halopsa.com/halo/", "no_api_path", "/halo/api"),
        ("https://acme.halopsa.com/api/Client", "no_api_path", "/api"),
    ],
)
def test_the_wrong_page_as_resource_server_is_cut_to_the_right_one(value, reason, cured):
    assert worst("resource_server", value) == reason
    assert fix("resource_server", value) == f"https://acme.halopsa.com{cured}"


@pytest.mark.parametrize(
    ("value", "reason", "cured"),
    [
        ("https://acme.halopsa.com/auth", "no_trailing_slash", "/auth/"),
        ("https://acme.halopsa.com", "no_trailing_slash", "/"),
        ("https://acme.halopsa.com/auth/token", "is_token_endpoint", "/auth/"),
        ("https://acme.halopsa.com/token", "is_token_endpoint", "/"),
        ("https://acme.halopsa.com/auth/account/login", "is_token_endpoint", "/auth/"),
        ("https://acme.halopsa.com/api", "is_resource_server", "/auth/"),
        ("https://acme.halopsa.com/halo/api/", "is_resource_server", "/halo/auth/"),
        ("http://acme.halopsa.com/auth/", "insecure_scheme", "/auth/"),
        ("acme.halopsa.com/auth/", "malformed", "/auth/"),
    ],
)
def test_a_mistaken_authorization_server_is_named_and_fixed(value, reason, cured):
    assert worst("authorization_server", value) == reason
    assert fix("authorization_server", value) == f"https://acme.halopsa.com{cured}"


def test_one_address_in_both_fields_is_blamed_on_the_one_that_it_does_not_fit():
    both = "https://halo.acme.example/"
    values = {**HEALTHY, "resource_server": both, "authorization_server": both}
    assert problems_of("resource_server", values)[0].reason == "is_authorization_server"
    assert problems_of("authorization_server", values) == []


@pytest.mark.parametrize(
    ("one", "two"),
    [("resource_server", "authorization_server"), ("client_id", "client_secret")],
)
def test_values_in_each_others_place_change_places_with_one_key(one, two):
    values = {**HEALTHY, one: HEALTHY[two], two: HEALTHY[one]}
    for field in (one, two):
        assert fixes(field, values) == {one: HEALTHY[one], two: HEALTHY[two]}


@pytest.mark.parametrize(
    ("field", "value", "reason", "cured"),
    [
        ("client_id", "", "missing", None),
        ("client_id", "\u2060", "missing", None),
        ("client_id", f" {ID}\r\n", "invisible_characters", ID),
        ("client_id", f"“{ID}”", "invisible_characters", ID),
        ("client_id", ID.replace("-", "\u2013"), "invisible_characters", ID),
        ("client_id", f"{{{ID}}}", "not_a_guid", ID),
        ("client_id", "my-application", "not_a_guid", None),
        ("client_secret", "", "missing", None),
        ("client_secret", f"\u00a0{SECRET}", "invisible_characters", SECRET),
        ("client_secret", f"{SECRET[:40]}\n{SECRET[40:]}", "invisible_characters", SECRET),
        ("client_secret", "••••••••••••", "masked", None),
        ("client_secret", "************", "masked", None),
        ("client_secret", f"{SECRET[:8]}…", "masked", None),
        ("client_secret", SECRET[:50], "unusual_shape", None),
        ("client_secret", f"secret={SECRET}", "unusual_shape", SECRET),
        ("client_secret", ID, "swapped", None),
        ("client_secret", SECRET[:36], "unusual_shape", None),
        ("tenant", "", "missing", None),
        ("tenant", "Not set", "placeholder_on_hosted", None),
        ("tenant", "NONE", "placeholder_on_hosted", None),
        ("tenant", "N/A", "placeholder_on_hosted", None),
        ("tenant", " acme\u200b", "invisible_characters", "acme"),
        ("tenant", "acme.halopsa.com", "is_address", "acme"),
        ("tenant", "https://acme.halopsa.com/auth/", "is_address", "acme"),
        ("tenant", "halo.acme.example", "is_address", None),
        ("tenant", "localhost:8443", "is_address", None),
        ("tenant", SECRET, "swapped", None),
    ],
)
def test_a_mistaken_value_is_named_and_fixed(field, value, reason, cured):
    assert (worst(field, value), fix(field, value)) == (reason, cured)


@pytest.mark.parametrize("tenant", ["acme", "Acme Corp", "acme.emea", "ACME_1", ID])
def test_tenants_may_look_like_any_name(tenant):
    assert worst("tenant", tenant) == "ok"


@pytest.mark.parametrize("tenant", ["", "Not set", "not set", "NONE", "n/a"])
def test_no_tenant_on_premise_is_healthy(tenant):
    assert worst("tenant", tenant, hosting="on-premise") == "ok"


def test_a_tenant_on_premise_is_only_warned_of():
    assert worst("tenant", "acme", hosting="on-premise") == "set_on_premise"
    assert fix("tenant", "acme", hosting="on-premise") == "Not set"


@pytest.mark.parametrize("reference", ["env:X", "file:/run/x", 'cmd:["pass", "x"]', "keyring:"])
def test_a_reference_stands_for_the_secret(reference):
    assert worst("client_secret", "", client_secret_ref=reference) == "ok"


@pytest.mark.parametrize(
    "reference", ["vault:x", "env:", "env:A=B", "cmd:pass x", "cmd:[]", "cmd:[1]", "file: ", "env"]
)
def test_a_reference_that_cannot_be_one_is_named(reference):
    assert worst("client_secret", "", client_secret_ref=reference) == "unreadable_reference"


def test_a_secret_and_a_reference_together_are_refused():
    assert worst("client_secret", SECRET, client_secret_ref="env:X") == "unreadable_reference"
