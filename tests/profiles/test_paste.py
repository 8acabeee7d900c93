"""Blocks as people write, copy and paste them, and what becomes of each part of them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.profiles.rules.paste import is_block, read_block
from halo_tui.profiles.rules.problems import WARNINGS, problems_of
from halo_tui.profiles.schema import FIELD_INFO, GRADIENT_FIELDS

ID = "c9534241-dde9-4d04-9d45-32b1fbff22ed"
SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
API = "https://acme.halopsa.com/api"
AUTH = "https://acme.halopsa.com/auth"
ADDRESSES = {"resource_server": API, "authorization_server": f"{AUTH}/", "tenant": "acme"}
PAIR = {"client_id": ID, "client_secret": SECRET}
FIVE = {**PAIR, **ADDRESSES}

BLOCKS = {
    "halo's page": (f"Resource Server\n{API}\n\nAuthorisation Server\n{AUTH}\nTenant\nacme\n", 3),
    "captions and colons": (
        f"Client ID: {ID}\r\nClient Secret: {SECRET}\r\nResource Server: {API}\r\n"
        f"Authorization Server: {AUTH}\r\nTenant: acme\r\n",
        5,
    ),
    "gradient's form": (
        f"Client ID *\n{ID}\nClient Secret *\n{SECRET}\nResource Server *\n{API}\n"
        f"Authorization Server *\n{AUTH}\n"
        "Tenant (On-premise users can populate the Tenant field by typing in the words Not set).\n"
        "acme",
        5,
    ),
    "a table's cells": (
        f"Client ID\t{ID}\nClient Secret\t{SECRET}\nResource Server\t{API}\n"
        f"Authorisation Server\t{AUTH}\nTenant\tacme",
        5,
    ),
    "a table in Markdown": (
        f"| Field | Value |\n|---|---|\n| Client ID | `{ID}` |\n| **Client Secret** | {SECRET} |\n"
        f"| Resource Server | {API} |\n| Authorization Server | {AUTH} |\n| Tenant | acme |",
        5,
    ),
    "JSON": (
        f'{{\n  "client_id": "{ID}",\n  "client_secret": "{SECRET}",\n  "resource_server": '
        f'"{API}",\n  "authorization_server": "{AUTH}",\n  "tenant": "acme"\n}}',
        5,
    ),
    "a profile's file": (
        f'schema = 1\nname = "Acme"\nclient_id = "{ID}"\nclient_secret = "{SECRET}"\n'
        f'resource_server = "{API}"\nauthorization_server = "{AUTH}"\ntenant = "acme"\n',
        5,
    ),
    "variables": (
        f"HALO_CLIENT_ID={ID}\nHALO_CLIENT_SECRET={SECRET}\nHALO_RESOURCE_SERVER={API}\n"
        f"HALO_AUTHORIZATION_SERVER={AUTH}\nHALO_TENANT=acme",
        5,
    ),
    "captions and blanks": (f"Resource Server {API}\nAuthorisation Server {AUTH}\nTenant acme", 3),
    "bullets": (f"- Resource Server → {API}\n- Auth Server → {AUTH}\n• Tenant - acme", 3),
    "a numbered list": (
        f"1. Client ID: {ID}\n2) Client Secret: {SECRET}\n(3) Resource Server: {API}\n"
        f"d) Authorization Server: {AUTH}\n5. Tenant: acme",
        5,
    ),
    "a shell's exports": (
        f"export HALOPSA_CLIENT_ID={ID}\nexport HALOPSA_CLIENT_SECRET=\"{SECRET}\"\n"
        f"export HALOPSA_API_URL='{API}'\nexport HALOPSA_AUTH_URL={AUTH}\n"
        "declare -x HALOPSA_TENANT=acme",
        5,
    ),
    "a batch file": (
        f"set HALO_CLIENT_ID={ID}\nset HALO_CLIENT_SECRET={SECRET}\nset HALO_API_BASE={API}\n"
        f"set HALO_AUTH_URL={AUTH}/token\nset HALO_TENANT=acme",
        5,
    ),
    "setx": (
        f'setx HALO_CLIENT_ID "{ID}"\nsetx HALO_CLIENT_SECRET "{SECRET}" /M\n'
        f"setx HALO_RESOURCE_SERVER {API}\nsetx /M HALO_AUTH_SERVER {AUTH}\nsetx HALO_TENANT acme",
        5,
    ),
    "PowerShell's environment": (
        f'$env:HALO_CLIENT_ID = "{ID}"\n$env:HALO_CLIENT_SECRET="{SECRET}"\n'
        f"$env:HALO_URL = 'https://acme.halopsa.com'\n$Env:HALO_AUTH_URL = '{AUTH}'\n"
        "[Environment]::SetEnvironmentVariable('HALO_TENANT', 'acme', 'User')",
        5,
    ),
    "a hashtable": (
        f"$Halo = @{{\n  URL = '{API}'\n  AuthUrl = '{AUTH}'\n  ClientID = '{ID}'\n"
        f"  ClientSecret = '{SECRET}'\n  Tenant = 'acme'\n}}",
        5,
    ),
    "a hashtable of one line": (
        f"@{{ ClientID = '{ID}'; ClientSecret = '{SECRET}'; URL = '{API}'; AuthUrl = '{AUTH}'; "
        "Tenant = 'acme' }",
        5,
    ),
    "a cmdlet": (
        f'Connect-HaloAPI -URL "{API}" -AuthURL {AUTH} `\n  -ClientID "{ID}" '
        f'-ClientSecret "{SECRET}" -Tenant acme',
        5,
    ),
    "JSON of one line": (
        f'{{"client_id":"{ID}","client_secret":"{SECRET}","resource_server":"{API}",'
        f'"authorization_server":"{AUTH}","tenant":"acme"}}',
        5,
    ),
    "application settings": (
        f'{{"HaloPsa": {{"ApiBaseUrl": "{API}", "Auth": {{"Url": "{AUTH}", "ClientId": "{ID}",'
        f' "ClientSecret": "{SECRET}"}}, "Tenant": "acme"}}}}',
        5,
    ),
    "JSON with comments": (
        f'{{\n  // Halo\n  "Halo": {{\n    "ApiUrl": "{API}",\n    "AuthUrl": "{AUTH}",\n'
        f'    "ClientId": "{ID}",\n    "ClientSecret": "{SECRET}",\n    "Tenant":"acme",\n }},\n}}',
        5,
    ),
    "Postman's environment": (
        f'{{"values":[{{"key":"client_id","value":"{ID}"}},{{"key":"client_secret","value":'
        f'"{SECRET}"}},{{"key":"base_url","value":"{API}"}},{{"key":"auth_url","value":"{AUTH}"}},'
        '{"key":"tenant","value":"acme"}]}',
        5,
    ),
    "YAML": (
        f"halo:\n  client_id: {ID}\n  client_secret: \"{SECRET}\"\n  resource_server: {API}\n"
        f"  authorization_server: {AUTH}\n  tenant: acme",
        5,
    ),
    "a container's variables": (
        f"env:\n  - name: HALO_CLIENT_ID\n    value: {ID}\n  - name: HALO_CLIENT_SECRET\n"
        f"    value: {SECRET}\n  - name: HALO_API_URL\n    value: {API}\n  - name: HALO_AUTH_URL\n"
        f"    value: {AUTH}\n  - name: HALO_TENANT\n    value: acme",
        5,
    ),
    "two columns": (
        f"Client ID,{ID}\nClient Secret;{SECRET}\n\"Resource Server\",\"{API}\"\n"
        f"Authorization Server\t{AUTH}\nTenant,acme",
        5,
    ),
    "a row below its captions": (
        "Client ID,Client Secret,Resource Server,Authorization Server,Tenant\n"
        f"{ID},{SECRET},{API},{AUTH},acme",
        5,
    ),
    "a connection string": (
        f"ClientId={ID};ClientSecret={SECRET};Tenant=acme;ApiUrl={API};AuthUrl={AUTH}", 5,
    ),
    "code": (
        f"const halo = {{\n  clientId: '{ID}',\n  clientSecret: '{SECRET}',\n  tenant: 'acme',\n"
        f"  apiUrl: '{API}',\n  authUrl: '{AUTH}',\n}};",
        5,
    ),
    "a form's body": (
        f"client_id={ID}&client_secret={SECRET}&api_url=https%3A%2F%2Facme.halopsa.com%2Fapi"
        f"&auth_url={AUTH}&tenant=acme",
        5,
    ),
    "quoted mail": (f"> Resource Server: {API}\n> > Auth Server: {AUTH}\n> Tenant: acme", 3),
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_taken_apart_and_nothing_is_left(name: str):
    text, size = BLOCKS[name]
    block = read_block(text)
    assert block.values == {
        key: FIVE[key] for key in FIELD_INFO if key in FIVE and (size == 5 or key in ADDRESSES)
    }
    wanted = [one for one in block.unplaced if one.why != "not needed here"]
    assert [one.text for one in wanted if "Field" not in one.text] == []


CURLS = [
    f"curl -X POST '{AUTH}/token?tenant=acme' -H 'Content-Type: application/x-www-form-urlencoded'"
    f" -d 'grant_type=client_credentials&client_id={ID}&client_secret={SECRET}&scope=all'",
    f'curl --location --request POST "{AUTH}/token?tenant=acme" \\\n'
    f"  --data-urlencode 'client_id={ID}' \\\n  --data-urlencode 'client_secret={SECRET}'",
    f"curl -u {ID}:{SECRET} {AUTH}/token?tenant=acme -d grant_type=client_credentials",
    f'curl.exe --url {AUTH}/token?tenant=acme --user "{ID}:{SECRET}"',
]


@pytest.mark.parametrize("command", CURLS)
def test_a_curl_line_gives_what_it_sends_and_where(command: str):
    expected = {"authorization_server": f"{AUTH}/", "tenant": "acme", **PAIR}
    assert read_block(command).values == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{ID}:{SECRET}", f"{ID} {SECRET}", f"halo login --client-id {ID} --client-secret {SECRET}",
        f"docker run -e HALO_CLIENT_ID={ID} -e HALO_CLIENT_SECRET={SECRET} image",
        f"Here are the details: the client ID is {ID} and the secret is {SECRET}.",
        f'<add key="HaloClientId" value="{ID}" />\n<HaloClientSecret>{SECRET}</HaloClientSecret>',
        f"os.environ['HALO_ID'] = '{ID}'\nHALO_SECRET = \"{SECRET}\"",
        f"HALO_CLIENT_ID={ID}\nHALO_CLIENT_SECRET={SECRET}\nAZURE_CLIENT_ID={ID[::-1]}",
    ],
)  # fmt: skip
def test_an_id_and_its_secret_are_told_apart(text: str):
    values = read_block(text).values
    assert {key: values[key] for key in PAIR} == PAIR


@pytest.mark.parametrize("caption", ["URL", "API_BASE", "Base URL", "HALO_URL", "HALOPSA_BASE_URL"])
@pytest.mark.parametrize("value", [API, "https://acme.halopsa.com", "acme.halopsa.com/apidoc/info"])
def test_the_address_is_taken_by_whatever_caption_people_give_it(caption: str, value: str):
    assert read_block(f"{caption}={value}\nTENANT=acme").values["resource_server"] == API


def test_values_without_captions_go_by_their_shape():
    assert read_block(f"{SECRET}\n{API}\n{ID}\n{AUTH}/\n").values == {
        "resource_server": API, "authorization_server": f"{AUTH}/", **PAIR,
    }  # fmt: skip


def test_an_address_of_neither_server_is_where_a_person_logs_in():
    text = f"https://acme.halopsa.com/dashboard\n{ID}"
    assert read_block(text).values["log_in"] == "https://acme.halopsa.com/dashboard"


def test_what_the_sandbox_prints_fills_in_the_root_as_well():
    text = (
        f"  Hosting               hosted\n  Resource Server       {API}\n  CA file  /a/root.pem\n"
    )
    assert read_block(text).values == {
        "hosting": "hosted", "resource_server": API, "ca_file": "/a/root.pem",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "hosting"),
    [
        ("Hosting: On premise", "on-premise"), ("hosting = hosted", "hosted"), ("Hosting fees", ""),
        ("Hosting Type: On Premise Solution", "on-premise"),
        ("Hosting type: Hosted Solution of Halo", "hosted"),
    ],
)  # fmt: skip
def test_of_hosting_only_the_two_kinds_are_taken(line: str, hosting: str):
    assert read_block(line).values.get("hosting", "") == hosting


def test_a_tenant_that_is_not_set_says_that_the_server_is_ones_own():
    text = "Resource Server: https://halo.acme.example/api\nTenant: Not set"
    assert read_block(text).values["hosting"] == "on-premise"


def test_of_two_values_of_one_shape_none_is_taken_and_both_are_named():
    block = read_block(f"{ID}\n{ID.replace('c', 'd')}\n{API}")
    assert block.values == {"resource_server": API}
    assert [(one.line, one.why) for one in block.unplaced] == [
        (1, "one of several for Client ID"), (2, "one of several for Client ID"),
    ]  # fmt: skip


def test_of_two_captions_halos_own_is_taken_and_the_other_named():
    block = read_block(f"NINJA_CLIENT_SECRET=abcdefgh\nHALO_CLIENT_SECRET={SECRET}\nTenant: acme")
    assert block.values["client_secret"] == SECRET
    assert [(one.line, one.why) for one in block.unplaced] == [(1, "another Client Secret")]
    assert "abcdefgh" not in block.unplaced[0].text


def test_prose_about_the_fields_is_no_value_and_is_named():
    block = read_block("The tenant of your instance\nis on the resource server page.")
    assert block.values == {}
    assert [one.line for one in block.unplaced] == [1, 2]


def test_a_caption_outranks_a_shape():
    assert read_block(f"Client ID: my-app\n{ID}").values["client_id"] == "my-app"


def test_what_a_field_would_refuse_is_not_taken_but_named():
    block = read_block("Client Secret: ••••••••\nResource Server: http://\nTenant: acme")
    assert block.values == {"tenant": "acme"}
    assert [(one.line, one.why) for one in block.unplaced] == [
        (1, "no usable Client Secret"), (2, "no usable Resource Server"),
    ]  # fmt: skip


def test_what_looks_like_a_secret_is_hidden_where_it_is_named():
    block = read_block(f"Tenant: acme\nWebhook key: {'a1b2c3d4' * 5}\nold: {SECRET}\nmore")
    assert block.values == {"tenant": "acme"}
    shown = " ".join(one.text for one in block.unplaced)
    assert "a1b2c3d4" not in shown
    assert SECRET[:20] not in shown


def test_what_would_drive_a_terminal_is_shown_harmless():
    block = read_block(f"Tenant: acme\n\x1b]52;c;aGk=\x07\u202e what\n{'o' + chr(0x301) * 500}")
    assert all(char.isprintable() for one in block.unplaced for char in one.text)
    assert max(len(one.text) for one in block.unplaced) <= 60


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        (f"{ID}:{SECRET}", "client_id", True),
        (f"Client Secret: {SECRET}", "client_id", True),
        (f"Client Secret: {SECRET}", "client_secret", False),
        (SECRET, "log_in", True),
        (SECRET, "client_secret", False),
        (ID, "client_id", False),
        ("https://acme.halopsa.com/portal?tenant=acme", "log_in", False),
        ("Tenant: acme", "tenant", False),
        ("call Bob about the tenant", "notes", False),
    ],
)
def test_one_line_is_a_block_when_it_belongs_into_other_fields(text: str, key: str, expected: bool):
    assert is_block(text, key) is expected


captions = st.sampled_from(
    ["Client ID", "client_secret", "HALO_TENANT", "URL", "Auth Server", "Scope", "x", "", "value"]
)
marks = st.sampled_from([": ", "=", "\t", ",", " => ", "\n", " ", ";", '": "', "|", " -"])
values = st.one_of(
    st.sampled_from(
        [ID, SECRET, API, AUTH, "acme", "Not set", "••••", "http://", f"{ID}:{SECRET}"]
    ),
    st.text(max_size=12),
)
leads = st.sampled_from(["", "- ", "1. ", "export ", "$env:", "> ", "{", "curl ", "-", '"', "@{ "])
lines = st.tuples(leads, captions, marks, values).map("".join)
texts = st.one_of(st.text(), st.lists(lines, max_size=8).map("\n".join))


@given(texts)
def test_any_text_gives_fields_that_no_rule_refuses(text: str):
    found = read_block(text).values
    assert set(found) <= set(FIELD_INFO)
    for key in set(found) & set(GRADIENT_FIELDS):
        assert {problem.reason for problem in problems_of(key, found)} <= WARNINGS


@given(st.lists(lines, max_size=5), st.lists(lines, max_size=5))
def test_no_line_is_dropped_silently(before: list[str], after: list[str]):
    block = read_block("\n".join([*before, "the quick zebra jumps far", *after]))
    named = [one.text for one in block.unplaced] + list(block.values.values())
    assert any("zebra" in text for text in named)


@given(st.text(alphabet='"{}[]:,=<>-&\\\t\n ax/1', min_size=2, max_size=40), st.integers(1, 500))
def test_no_text_takes_long(text: str, times: int):
    start = time.perf_counter()
    read_block(text * times)
    assert time.perf_counter() - start < 3


def test_a_novel_is_no_block():
    block = read_block(f"{API}\n" * 10_000)
    assert block.values == {}
    assert block.unplaced
