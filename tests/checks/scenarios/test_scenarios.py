"""Every way to fail, played over real sockets, is named with its code, verdict and root cause."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import Any

import pytest
from click.testing import Result
from playing import SLUG, PlayedRun, timeout_for
from published import misshapen

from halo_tui.sandbox.constants import CLIENT_SECRET
from halo_tui.sandbox.received import Received, SentCredential
from halo_tui.sandbox.scenarios import load_scenarios

SCENARIOS = load_scenarios()
pytestmark = pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1")
EVIDENCE = tomllib.loads((files("halo_tui.checks") / "evidence.toml").read_text("utf-8"))
STATUS = {"ready": 0, "not_ready": 1, "undecided": 3}
TOKEN = re.compile(r"eyJ[\w-]{10,}|[Bb]earer [\w.-]{8,}")
MOST_WAITS = 3
"""Steps of one run that may run out of time one after another."""
SLACK = 10.0
"""Seconds that a busy machine may take for everything else."""


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_is_named(name: str, played: Callable[[str], PlayedRun]) -> None:
    scenario, run = SCENARIOS[name], played(name)
    not_passed = sorted(code for code in run.codes if not code.endswith((".ok", ".skipped")))
    assert set(scenario.codes) <= run.codes, not_passed
    assert not set(scenario.forbidden) & run.codes
    assert run.end["verdict"] == scenario.verdict, not_passed
    assert run.end["root_cause"] == scenario.root_cause, not_passed
    assert run.status == STATUS[scenario.verdict]
    assert not scenario.cause or [one["cause"] for one in run.end["diagnosis"]] == [scenario.cause]
    assert_each_failure_is_a_cause_or_follows_from_one(run)
    assert not any(code.endswith((".unexpected", ".cancelled")) for code in run.codes), not_passed
    assert_story_holds(run)
    assert_trouble_is_explained(run.trouble)
    assert_evidence_has_names(run.checks)
    assert_nothing_leaked(run.output)
    assert_secret_went_where_it_may(run)
    assert run.end["requests"] <= 40
    assert run.end["ms"] / 1000 <= MOST_WAITS * timeout_for(scenario) + SLACK


def assert_evidence_has_names(checks: Iterable[dict[str, Any]]) -> None:
    """Every member of the evidence is in the table: with a name for readers, or for programs."""
    members = {member for event in checks for member in event["evidence"]}
    known = {*EVIDENCE["names"], *EVIDENCE["for_programs"]["names"]}
    assert members - known == set()


def assert_each_failure_is_a_cause_or_follows_from_one(run: PlayedRun) -> None:
    """One cause is one red line: whatever else failed names the cause that it follows from."""
    assert (run.end["causes"] or [None])[0] == run.end["root_cause"]
    assert run.end["causes"] == [one["code"] for one in run.end["diagnosis"]]
    places = {(one["check"], one["target"]) for one in run.end["diagnosis"]}
    follow = {tuple(pair) for one in run.end["diagnosis"] for pair in one["explains"]}
    failed = {(e["check"], e["target"]) for e in run.checks if e["status"] == "fail"}
    assert failed <= places | follow
    assert not places & follow


def assert_story_holds(run: PlayedRun) -> None:
    """The events have their public shape, and tell one story from the start to the end."""
    assert [(event["event"], misshapen(event)) for event in run.events if misshapen(event)] == []
    assert [event["event"] for event in run.events].count("run_started") == 1
    assert (run.start["event"], run.end["event"]) == ("run_started", "run_finished")
    finished = [(event["check"], event["target"]) for event in run.checks]
    assert len(finished) == len(set(finished))
    assert {check for check, _ in finished} == set(run.start["checks"])
    assert run.end["counts"] == Counter(event["status"] for event in run.checks)
    assert_skips_are_explained(run)


def assert_skips_are_explained(run: PlayedRun) -> None:
    """What did not run names a check of this run that did, and did not pass."""
    not_passed = {event["check"] for event in run.checks if event["status"] not in {"pass", "skip"}}
    for event in run.checks:
        assert (event["blocked_by"] is not None) == (event["status"] == "skip"), event["code"]
        assert event["blocked_by"] is None or event["blocked_by"] in not_passed, event["code"]


def assert_trouble_is_explained(trouble: Iterable[dict[str, Any]]) -> None:
    """Whatever did not pass says what it means, where it may come from, what to do, and where."""
    for event in trouble:
        code, summary = event["code"], event["summary"]
        assert all((event["means"], event["causes"], event["cure"], event["next_step"])), code
        assert event["step"] or event["field"], code
        assert len(summary) <= 78, (code, summary)
        assert not summary.endswith("…"), (code, summary)


def assert_nothing_leaked(output: str) -> None:
    """Neither a secret nor a token is in what was said."""
    assert CLIENT_SECRET not in output
    assert not TOKEN.search(output)


def assert_secret_went_where_it_may(run: PlayedRun) -> None:
    """The secret was sent in the body of a token request over good TLS only, and not in vain."""
    received = run.received
    assert not received.writes
    assert not any(request.secret_elsewhere for request in received)
    assert not any(connection.secret_in_clear for connection in received.connections)
    requests = received.to("token")
    assert not requests or "oauth.token.skipped" not in run.codes
    refused = [request for request in requests if request.status == 401]
    assert len(refused) <= 2
    assert len([request for request in refused if not is_probe(request)]) <= 1


def is_probe(request: Received) -> bool:
    """Whether a token request has both values made up, to see how Halo refuses them."""
    return (request.client_id, request.secret) == (SentCredential.WRONG, SentCredential.WRONG)


def test_healthy_has_no_word_of_warning(played: Callable[[str], PlayedRun]) -> None:
    others = {event["code"] for event in played("healthy-hosted").trouble}
    assert others == {"gradient.allow_list.unknowable"}


HANDFUL = (
    "healthy-hosted", "wrong-secret", "chain-incomplete", "not-ticked-edit-items",
    "token-unanswered", "hostile-error", "nothing-recurring", "no-trailing-slash",
)  # fmt: skip


@pytest.mark.parametrize("name", HANDFUL)
def test_scenario_is_told_in_plain_text(name: str, on: Callable[..., Result]) -> None:
    scenario, result = SCENARIOS[name], on(name, "check", SLUG)
    assert result.exit_code == STATUS[scenario.verdict]
    assert all(f"code: {code}" in result.stdout for code in scenario.codes if is_trouble(code))
    if scenario.root_cause:
        assert f"Root cause: {scenario.root_cause}" in result.stdout
    assert result.stdout.isprintable() or set("\n") == {
        c for c in result.stdout if not c.isprintable()
    }
    assert_nothing_leaked(result.output)


def is_trouble(code: str) -> bool:
    return not code.endswith(".ok")


@pytest.mark.parametrize("name", HANDFUL)
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_scenario_is_reported(name: str, form: str, on: Callable[..., Result]) -> None:
    scenario, result = SCENARIOS[name], on(name, "report", SLUG, "--format", form)
    assert result.exit_code == STATUS[scenario.verdict]
    assert all(code in result.stdout for code in scenario.codes if is_trouble(code))
    assert not {c for c in result.stdout if not c.isprintable()} - {"\n"}
    assert_nothing_leaked(result.output)


def test_report_as_json_holds_the_events(on: Callable[..., Result]) -> None:
    report = json.loads(on("wrong-secret", "report", SLUG, "--format", "json").stdout)
    assert report["root_cause"] == "oauth.token.wrong_secret"
    assert not [misshapen(event) for event in report["events"] if misshapen(event)]


@pytest.mark.parametrize("name", ["healthy-hosted", "healthy-on-premise"])
def test_a_pass_is_told_in_a_few_words(name: str, played: Callable[[str], PlayedRun]) -> None:
    passed = [event for event in played(name).checks if event["status"] == "pass"]
    assert [event["summary"] for event in passed if len(event["summary"]) > 34] == []
    assert [event["code"] for event in passed if not event["means"]] == []
