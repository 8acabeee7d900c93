"""The token check over real sockets: what it asks, what it never asks, whom it blames."""

from __future__ import annotations

import json

import pytest

from halo_tui.checks.verdicts import Status
from halo_tui.halo.scopes import REQUIRED

TOKEN = ("oauth.token",)


def is_printable(value):
    if isinstance(value, dict):
        return all(is_printable(part) for part in value.values())
    if isinstance(value, list):
        return all(is_printable(part) for part in value)
    return not isinstance(value, str) or all(char.isprintable() for char in value)


def token_requests(result):
    return result.sandbox.received.to("token")


def test_one_request_asks_for_the_seven_and_one_for_all(ran):
    result = ran()
    asked = [set(request.scopes) for request in token_requests(result)]
    assert asked == [set(REQUIRED), {"all"}]


@pytest.mark.parametrize(
    ("scenario", "reason"),
    [
        ("wrong-secret", "wrong_secret"),
        ("wrong-secret-not-told-same", "invalid_client"),
        ("wrong-secret-not-told-none", "invalid_client"),
        ("unknown-id", "unknown_client"),
        ("id-or-secret-same", "invalid_client"),
        ("application-inactive", "unknown_client"),
    ],
)
def test_refused_credentials_are_sent_once_and_a_made_up_pair_once(ran, scenario, reason):
    result = ran(scenario)
    requests = token_requests(result)
    assert result.of("oauth.token").code == f"oauth.token.{reason}"
    assert len(requests) == 2
    assert requests[1].client_id == requests[1].secret == "wrong"


def test_a_wrong_secret_behind_an_unknown_scope_is_still_refused_only_once(ran):
    values = {"client_secret": "11111111-1111-4111-8111-111111111111-" + "2" * 36}
    result = ran("old-version-lacks-permission", **values)
    refused = [request for request in token_requests(result) if request.status == 401]
    assert result.of("oauth.token").code == "oauth.token.wrong_secret"
    assert [(r.secret, r.client_id, r.scopes) for r in refused] == [
        ("wrong", "right", ("all",)),
        ("wrong", "wrong", ("all",)),
    ]


def test_every_permission_is_asked_for_alone_when_the_seven_are_refused(ran):
    result = ran("only-reading-ticked")
    alone = [request.scopes for request in token_requests(result) if len(request.scopes) == 1]
    assert sorted(alone) == sorted([("all",), *((scope,) for scope in REQUIRED)])


def test_each_permission_is_asked_for_once_also_where_nothing_is_answered(ran):
    result = ran("permissions-unknown")
    alone = [request.scopes for request in token_requests(result) if len(request.scopes) == 1]
    reasons = {result.of(f"oauth.scope.{scope}").code.rpartition(".")[2] for scope in REQUIRED}
    assert alone == [("all",), *((scope,) for scope in REQUIRED)]
    assert reasons == {"not_reported"}


def test_what_is_ticked_is_still_read_when_the_seven_are_refused(ran):
    result = ran("only-reading-ticked")
    assert result.code("access.customers") == "access.customers.ok"
    assert result.code("access.invoices") == "access.invoices.ok"


def test_what_is_not_ticked_keeps_its_read_from_running(ran):
    result = ran("nothing-ticked")
    assert result.code("access.items") == "blocked by oauth.scope.read:items"


def test_each_missing_permission_is_named(ran):
    result = ran("only-reading-ticked")
    missing = [r.check for r in result.finished if r.code.endswith("not_granted")]
    assert missing == [f"oauth.scope.{scope}" for scope in REQUIRED if scope.startswith("edit")]


def test_permissions_of_a_token_that_lists_none_count_as_granted_as_asked(ran):
    result = ran("healthy-scope-not-echoed")
    assert result.of("oauth.token").evidence["listed"] is None
    assert result.of("oauth.scope.edit:items").status is Status.PASS


@pytest.mark.parametrize("scenario", ["all-ticked", "all-ticked-among-others"])
def test_all_is_the_root_of_the_refused_permissions(ran, scenario):
    result = ran(scenario)
    assert result.end.root_cause == "oauth.all_permissions.ticked"
    assert result.of("oauth.token").evidence["all_ticked"] is True


def test_the_cause_that_the_evidence_speaks_for_comes_first(ran):
    first = ran("all-ticked").of("oauth.token").causes[0]
    assert first.fits is True
    assert "All" in first.text


def test_an_address_of_another_instance_is_the_first_suspect_of_refused_credentials(ran):
    result = ran("unknown-id", only=TOKEN, tenant="Northwind")
    assert result.of("oauth.token").evidence["another_instance"] is False


@pytest.mark.parametrize(
    ("scenario", "works_otherwise"),
    [("tenant-misspelt", None), ("another-instance", None), ("tenant-case-matters", True)],
)
def test_halos_own_word_tells_the_right_tenant(ran, scenario, works_otherwise):
    result = ran(scenario)
    token = result.of("oauth.token")
    assert token.code == "oauth.token.wrong_tenant"
    assert token.evidence["halo_tenant"] in {"northwind", "southgate"}
    assert token.evidence.get("works_otherwise") is works_otherwise


def test_a_fault_of_the_server_is_not_blamed_on_a_right_tenant(ran):
    assert ran("token-runtime-error").of("oauth.token").code == "oauth.token.server_error"


def test_a_server_that_is_down_alone_is_told_from_an_upgrade_of_all(ran):
    alone = ran("auth-down-pool-down").of("oauth.token")
    everything = ran("maintenance").of("oauth.token")
    assert (alone.code, alone.causes[0].fits) == ("oauth.token.server_error", True)
    assert everything.code == "oauth.token.maintenance"


def test_a_redirect_is_shown_and_the_secret_stays_at_home(ran):
    result = ran("token-redirected")
    evidence = result.of("oauth.token").evidence
    assert evidence["address"].startswith("https://elsewhere.sandbox.test:")
    assert evidence["address"].endswith("/auth/")
    hosts = {request.host.partition(":")[0] for request in token_requests(result)}
    assert hosts == {"localhost"}


def test_where_nothing_issues_tokens_halos_own_address_is_offered(ran):
    evidence = ran("authorization-is-bare-host").of("oauth.token").evidence
    assert evidence["address_differs"] is True
    assert evidence["halo_address"].endswith("/")


def test_the_wait_that_a_server_asks_for_is_kept_and_the_token_had(ran):
    result = ran("healthy-rate-limited-once")
    assert result.code("oauth.token") == "oauth.token.ok"
    assert result.seconds >= 1.0


def test_a_wait_that_outlasts_the_run_is_reported_and_not_kept(ran):
    result = ran("rate-limited-retry-after", only=TOKEN, seconds=0.5)
    token = result.of("oauth.token")
    assert token.code == "oauth.token.rate_limited"
    assert token.evidence["retry_after"] > 0


@pytest.mark.parametrize(
    "scenario", ["wrong-secret", "token-half-json", "hostile-error", "blocked", "token-flood"]
)
def test_no_event_holds_a_secret_a_token_or_a_control_character(ran, scenario):
    result = ran(scenario)
    secret = result.sandbox.values["client_secret"]
    lines = "\n".join(event.as_json() for event in result.events)
    assert secret not in lines
    assert "cut-off-in-the-mid" not in lines
    assert all(is_printable(json.loads(event.as_json())) for event in result.events)


@pytest.mark.parametrize(
    "scenario",
    ["token-unanswered", "token-cut-reset", "maintenance", "auth-down-bad-gateway", "rate-limited"],
)
def test_a_fault_that_is_not_yours_leaves_the_verdict_open(ran, scenario):
    result = ran(scenario, seconds=1.0)
    assert result.of("oauth.token").status is Status.UNKNOWN
    assert result.end.verdict == "undecided"


def test_nothing_is_ever_written_to_halo(ran):
    assert ran().sandbox.received.writes == []


def test_the_secret_is_sent_to_nobody_in_any_other_place_than_the_form(ran):
    assert not any(request.secret_elsewhere for request in ran().sandbox.received)


def test_without_a_trusted_certificate_nothing_is_sent(ran):
    result = ran(only=TOKEN, ca_file=None)
    assert not list(result.sandbox.received)
    assert result.of("oauth.token").status is Status.SKIP
