"""The token endpoint, case by case as recorded."""

from __future__ import annotations

import base64
import json

import pytest

from halo_tui.halo.scopes import KNOWN

SOME = "read:customers edit:items"


def test_a_token_is_issued_for_the_named_scopes(healthy):
    answer = healthy.ask_token(SOME)
    members = answer.json()
    assert answer.status == 200
    assert members["scope"].split() == SOME.split()
    assert members["token_type"] == "Bearer"
    assert members["expires_in"] == 3600
    assert members["refresh_token"]


def test_the_id_token_names_the_agent(healthy):
    payload = healthy.ask_token().json()["id_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert (claims["id"], claims["name"]) == (27, "Gradient Integration")


def test_the_tenant_may_stand_in_the_body(healthy):
    assert healthy.ask_token(in_body=True).status == 200


@pytest.mark.parametrize("tenant", ["northwin", ""])
def test_a_wrong_tenant_is_500_without_json(healthy, tenant):
    answer = healthy.ask_token(tenant=tenant)
    assert answer.status == 500
    assert answer.headers["content-type"].startswith("text/html")


def test_a_hosted_one_needs_no_tenant_unless_it_does(play):
    assert play("healthy-hosted").ask_token(tenant=None).status == 200
    assert play("tenant-missing-needed").ask_token(tenant=None).status == 500


def test_on_premise_wants_no_tenant(play):
    caller = play("healthy-on-premise")
    assert caller.ask_token(tenant=None).status == 200


@pytest.mark.parametrize("tenant", ["northwind", "Not set"])
def test_on_premise_refuses_any_tenant(play, tenant):
    assert play("healthy-on-premise").ask_token(tenant=tenant).status == 500


def test_a_scope_that_does_not_exist_is_refused_before_the_client_is_looked_at(healthy):
    answer = healthy.ask_token("read:customers read:nonsense", client_id="nobody")
    assert (answer.status, answer.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize("changes", [{"client_id": "nobody"}, {"client_secret": "wrong"}])
def test_wrong_credentials_are_invalid_client(healthy, changes):
    answer = healthy.ask_token(**changes)
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")


def test_a_wrong_id_and_a_wrong_secret_can_be_told_apart(healthy):
    texts = [
        healthy.ask_token(**wrong).json()["error_description"]
        for wrong in ({"client_id": "nobody"}, {"client_secret": "wrong"})
    ]
    assert texts[0] != texts[1]


def test_a_wrong_id_and_a_wrong_secret_may_sound_the_same(play):
    caller = play("id-or-secret-same")
    bodies = [
        caller.ask_token(**wrong).body
        for wrong in ({"client_id": "nobody"}, {"client_secret": "wrong"})
    ]
    assert bodies[0] == bodies[1]


def test_a_description_may_be_absent(play):
    assert "error_description" not in play("id-or-secret-none").ask_token().json()


def test_the_secret_is_compared_exactly(play):
    caller = play("secret-unusual")
    assert caller.ask_token().status == 200
    assert caller.ask_token(client_secret="correct-horse-battery-staple/& +%").status == 401


def test_an_inactive_application_is_unknown(play):
    assert play("application-inactive").ask_token().json()["error"] == "invalid_client"


def test_the_wrong_method_is_an_unauthorized_client(play):
    answer = play("wrong-method").ask_token()
    assert (answer.status, answer.json()["error"]) == (400, "unauthorized_client")


@pytest.mark.parametrize(
    ("grant_type", "error"),
    [("", "invalid_request"), ("password", "unsupported_grant_type")],
)
def test_only_client_credentials_are_served(healthy, grant_type, error):
    assert healthy.ask_token(grant_type=grant_type).json()["error"] == error


@pytest.mark.parametrize(
    ("scenario", "error"),
    [
        ("not-ticked-edit-invoices", "invalid_scope"),
        ("not-ticked-invalid-request", "invalid_request"),
    ],
)
def test_a_scope_that_is_not_ticked_refuses_the_whole(play, scenario, error):
    answer = play(scenario).ask_token()
    assert (answer.status, answer.json()["error"]) == (400, error)


def test_the_other_scopes_are_granted_alone(play):
    assert play("not-ticked-edit-invoices").ask_token("read:invoices").status == 200


def test_a_scope_that_is_not_ticked_may_be_dropped(play):
    scope = play("not-ticked-dropped").ask_token().json()["scope"]
    assert "edit:items" not in scope.split()
    assert "read:items" in scope.split()


def test_all_lists_what_is_ticked(play):
    scope = play("not-ticked-edit-invoices").ask_token("all").json()["scope"]
    assert set(scope.split()) == {
        "read:customers", "read:contracts", "edit:contracts", "read:items", "edit:items",
        "read:invoices",
    }  # fmt: skip


def test_only_all_ticked_refuses_named_scopes(play):
    caller = play("all-ticked")
    assert caller.ask_token("read:customers").status == 400
    assert caller.ask_token("all").json()["scope"] == "all"


def test_no_scope_asked_for_gives_a_token_that_opens_nothing(healthy):
    members = healthy.ask_token("").json()
    token = members["access_token"]
    assert "scope" not in members
    assert healthy.get("/api/Client", token).status in {401, 403}
    assert healthy.get("/api/Agent/me", token).status in {401, 403}


def test_scope_may_be_left_out_of_the_answer(play):
    assert "scope" not in play("healthy-scope-not-echoed").ask_token().json()


def test_id_and_refresh_token_may_be_left_out(play):
    members = play("healthy-no-id-token").ask_token().json()
    assert not {"id_token", "refresh_token"} & set(members)


@pytest.mark.parametrize("path", ["/api/token", "/token", "/identity/token"])
def test_a_wrong_base_is_404(healthy, path):
    assert healthy.ask_token(path=path).status == 404


def test_a_path_of_the_web_application_may_answer_200(play):
    answer = play("authorization-path-is-web-application").ask_token()
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_a_bare_host_has_its_endpoint_at_the_root(play):
    assert play("healthy-bare-host").ask_token(path="/token").status == 200


def test_paths_are_the_same_in_any_letter_case(healthy):
    assert healthy.ask_token(path="/AUTH/Token").status == 200


def test_the_tenants_letter_case_does_not_matter_unless_it_does(play):
    assert play("healthy-tenant-case").ask_token(tenant="NorthWind").status == 200
    assert play("tenant-case-matters").ask_token(tenant="NorthWind").status == 500


def test_a_token_keeps_its_scopes_when_permissions_change(play):
    caller = play("not-ticked-read-invoices")
    old = caller.token("read:customers read:contracts")
    caller = play("permission-just-ticked")
    assert caller.get("/api/Invoice", old).status == 403
    assert caller.get("/api/Invoice", caller.token()).status == 200


def test_too_many_calls_without_a_time_to_wait(play):
    answer = play("rate-limited").ask_token()
    assert answer.status == 429
    assert answer.body.startswith(b"Rate Limit Reached")
    assert "retry-after" not in answer.headers


def test_too_many_calls_with_a_time_to_wait(play):
    assert play("rate-limited-retry-after").ask_token().headers["retry-after"] == "1"


def test_an_answer_may_go_wrong_once_only(play):
    caller = play("healthy-rate-limited-once")
    assert [caller.ask_token().status for _ in range(3)] == [429, 200, 200]


def test_an_answer_may_go_wrong_from_the_second_on(play):
    caller = play("permissions-unknown")
    assert [caller.ask_token().status for _ in range(3)] == [400, 502, 502]


@pytest.mark.parametrize(
    ("scenario", "status"),
    [
        ("auth-down-bad-gateway", 502), ("auth-down-pool-down", 503),
        ("auth-down-gateway-timeout", 504), ("maintenance", 503), ("blocked", 403),
        ("challenge", 503), ("token-runtime-error", 500),
    ],
)  # fmt: skip
def test_pages_of_gateways_and_firewalls(play, scenario, status):
    answer = play(scenario).ask_token()
    assert answer.status == status
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_lead_to_another_host(play, status):
    caller = play(f"redirected-{status}")
    answer = caller.ask_token()
    assert answer.status == status
    port = caller.sandbox.port
    assert answer.headers["location"] == f"https://elsewhere.sandbox.test:{port}/api"


def test_every_known_scope_exists(healthy):
    assert len(KNOWN) == 44
    every = healthy.ask_token(" ".join(KNOWN), client_id="nobody").json()
    assert every["error"] == "invalid_client"


@pytest.mark.parametrize(("secret", "status"), [("{client_secret}", 200), ("wrong", 401)])
def test_id_and_secret_may_come_by_http_basic(healthy, secret, status):
    values = healthy.sandbox.values
    pair = f"{values['client_id']}:{secret.format(**values)}"
    form = {"grant_type": "client_credentials", "scope": SOME}
    answer = healthy.ask("POST", "/auth/token", form=form, basic=pair)
    assert answer.status == status
    assert healthy.sandbox.received.secret_was_sent == (status == 200)
