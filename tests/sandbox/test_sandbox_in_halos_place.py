"""Who answers in Halo's place, and what stands in front of it."""

from __future__ import annotations

import base64
import json

import pytest


def claims_of(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


@pytest.mark.parametrize("status", range(520, 528))
def test_a_cdn_answers_with_an_error_of_its_own(play_text, status):
    caller = play_text(f'instance.answers.everything.page = "cdn-{status}"')
    for answer in (caller.ask_token(), caller.get("/api/authinfo"), caller.get("/api/Client")):
        assert answer.status == status
        assert answer.headers["cf-ray"]
        assert b"cloudflare" in answer.body.lower()


def test_the_web_server_asks_for_a_windows_log_in(play_text):
    answer = play_text('instance.answers.token.page = "iis-unauthorized"').ask_token()
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Negotiate, NTLM")
    assert answer.headers["content-type"].startswith("text/html")


def test_a_log_in_stands_in_front_of_everything(play_text):
    caller = play_text('instance.answers.everything.page = "access-login"')
    for answer in (caller.ask_token(), caller.get("/api/InstanceInfo")):
        assert answer.status == 302
        assert answer.headers["location"].startswith("https://northwind.cloudflareaccess.com/")


def test_a_rule_adds_a_slash_to_the_token_endpoint_and_serves_it_there(play_text):
    caller = play_text("instance.front.adds_slash = true")
    answer = caller.ask_token()
    expected = f"https://localhost:{caller.sandbox.port}/auth/token/"
    assert (answer.status, answer.headers["location"]) == (301, expected)
    assert caller.ask_token(path="/auth/token/").status == 200


def test_the_authorization_header_does_not_arrive(play_text):
    caller = play_text("instance = { front.strips_authorization = true, says_why = true }")
    answer = caller.get("/api/Client", caller.token())
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_the_body_does_not_arrive(play_text):
    answer = play_text("instance.front.drops_body = true").ask_token(client_id="nobody")
    assert (answer.status, answer.json()["error"]) == (400, "invalid_request")


def test_marks_are_added_to_every_answer(play_text):
    caller = play_text('instance.front.headers = { Via = "1.1 gateway", Server = "" }')
    headers = caller.get("/api/authinfo").headers
    assert headers["via"] == "1.1 gateway"
    assert "server" not in headers


def test_tokens_are_refused_with_the_reason(play_text):
    caller = play_text('instance.tokens_refused = "The issuer is invalid"')
    answer = caller.get("/api/Agent/me", caller.token())
    challenge = 'Bearer error="invalid_token", error_description="The issuer is invalid"'
    assert (answer.status, answer.headers["www-authenticate"]) == (401, challenge)


def test_tokens_may_name_another_issuer(play_text):
    lines = 'instance.token = { access_token = "jwt", issuer = "https://app01.corp.test/auth" }'
    caller = play_text(lines)
    members = caller.ask_token().json()
    assert claims_of(members["access_token"])["iss"] == "https://app01.corp.test/auth"
    assert caller.get("/api/Client", members["access_token"]).status == 200


def test_tokens_name_the_authorization_server_as_their_issuer(healthy):
    issuer = claims_of(healthy.ask_token().json()["id_token"])["iss"]
    assert issuer == healthy.get("/api/authinfo").json()["auth_url"]


@pytest.mark.parametrize(
    ("token", "status", "challenge"),
    [
        ("", 401, "Bearer"),
        ("never-issued", 401, 'Bearer error="invalid_token"'),
        ("read:items", 403, 'Bearer error="insufficient_scope"'),
    ],
)
def test_a_build_may_say_why_it_refuses(play_text, token, status, challenge):
    caller = play_text("instance.says_why = true")
    token = caller.token(token) if ":" in token else token
    answer = caller.get("/api/Client", token)
    assert (answer.status, answer.headers["www-authenticate"]) == (status, challenge)


def test_everybody_is_refused_a_token(play_text):
    caller = play_text('instance.answers.token.page = "invalid-request"')
    bodies = {caller.ask_token(client_id=client).body for client in ("nobody", "somebody")}
    assert bodies == {b'{"error":"invalid_request"}'}


def test_a_wrong_tenant_may_be_refused_in_words(play_text):
    caller = play_text(
        'instance = { wrong_tenant = "tenant-refused", answers.discovery.page = "not-found" }'
    )
    answer = caller.ask_token(tenant="northwnd")
    assert answer.status == 400
    assert "tenant" in answer.json()["error_description"]
    assert caller.ask_token().status == 200
    assert caller.get("/api/authinfo").status == 404


@pytest.mark.parametrize("tenant", [None, "northwind", "Not set"])
def test_a_tenant_may_be_ignored_on_premise(play_text, tenant):
    caller = play_text('base = "healthy-on-premise"\ninstance.tenant_on_premise = "ignored"')

    assert caller.ask_token(tenant=tenant).status == 200


def test_an_application_without_a_secret_may_be_an_invalid_client(play_text):
    lines = 'instance.application = { services = false, method_refusal = "invalid_client" }'
    assert play_text(lines).ask_token().json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("page", "status"), [("insufficient-scope", 403), ("bad-request", 400), ("not-found", 404)]
)
def test_one_list_fails_while_the_others_answer(play_text, page, status):
    caller = play_text(f'instance.answers.invoices.page = "{page}"')
    token = caller.token()
    assert caller.get("/api/Invoice", token).status == status
    assert caller.get("/api/Item", token).status == 200


def test_too_many_calls_in_the_servers_own_words(play_text):
    text = "Rate limit of 450 requests in 5 minutes reached"
    answer = play_text(
        f'instance.answers.everything = {{ page = "rate-limit", text = "{text}" }}'
    ).ask_token()
    assert (answer.status, answer.body.decode()) == (429, text)


def test_a_hotels_network_has_a_certificate_of_its_own(play_text):
    caller = play_text('chain = "captive-portal"')
    with pytest.raises(OSError, match="self-signed"):
        caller.get("/api/authinfo")


def test_halo_may_name_an_internal_address(play_text):
    caller = play_text('instance.reported_auth = "http://app01.corp.test:{port}/auth"')
    port = caller.sandbox.port
    expected = f"http://app01.corp.test:{port}/auth"
    assert caller.get("/api/authinfo").json()["auth_url"] == expected
    assert caller.get("/api/InstanceInfo").json()["auth_url"] == expected


def test_a_copy_has_its_own_tokens_and_its_own_word(play_text):
    caller = play_text(
        'copies."uat.sandbox.test" = { hosted_group = "US16-Beta", app_name = "Halo PSA UAT" }'
    )
    info = caller.ask("GET", "/api/InstanceInfo", host="uat.sandbox.test").json()
    assert (info["app_name"], info["hosted_group"]) == ("Halo PSA UAT", "US16-Beta")
    form = {"grant_type": "client_credentials", "scope": "read:customers"}
    form |= {name: caller.sandbox.values[name] for name in ("client_id", "client_secret")}
    path = "/auth/token?tenant=northwind"
    there = caller.ask("POST", path, form=form, host="uat.sandbox.test").json()["access_token"]
    assert caller.get("/api/Client", there).status == 401
    assert caller.ask("GET", "/api/Client", token=there, host="uat.sandbox.test").status == 200


def test_every_second_answer_may_go_wrong(play_text):
    caller = play_text('instance.answers.token = { page = "bad-gateway", every = 2 }')
    assert [caller.ask_token().status for _ in range(4)] == [502, 200, 502, 200]
