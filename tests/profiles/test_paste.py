"""Blocks as people copy them, and what becomes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.profiles.rules.paste import take_apart
from halo_tui.profiles.schema import GRADIENT_FIELDS

ID = "c9534241-dde9-4d04-9d45-32b1fbff22ed"
SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
API = "https://acme.halopsa.com/api"
AUTH = "https://acme.halopsa.com/auth"
ADDRESSES = {"resource_server": API, "authorization_server": AUTH, "tenant": "acme"}
FIVE = {"client_id": ID, "client_secret": SECRET, **ADDRESSES}

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
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_taken_apart(name):
    text, size = BLOCKS[name]
    assert take_apart(text) == (FIVE if size == 5 else ADDRESSES)


def test_values_without_captions_go_by_their_shape():
    assert take_apart(f"{SECRET}\n{API}\n{ID}\n{AUTH}/\n") == {
        "client_id": ID,
        "client_secret": SECRET,
        "resource_server": API,
        "authorization_server": f"{AUTH}/",
    }


def test_what_the_sandbox_prints_fills_in_the_root_as_well():
    text = (
        f"  Hosting               hosted\n  Resource Server       {API}\n  CA file  /a/root.pem\n"
    )
    assert take_apart(text) == {
        "hosting": "hosted", "resource_server": API, "ca_file": "/a/root.pem",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "hosting"),
    [("Hosting: On premise", "on-premise"), ("hosting = hosted", "hosted"), ("Hosting fees", "")],
)
def test_of_hosting_only_the_two_kinds_are_taken(line: str, hosting: str):
    assert take_apart(line).get("hosting", "") == hosting


def test_two_values_of_one_shape_are_left_to_the_person():
    assert take_apart(f"{ID}\n{ID.replace('c', 'd')}\n{API}") == {"resource_server": API}


def test_prose_about_the_fields_is_no_value():
    assert take_apart("The tenant of your instance\nis on the resource server page.") == {}


def test_a_caption_outranks_a_shape():
    assert take_apart(f"Client Secret: {ID}")["client_secret"] == ID


def test_what_was_pasted_is_kept_for_the_rules_to_judge():
    assert take_apart("Client Secret: ••••••••\nTenant: Not set") == {
        "client_secret": "••••••••",
        "tenant": "Not set",
    }


@given(st.one_of(st.text(), st.permutations(sorted(FIVE.values())).map("\n".join)))
def test_any_text_gives_fields_with_values(text):
    for name, value in take_apart(text).items():
        assert name in GRADIENT_FIELDS
        assert value in text


def test_a_novel_is_no_block():
    assert take_apart(f"{API}\n" * 10_000) == {}
