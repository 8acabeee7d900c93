"""Records from bytes that nobody vouches for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.halo.permissions import is_administrator, level, resource
from halo_tui.halo.records import (
    AgentRecord,
    AuthInfo,
    Identity,
    InstanceInfo,
    ListPage,
    NotJsonError,
    parse_json,
    version_key,
)

RECORDED = {
    "agent_count": 0,
    "agent_url": "https://acme.halopsa.com",
    "app_name": "Halo PSA",
    "app_version": "2.236.133",
    "auth_url": "https://acme.halopsa.com/auth",
    "database_version": "2236",
    "hosted_group": "US16-Stable8",
    "portal_url": "https://acme.halopsa.com/portal/",
    "tenant_id": "acme",
    "last_login": "2026-10-03T19:13:49",
}


def raw(value):
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"NaN",
        b"[Infinity]",
        b"1e999",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"1" + b"0" * 10_000,
        b"{}{}",
    ],
)
def test_what_is_not_one_sound_json_value_is_refused(body):
    with pytest.raises(NotJsonError):
        parse_json(body)


def test_a_byte_order_mark_is_forgiven():
    assert parse_json(b"\xef\xbb\xbf{}") == {}


def test_the_recorded_instance():
    info = InstanceInfo.read(raw(RECORDED))
    assert info is not None
    assert (info.version, info.tenant, info.is_hosted) == ("2.236.133", "acme", True)


def test_an_instance_without_tenant_and_release_ring_is_on_premise():
    members = {k: v for k, v in RECORDED.items() if k not in {"tenant_id", "hosted_group"}}
    info = InstanceInfo.read(raw(members))
    assert info is not None
    assert not info.is_hosted


@pytest.mark.parametrize("body", [b"[]", b"null", b'{"ok":true}', b'{"app_version":[2,236]}'])
def test_what_holds_nothing_of_halos_is_no_instance(body):
    assert InstanceInfo.read(body) is None


def test_versions_compare_as_numbers():
    assert version_key("2.9.1") < version_key("2.10.0")


def test_authinfo_with_either_member():
    assert AuthInfo.read(b'{"auth_url":"https://a/auth"}') == AuthInfo("https://a/auth", None)
    assert AuthInfo.read(b'{"tenant_id":3}') is None


def test_the_highest_of_several_claims_counts():
    claims = [{"type": "Ux", "value": "1"}, {"type": "Ux", "value": "3"}, {"type": "Ux"}]
    agent = AgentRecord.read(raw({"id": 1, "claims": [*claims, "x", {"type": 3, "value": "9"}]}))
    assert agent is not None
    assert level(agent.claims, "Ux") == 3


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("True", True), (True, True)])
def test_an_administrator_however_it_is_written(value, expected):
    agent = AgentRecord.read(raw({"id": 1, "claims": [{"type": "SA", "value": value}]}))
    assert agent is not None
    assert is_administrator(agent.claims) is expected


@pytest.mark.parametrize("value", ["", "x", "2.5", "-1", "\u0662"])
def test_a_level_that_is_no_number_is_not_reported(value):
    assert level({"Ux": value}, "Ux") is None


def test_an_unknown_level_is_named_by_its_number():
    assert resource("invoices").label_of(7) == "level 7"


def test_a_wrapped_and_a_bare_list_say_the_same():
    wrapped = ListPage.read(raw({"record_count": 1, "clients": [{"id": 1}]}), "clients")
    bare = ListPage.read(raw([{"id": 1}]), "clients")
    assert wrapped is not None
    assert bare is not None
    assert wrapped.rows == bare.rows


@pytest.mark.parametrize(
    "value", [{}, {"clients": 4}, {"clients": [4]}, [1], "x", {"record_count": 3}, None]
)
def test_what_is_no_list_of_records_is_no_page(value):
    assert ListPage.read(raw(value), "clients") is None


def test_no_records_at_all_are_an_empty_page():
    page = ListPage.read(b'{"record_count":0}', "clients")
    assert page is not None
    assert page.count == 0


def test_rows_with_names_alone_are_told_from_whole_ones():
    names = ListPage.read(raw([{"id": 1, "name": "Acme", "use": "client"}]), "clients")
    whole = ListPage.read(raw([{"id": 1, "name": "Acme", "inactive": False}]), "clients")
    assert names is not None
    assert names.names_only
    assert whole is not None
    assert not whole.names_only


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "e30.%%%.x", "e30.W10.x", "é.é.é", "...."])
def test_an_id_token_that_is_none_names_nobody(token):
    identity = Identity.read(token)
    assert identity is None or not identity.names_an_agent


def test_control_characters_in_a_name_become_pictures():
    agent = AgentRecord.read(raw({"id": 1, "name": "a\x1b]52;c;AAAA\x07"}))
    assert agent is not None
    assert "\x1b" not in str(agent.name)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "name", "claims", "type", "value", "record_count", "clients"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(body=st.binary(max_size=200) | anything.map(raw))
def test_no_bytes_lead_to_an_exception(body):
    AuthInfo.read(body)
    InstanceInfo.read(body)
    AgentRecord.read(body)
    page = ListPage.read(body, "clients")
    if page:
        assert page.count >= 0
        assert page.names_only in {True, False}


@given(text=st.text(max_size=100))
def test_no_text_as_an_id_token_leads_to_an_exception(text):
    Identity.read(text)
