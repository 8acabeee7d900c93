"""Who answered, by the headers of the answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.halo.reply import Reply
from halo_tui.halo.server_identity import challenges, edge


@pytest.mark.parametrize(
    ("headers", "product"),
    [
        ({"cf-ray": "8c0f5a1e2b3c4d5e-LHR"}, "Cloudflare"),
        ({"server": "cloudflare"}, "Cloudflare"),
        ({"x-amz-cf-id": "x=="}, "Amazon CloudFront"),
        ({"x-azure-ref": "0abc"}, "Azure Front Door"),
        ({"server": "Microsoft-Azure-Application-Gateway/v2"}, "Azure Application Gateway"),
        ({"server": "AkamaiGHost"}, "Akamai"),
        ({"x-akamai-transformed": "9"}, "Akamai"),
        ({"x-served-by": "cache-lhr7380-LHR"}, "Fastly"),
        ({"x-iinfo": "1-2-3"}, "Imperva"),
        ({"server": "Microsoft-IIS/10.0"}, ""),
        ({"x-served-by": "web01"}, ""),
        ({}, ""),
    ],
)
def test_the_product_in_front_is_known_by_its_marks(headers, product):
    assert edge(headers) == product


def schemes(value):
    return [challenge.scheme for challenge in challenges({"www-authenticate": value})]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Negotiate, NTLM", ["Negotiate", "NTLM"]),
        ('Basic realm="a, b", Bearer error="invalid_token"', ["Basic", "Bearer"]),
        ("Bearer", ["Bearer"]),
        ("Negotiate YII==", ["Negotiate"]),
        ("", []),
        (",,=,", []),
    ],
)
def test_each_way_to_authenticate_is_found(value, expected):
    assert schemes(value) == expected


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (
            'Bearer error="invalid_token", error_description="The issuer is invalid"',
            "invalid_token",
        ),
        ('Bearer realm="halo", error="insufficient_scope"', "insufficient_scope"),
        ("Bearer", ""),
        ("NTLM, bearer error=invalid_token", "invalid_token"),
        ("NTLM", None),
    ],
)
def test_what_a_bearer_challenge_says_of_the_token(value, error):
    assert Reply(401, {"www-authenticate": value}).bearer_error == error


def test_marks_hold_neither_cookies_nor_a_query():
    reply = Reply(
        302,
        {
            "location": "https://login.example/sso?access_token=abc#x",
            "set-cookie": "ARRAffinity",
            "x-unrelated": "y",
        },
    )
    assert reply.identifying_headers == {
        "location": "https://login.example/sso",
        "set-cookie": "ARRAffinity",
    }


@given(value=st.text(max_size=80))
def test_no_header_leads_to_an_exception(value):
    reply = Reply(401, {"www-authenticate": value, "server": value, "via": value})
    assert isinstance(reply.challenges, tuple)
    assert isinstance(reply.edge, str)
    assert reply.bearer_error is None or isinstance(reply.bearer_error, str)
