"""What a run claims: no more than it has seen, and nothing where it has seen a part only."""

from __future__ import annotations

import re

import pytest
from cases import for_each

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.diagnosis.causes import all_causes
from halo_tui.checks.headline import headline
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Verdict

FINDINGS = findings.all_findings()


def texts():
    for code, found in FINDINGS.items():
        yield code, [found.title, found.means, found.next_step, *(one.text for one in found.cure)]
    for name, cause in all_causes().items():
        yield name, [cause.name, cause.means, cause.decides, *cause.cure]


WORDS = dict(texts())


@for_each(WORDS)
def test_no_sentence_promises_what_gradient_will_do(name):
    joined = " ".join(WORDS[name])
    assert not re.search(r"Gradient will (be able|connect|find)", joined)


@for_each(WORDS)
def test_no_sentence_names_a_limit_of_calls_of_its_own(name):
    assert not re.search(r"\b(300|450|500) (in|calls|requests)", " ".join(WORDS[name]))


@for_each(WORDS)
def test_no_sentence_names_keys_or_screens_of_the_application(name):
    joined = " ".join(WORDS[name])
    assert not re.search(
        r"\bF\d\b|Credentials screen|Hand-over screen|Test screen|screen here", joined
    )


def test_a_part_of_the_checks_claims_nothing(ran):
    result = ran("wrong-secret", only=("network.dns",))
    assert (result.end.verdict, result.end.root_cause) == (Verdict.PARTIAL, None)
    assert not result.end.complete
    said = headline(Results.of(result.events))
    assert said.startswith("PARTIAL: 1 of ")
    assert "ready" not in said.lower()


def test_a_part_that_fails_says_so(ran):
    result = ran("wrong-secret", only=("oauth.token",))
    assert result.end.verdict == Verdict.NOT_READY


def test_ready_says_from_where(ran):
    result = ran()
    assert result.end.complete
    assert headline(Results.of(result.events)) == (
        "READY: every essential check passed, seen from this computer."
    )


def test_ready_does_not_hide_a_warning(ran):
    said = headline(Results.of(ran("nothing-recurring").events))
    assert said.startswith("READY") and "Gradient would stay Pending" in said


def test_a_private_address_is_never_ready(ran):
    result = ran("private-address")
    assert result.end.verdict == Verdict.UNDECIDED
    assert "not known" in headline(Results.of(result.events))


def test_the_servers_own_limit_is_the_one_that_is_named(ran):
    limited = ran("rate-limited-in-own-words").of("oauth.token")
    assert "450" in limited.means
    assert "300" not in limited.means


def test_an_internal_address_is_never_offered(ran):
    differs = ran("internal-address-named").of("halo.authinfo")
    offers = [differs.next_step, *differs.cure]
    assert not any("corp.local" in text for text in offers)


@pytest.mark.parametrize("scenario", ["login-in-front", "slash-added", "redirected-to-http"])
def test_an_address_that_leads_nowhere_good_is_never_offered(ran, scenario):
    result = ran(scenario)
    for one in result.end.diagnosis:
        assert one.field is None
        assert not any(text.startswith("In the profile, enter") for text in one.cure)
    settled = Results.of(result.events).finished.values()
    assert not any("enter http" in text for one in settled for text in one.cure)


@pytest.mark.parametrize(
    ("version", "release"),
    [("2-208-40", "stable"), ("2-252-0", "beta"), ("2-240-7", "not in our list")],
)
def test_a_version_is_told_by_dated_releases(ran, version, release):
    known = ran(f"version-{version}").of("halo.instance")
    assert known.evidence["release"] == release
    assert release in known.means


def test_a_redirect_never_carries_the_secret(ran):
    result = ran("login-in-front")
    assert {request.place for request in result.sandbox.received} <= {
        "token", "instance", "authinfo",
    }  # fmt: skip


def test_one_use_of_the_real_secret_is_refused_and_the_rest_is_made_up(ran):
    result = ran("everybody-refused")
    real = [r for r in result.sandbox.received.to("token") if r.client_id == "right"]
    assert len(real) <= 1
    assert result.end.requests <= 12
