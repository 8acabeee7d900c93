"""`halo-tui report`: runs the checks, prints the report, and exits with the verdict's status."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from kept_runs import record
from profile_files import HEALTHY

from halo_tui.checks.events import RunFinished, RunStarted
from halo_tui.checks.verdicts import Verdict
from halo_tui.cli import main
from halo_tui.commands import report
from halo_tui.workspace.batch import ProfileEvent


def call(*arguments):
    return CliRunner().invoke(main, ["report", *arguments])


def ending(verdict):
    """A run that ends at once."""

    def follow(profiles, options, *, keep):
        for slug in profiles:
            yield ProfileEvent(slug, RunStarted(profile=slug, at="2026-11-23T20:23:45Z", checks=[]))
            ended = RunFinished(
                profile=slug, verdict=verdict, root_cause=None, counts={}, requests=0, ms=1
            )
            yield ProfileEvent(slug, ended)

    return follow


@pytest.mark.parametrize(
    ("verdict", "status"), [(Verdict.READY, 0), (Verdict.NOT_READY, 1), (Verdict.UNDECIDED, 3)]
)
def test_the_exit_status_tells_the_verdict(acme, monkeypatch, verdict, status):
    monkeypatch.setattr(report, "follow", ending(verdict))
    assert call(acme).exit_code == status


@pytest.mark.parametrize(
    ("format_", "begins"),
    [("text", "HaloPSA to"), ("markdown", "# HaloPSA to"), ("html", "<!DOCTYPE"), ("json", "{")],
)
def test_it_is_written_in_the_format_asked_for(acme, monkeypatch, format_, begins):
    monkeypatch.setattr(report, "follow", ending(Verdict.READY))
    assert call(acme, "--format", format_).stdout.startswith(begins)


def test_it_names_the_profile_as_a_person_does(acme, monkeypatch):
    monkeypatch.setattr(report, "follow", ending(Verdict.READY))
    assert "Acme production (acme)" in call(acme).stdout


def test_an_interrupt_prints_no_report(acme, monkeypatch):
    def follow(profiles, options, *, keep):
        yield next(ending(Verdict.READY)(profiles, options, keep=keep))
        raise KeyboardInterrupt

    monkeypatch.setattr(report, "follow", follow)
    result = call(acme)
    assert (result.exit_code, result.stdout) == (130, "")


def test_an_unknown_profile_is_bad_usage():
    assert call("nobody").exit_code == 2


def test_an_unknown_format_is_bad_usage(acme):
    assert call(acme, "--format", "pdf").exit_code == 2


@pytest.mark.parametrize(
    ("scenario", "status", "verdict"),
    [("healthy-hosted", 0, "ready"), ("wrong-secret", 1, "not_ready")],
)
def test_a_real_run_is_reported(play, scenario, status, verdict):
    play(scenario)
    result = call("sandbox", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["verdict"]) == (status, verdict)


@pytest.mark.parametrize(
    ("scenario", "several"), [("chain-incomplete", False), ("chain-incomplete-two", True)]
)
def test_several_missing_certificates_are_called_several(play, scenario, several):
    play(scenario)
    report = call("sandbox").stdout
    assert ("More than one certificate is missing" in report) is several
    assert report.count("-----BEGIN CERTIFICATE-----") == 1 + several


def test_a_report_of_a_refused_secret_does_not_hold_it(play):
    secret = play("wrong-secret").values["client_secret"]
    assert secret not in call("sandbox", "--format", "markdown").output


def test_an_encoding_without_the_characters_of_an_answer_is_no_obstacle(play):
    play("hostile-error")
    command = [sys.executable, "-m", "halo_tui", "report", "sandbox"]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    result = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (1, b"")


def test_a_file_is_written_once_in_the_format_of_its_name(acme, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "follow", ending(Verdict.READY))
    file = tmp_path / "acme.html"
    assert call(acme, "-o", str(file)).stdout == ""
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")
    result = call(acme, "-o", str(file))
    assert result.exit_code == 2 and str(file) in result.stderr and "--force" in result.stderr


def test_force_replaces_the_file_and_keeps_its_permissions(acme, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "follow", ending(Verdict.READY))
    file = tmp_path / "acme.md"
    file.write_text("yesterday's", "utf-8")
    file.chmod(0o644)
    assert call(acme, "-o", str(file), "--force").exit_code == 0
    assert file.read_text("utf-8").startswith("# HaloPSA to")
    assert file.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--last", "--run", "2"], "--run"),
        (["--last", "--timeout", "3"], "--timeout"),
        (["--run", "2", "--no-aia"], "--no-aia"),
        (["--force"], "--output"),
        (["-o", "acme.pdf"], ".pdf"),
    ],
)
def test_an_option_that_would_do_nothing_is_bad_usage(acme, options, named):
    result = call(acme, *options)
    assert result.exit_code == 2 and named in result.stderr


def test_a_kept_run_is_reported_without_another(acme):
    record(acme, "not_ready", "2026-11-21T12:31:00+00:00", 64, "agent.identity.disabled")
    result = call(acme, "--last")
    assert result.exit_code == 1 and "2026-11-21 12:31:00 UTC" in result.stdout
    assert call(acme, "--run", "2").exit_code == 2


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_all_connections_are_on_one_page_the_worst_first(acme, profile_file, format_):
    profile_file("beta", {**HEALTHY, "name": "Beta"})
    record("beta", "not_ready", "2026-11-21T12:31:00+00:00", 64, "agent.identity.disabled")
    told = call("--all", "--format", format_).stdout
    assert told.index("Beta") < told.index("Acme production")
    assert "64 days" in told and "not tested" in told.lower()


def test_what_was_not_tested_as_a_whole_is_not_called_ready(acme, profile_file):
    profile_file("beta", {**HEALTHY, "name": "Beta"})
    call("beta", "--only", "fields.tenant")
    profile_file("gamma", {**HEALTHY, "name": "Gamma"})
    record("gamma", "ready", "2026-11-21T12:31:00+00:00", 64)
    page = call("--all", "--format", "html").stdout
    assert "1 of 3 ready &#183; 2 not tested" in page and "banner undecided" in page
    assert "NOT TESTED  Beta" in call("--all").stdout


def test_the_json_for_one_reader_holds_the_findings_of_that_reader_alone(play):
    play("chain-incomplete")
    report = json.loads(call("sandbox", "--format", "json", "--for", "web_server").stdout)
    assert report["for"] == "web_server"
    assert [event["code"] for event in report["events"]] == ["tls.chain.incomplete"]


@pytest.fixture
def two_faults(play, profile_file):
    """A broken chain for the web server, a refused secret for the values, and a healthy one."""
    for scenario, slug in (("chain-incomplete", "beta"), ("wrong-secret", "gamma")):
        profile_file(slug, {**play(scenario).values, "name": slug.title()})
        call(slug)


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_all_for_one_reader_holds_what_that_one_does_and_no_other_connection(two_faults, format_):
    told = html.unescape(call("--all", "--for", "web_server", "--format", format_).stdout)
    assert "Beta" in told and "-----BEGIN CERTIFICATE-----" in told
    assert "Gamma" not in told and "tls.chain.incomplete" in told


def test_all_as_json_holds_every_connection_with_its_findings(two_faults):
    found = json.loads(call("--all", "--format", "json").stdout)
    by_slug = {each["slug"]: each for each in found["connections"]}
    assert {"beta", "gamma"} <= set(by_slug)
    first = by_slug["beta"]["findings"][0]
    assert (first["code"], first["who"]) == ("tls.chain.incomplete", "web_server")
    assert first["cure"]


def test_nobody_who_has_nothing_to_do_gets_a_connection(acme):
    assert "no connection needs them" in call("--all", "--for", "gradient").stdout


@pytest.mark.parametrize(
    ("verdict", "status"), [("ready", 0), ("not_ready", 1), ("undecided", 3), (None, 3)]
)
def test_the_exit_status_of_all_is_that_of_the_worst(acme, verdict, status):
    if verdict is not None:
        record(acme, verdict, "2026-11-21T12:31:00+00:00", 64)
    assert call("--all").exit_code == status


def test_a_file_that_cannot_be_used_changes_the_status_of_all(acme, profile_file):
    record(acme, "ready", "2026-11-21T12:31:00+00:00", 64)
    profile_file("broken", {}).write_text("name = ", "utf-8")
    assert call("--all").exit_code == 2


def test_one_name_or_all(acme):
    assert call().exit_code == call(acme, "--all").exit_code == 2
