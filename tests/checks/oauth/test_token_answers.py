"""The token protocol as functions of bytes."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from halo_tui.halo.reply import Reply
from halo_tui.halo.scopes import REQUIRED
from halo_tui.halo.token import (
    Fault,
    Granted,
    Refused,
    WrongCredential,
    bogus_credentials,
    find_wrong_credential,
    read_answer,
    tenant_to_send,
    token_endpoint,
    token_request,
)

ASKED = frozenset(REQUIRED)
TOKEN = "token-made-up-for-this-test-0123456789"
JSON = {"content-type": "application/json; charset=utf-8"}
HTML = {"content-type": "text/html"}


def reply(status, body=b"", headers=JSON):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, headers, raw)


def issued(**members):
    return read_answer(
        reply(200, {"access_token": TOKEN, "token_type": "Bearer", **members}), ASKED
    )


def fault(status, body=b"", headers=JSON):
    answer = read_answer(reply(status, body, headers), ASKED)
    assert isinstance(answer, Refused)
    return answer.fault


# --- What is sent ---


@pytest.mark.parametrize(
    ("typed", "endpoint"),
    [
        ("https://acme.halopsa.com/auth/", "https://acme.halopsa.com/auth/token"),
        ("https://acme.halopsa.com/auth", "https://acme.halopsa.com/auth/token"),
        ("https://auth.acme.example//", "https://auth.acme.example/token"),
        ("https://acme.example/Halo/AUTH/", "https://acme.example/Halo/AUTH/token"),
    ],
)
def test_the_endpoint_is_the_authorization_server_as_typed_and_token(typed, endpoint):
    assert token_endpoint(typed) == endpoint


@pytest.mark.parametrize("typed", ["", " ", "Not set", "not SET", "None", " none "])
def test_a_placeholder_is_never_sent_as_a_tenant(typed):
    assert tenant_to_send(typed, hosted=True) is None


def test_on_premise_sends_no_tenant_at_all():
    assert tenant_to_send("acme", hosted=False) is None


def test_a_hosted_tenant_is_sent_as_typed_but_for_blanks():
    assert tenant_to_send(" AcMe ", hosted=True) == "AcMe"


def test_the_tenant_goes_into_the_query_and_nothing_else_does():
    request = token_request(
        "https://acme.example/auth/",
        client_id="id",
        client_secret=SecretStr("the secret"),
        scope=REQUIRED,
        tenant="a&b=c d",
    )
    assert parse_qs(urlsplit(request.url).query) == {"tenant": ["a&b=c d"]}


def test_the_form_asks_for_exactly_the_seven_in_gradients_order():
    request = token_request(
        "https://acme.example/auth/",
        client_id="id",
        client_secret=SecretStr("x"),
        scope=REQUIRED,
        tenant=None,
    )
    assert request.form["scope"] == " ".join(REQUIRED)
    assert request.form["grant_type"] == "client_credentials"
    assert "?" not in request.url


def test_no_repr_of_a_request_shows_the_secret():
    request = token_request(
        "https://acme.example/auth/",
        client_id="id",
        client_secret=SecretStr("hunter22"),
        scope=REQUIRED,
        tenant=None,
    )
    assert "hunter22" not in repr(request) + repr(dict(request.form))


def test_made_up_credentials_are_new_each_time():
    assert bogus_credentials()[0] != bogus_credentials()[0]


# --- What comes back ---


def test_a_token_with_its_scopes():
    answer = issued(scope=" ".join(REQUIRED), expires_in=3600)
    assert isinstance(answer, Granted)
    assert (answer.listed, answer.expires_in) == (ASKED, 3600)


def test_a_token_without_a_list_of_scopes_lists_nothing():
    answer = issued()
    assert isinstance(answer, Granted)
    assert answer.listed is None


def test_a_token_is_removed_from_every_text_from_then_on():
    from halo_tui.base.text import redact

    issued()
    assert TOKEN not in redact(f"Bearer {TOKEN}")


def test_the_agent_is_read_from_the_id_token():
    claims = base64.urlsafe_b64encode(json.dumps({"id": 27, "name": "Gradient"}).encode())
    answer = issued(id_token=f"e30.{claims.decode().rstrip('=')}.sig")
    assert isinstance(answer, Granted)
    assert answer.identity is not None
    assert (answer.identity.id, answer.identity.name) == (27, "Gradient")


@pytest.mark.parametrize(
    "members",
    [
        {"access_token": 7},
        {"access_token": ""},
        {"access_token": "a\nb: c"},
        {"access_token": None},
        {"token_type": "mac"},
        {"token_type": ["Bearer"]},
        {"scope": ["read:customers"]},
        {"scope": {"all": True}},
    ],
)
def test_a_token_of_a_wrong_type_is_malformed(members):
    answer = issued(**members)
    assert isinstance(answer, Refused)
    assert answer.fault is Fault.MALFORMED


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (401, "invalid_client", Fault.INVALID_CLIENT),
        (400, "invalid_client", Fault.INVALID_CLIENT),
        (400, "unauthorized_client", Fault.WRONG_METHOD),
        (400, "unsupported_grant_type", Fault.WRONG_METHOD),
        (400, "invalid_scope", Fault.SCOPE_REFUSED),
        (400, "invalid_request", Fault.SCOPE_REFUSED),
        (400, "access_denied", Fault.REFUSED),
        (403, "access_denied", Fault.REFUSED),
        (200, "invalid_client", Fault.INVALID_CLIENT),
        (500, "server_error", Fault.SERVER_ERROR),
        (500, "invalid_client", Fault.SERVER_ERROR),
        (503, "temporarily_unavailable", Fault.UNAVAILABLE),
        (404, "invalid_client", Fault.NOT_FOUND),
        (429, "invalid_client", Fault.RATE_LIMITED),
        (302, "invalid_client", Fault.REDIRECTED),
    ],
)
def test_status_and_error_decide(status, error, expected):
    assert fault(status, {"error": error}) is expected


@pytest.mark.parametrize("words", ["", "wrong scope", "client_id", "unauthorized_client", None, 5])
def test_the_wording_of_a_description_never_decides(words):
    body = {"error": "invalid_client", "error_description": words}
    assert fault(401, body) is Fault.INVALID_CLIENT


@pytest.mark.parametrize(
    ("status", "body", "headers", "expected"),
    [
        (200, b"", JSON, Fault.MALFORMED),
        (200, b"null", JSON, Fault.MALFORMED),
        (200, b'{"access_token":"cut', JSON, Fault.MALFORMED),
        (200, b"[" * 100_000, JSON, Fault.MALFORMED),
        (200, b'{"access_token":"x","expires_in":NaN}', JSON, Fault.MALFORMED),
        (200, b'{"access_token":"x","expires_in":1' + b"0" * 5000 + b"}", JSON, Fault.MALFORMED),
        (200, b"<!DOCTYPE html><title>Halo</title>", HTML, Fault.NOT_JSON),
        (200, b"\xef\xbb\xbf  <html>", {}, Fault.NOT_JSON),
        (200, b"hello", {"content-type": "text/plain"}, Fault.NOT_JSON),
        (301, b"", {}, Fault.REDIRECTED),
        (308, b"", {}, Fault.REDIRECTED),
        (401, b"", {}, Fault.REFUSED),
        (403, b"<html>Access denied</html>", HTML, Fault.BLOCKED),
        (404, b"<html>", HTML, Fault.NOT_FOUND),
        (405, b"", {}, Fault.NOT_FOUND),
        (429, b"Rate Limit Reached", {}, Fault.RATE_LIMITED),
        (500, b"<html>Runtime Error", HTML, Fault.INTERNAL),
        (502, b"<html>", HTML, Fault.SERVER_ERROR),
        (503, b"<html>Service Unavailable", HTML, Fault.UNAVAILABLE),
        (503, b"<html>Just a moment...", HTML, Fault.BLOCKED),
        (503, b"<html>", HTML | {"cf-mitigated": "challenge"}, Fault.BLOCKED),
        (504, b"", {}, Fault.SERVER_ERROR),
    ],
)
def test_an_answer_without_an_oauth_error(status, body, headers, expected):
    assert fault(status, body, headers) is expected


def plausible_json():
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=5,
    )
    names = ("error", "error_description", "token_type", "scope", "id_token", "expires_in")
    members = st.fixed_dictionaries({}, optional=dict.fromkeys(names, values))
    return members.map(lambda value: json.dumps(value).encode())


@given(
    status=st.integers(100, 599),
    body=st.binary(max_size=300) | plausible_json(),
    kind=st.sampled_from(["application/json", "text/html", "", "text/plain"]),
)
@example(200, b'{"access_token":{"a":1}}', "application/json")
def test_no_bytes_lead_to_an_exception_or_to_a_token_that_is_not_there(status, body, kind):
    answer = read_answer(Reply(status, {"content-type": kind}, body), ASKED)
    if b'"access_token"' not in body:
        assert isinstance(answer, Refused)


@given(
    status=st.integers(100, 599).filter(lambda status: not 200 <= status < 300),
    body=st.just(json.dumps({"access_token": TOKEN, "token_type": "Bearer"}).encode()),
)
def test_no_status_but_success_gives_a_token(status, body):
    assert isinstance(read_answer(Reply(status, JSON, body), ASKED), Refused)


# --- Which of the two credentials ---

BY_ID = "The specified 'client_id' is invalid."
BY_SECRET = "The specified client credentials are invalid."


def refused(description, status=401):
    return Refused(Fault.INVALID_CLIENT, status, "invalid_client", description)


@pytest.mark.parametrize(
    ("real", "probe", "expected"),
    [
        (refused(BY_SECRET), refused(BY_ID), WrongCredential.SECRET),
        (refused("Nope"), refused("Who?"), WrongCredential.SECRET),
        (refused(BY_ID), refused("No such application", status=400), WrongCredential.SECRET),
        (refused("Nope"), refused("Nope", status=400), WrongCredential.SECRET),
        (refused(BY_ID), refused(BY_ID), WrongCredential.ID),
        (refused(BY_SECRET), refused(BY_SECRET), WrongCredential.EITHER),
        (refused(""), refused(""), WrongCredential.EITHER),
        (refused("No. 4711"), refused("No. 4712"), WrongCredential.EITHER),
        (refused(BY_SECRET), None, WrongCredential.EITHER),
        (refused(BY_SECRET), Refused(Fault.RATE_LIMITED, 429), WrongCredential.EITHER),
    ],
)
def test_how_an_unknown_id_is_refused_tells_which_credential_is_wrong(real, probe, expected):
    assert find_wrong_credential(real, probe) is expected
