"""From what a run has seen to the fewest causes that explain it."""

from __future__ import annotations

import random

import pytest

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.diagnosis.conclusions import Diagnosis, diagnose
from halo_tui.checks.events import CheckFinished, Conclusion
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status

API, AUTH = "https://halo.example/api", "https://halo.example/auth"
LISTS = ("customers", "contracts", "items", "invoices")


def result(code, ended=None, *, target=None, blocked_by=None, **evidence):
    check, _, reason = code.rpartition(".")
    if blocked_by:
        ended = Status.SKIP
    elif ended is None:
        ended = findings.finding(code).status
    return CheckFinished(
        check=check, target=target, status=ended, code=code, summary=f"{check} {reason}",
        evidence=evidence, blocked_by=blocked_by,
    )  # fmt: skip


def reads(reason, **evidence):
    return [result(f"access.{name}.{reason}", **evidence) for name in LISTS]


def causes(*results):
    return [one.cause for one in diagnose(results).conclusions]


def test_nothing_that_failed_has_no_cause():
    assert diagnose([result("oauth.token.ok")]) == Diagnosis()


def test_a_failure_that_nothing_explains_is_its_own_cause():
    assert causes(result("oauth.token.wrong_secret")) == ["oauth.token.wrong_secret"]


def test_the_checks_that_did_not_run_follow_from_what_kept_them():
    refused = result("oauth.token.wrong_secret")
    skipped = result("agent.identity.skipped", blocked_by="oauth.token")
    assert diagnose([refused, skipped]).explained == {
        ("agent.identity", None): "oauth.token.wrong_secret"
    }


def test_no_answer_is_no_refusal():
    limited = result("access.items.rate_limited", status=429)
    others = reads("unauthorized", status=401)
    own = result("agent.identity.forbidden", status=401)
    seen = [*(r for r in others if r.check != "access.items"), limited, own]
    assert "token_not_accepted" not in causes(*seen)


def test_the_agents_own_record_rules_a_fault_of_the_token_out():
    own = result("agent.identity.ok", status=200, source="Agent/me")
    assert "token_not_accepted" not in causes(*reads("unauthorized", status=401), own)


def test_levels_rule_out_something_common_to_all_lists():
    own = result("agent.identity.ok", status=200)
    low = [result(f"role.{name}.too_low", label=name) for name in LISTS]
    assert causes(own, *reads("forbidden", status=403), *low) == ["several_levels_too_low"]


def test_what_else_fits_is_named_beside_the_cause():
    own = result("agent.identity.forbidden", status=401)
    refused = reads("unauthorized", status=401, bearer_error="", request=f"GET {API}/Client")
    one = diagnose([own, *refused]).conclusions[0]
    assert one.cause == "header_removed"
    assert any("accepted nowhere" in text for text in one.otherwise)
    assert one.next_step


@pytest.mark.parametrize(
    ("chain", "name", "cause"),
    [
        ("self_signed", "default.example", "another_device_answers"),
        ("ok", "securelogin.example", "captive_portal"),
        ("ok", "other.example", "tls.certificate.wrong_host"),
    ],
    ids=["that nobody trusts: another device", "of a hot spot: this network", "trusted: its own"],
)
def test_the_cause_of_a_certificate_for_another_name(chain: str, name: str, cause: str) -> None:
    found = causes(
        result(f"tls.chain.{chain}", target=API, valid_for=name, names=[name]),
        result("tls.certificate.wrong_host", target=API, valid_for=name, names=[name]),
    )
    assert found == [cause]


def test_plain_http_that_leads_to_a_log_in_is_this_network():
    answer = "HTTP/1.1 302 Found Location: http://login.hotel.example/ Content-Length: 0"
    assert causes(result("tls.handshake.not_tls", target=API, answer=answer)) == [
        "captive_portal_http"
    ]


def test_two_faults_that_have_nothing_to_do_with_each_other_are_two_causes():
    found = causes(
        result("fields.authorization_server.no_trailing_slash"),
        result("role.items.too_low", label="Items"),
    )
    assert found == ["fields.authorization_server.no_trailing_slash", "role.items.too_low"]


def test_a_private_address_keeps_the_verdict_open():
    assert causes(result("network.dns.private_address", target=API)) == [
        "network.dns.private_address"
    ]


def test_codes_of_another_version_name_themselves():
    strange = result("coffee.hot.too_cold", Status.FAIL)
    results = Results.of([strange])
    assert results.causes == [strange]


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_the_results_does_not_matter(seed):
    seen = [
        *reads("unauthorized", status=401),
        result("agent.identity.forbidden", status=401),
        result("oauth.token.ok", request=f"POST {AUTH}/token"),
        result("network.clock.skewed"),
    ]
    expected = diagnose(seen)
    random.Random(seed).shuffle(seen)
    shuffled = diagnose(seen)
    assert [one.cause for one in shuffled.conclusions] == [
        one.cause for one in expected.conclusions
    ]
    assert shuffled.explained == expected.explained


def test_what_follows_from_a_cause_advises_nothing_of_its_own():
    own = result("agent.identity.forbidden", status=401)
    seen = [*reads("unauthorized", status=401), own]
    found = diagnose(seen)
    following = found.applied_to(seen[1])
    assert following.explained_by == "access.customers.unauthorized"
    assert following.cure == [f"Fix the cause first: {found.conclusions[0].name}"]


def test_a_diagnosis_that_was_kept_is_read_as_it_was():
    conclusion = Conclusion(
        cause="old", code="oauth.token.refused", check="oauth.token", target=None, name="Old",
        explains=[["agent.identity", None]],
    )  # fmt: skip
    assert Diagnosis.recorded([conclusion]).explained == {
        ("agent.identity", None): "oauth.token.refused"
    }
