"""`halo-tui check` for many profiles, again and again, for other programs, and with no profile."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from profile_files import HEALTHY

from halo_tui.checks.events import CheckFinished, RunFinished, RunStarted
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.cli import main
from halo_tui.commands import check as module
from halo_tui.commands.check import in_turn
from halo_tui.workspace.batch import ProfileEvent, Progress, Stage

Write = Callable[[str, dict[str, object]], Path]


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], prog_name="halo-tui")


def events(slug: str, verdict: Verdict, *failing: str) -> list[Any]:
    started = RunStarted(profile=slug, at="2026-11-23T20:23:45Z", checks=["fields.tenant"])
    results = [
        CheckFinished(
            check=name, target=None, status=Status.FAIL if name in failing else Status.PASS,
            code=f"{name}.missing" if name in failing else f"{name}.ok", summary=f"About {name}",
        )
        for name in ("fields.tenant", "fields.client_id")
    ]  # fmt: skip
    ended = RunFinished(profile=slug, verdict=verdict, root_cause=None, counts={}, requests=0, ms=1)
    return [started, *results, ended]


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[list[list[Any]]]:
    """What the next rounds bring: for each the events of each profile."""
    coming: list[list[list[Any]]] = []

    def follow(profiles: object, options: object, **_: object) -> Any:
        for told in coming.pop(0):
            slug = told[0].profile
            yield from (ProfileEvent(slug, event) for event in told)
            yield Progress(slug, Stage.DONE)

    monkeypatch.setattr(module, "follow", follow)
    return coming


# Many ----------------------------------------------------------------------------------------


def test_a_table_has_a_line_for_each_profile(acme: str, profile_file: Write, rounds: Any) -> None:
    profile_file("beta", HEALTHY)
    rounds.append(
        [events("acme", Verdict.READY), events("beta", Verdict.NOT_READY, "fields.tenant")]
    )
    result = check("--all", "--quiet")
    assert result.exit_code == 1
    rows = [line.split()[:3] for line in result.stdout.splitlines() if line]
    assert rows == [
        ["profile", "verdict", "certificate"],
        ["acme", "ready"],
        ["beta", "not", "ready"],
    ]


@pytest.mark.parametrize("which", [["--all"], ["acme", "broken"]])
def test_a_broken_file_is_an_event_and_hides_no_other_verdict(
    acme: str, profile_file: Write, rounds: Any, which: list[str]
) -> None:
    profile_file("broken", {}).write_text("name = ", "utf-8")
    rounds += [
        [events("acme", Verdict.NOT_READY, "fields.tenant")],
        [events("acme", Verdict.READY)],
    ]
    result = check(*which, "--json")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert (told[0]["event"], told[0]["profile"]) == ("profile_unusable", "broken")
    assert told[-1]["verdict"] == "not_ready" and result.exit_code == 1
    assert check(*which, "--json").exit_code == 2


def test_what_happens_side_by_side_is_told_one_after_another() -> None:
    first, second = events("a", Verdict.READY), events("b", Verdict.READY)
    mixed = [
        ProfileEvent("b", second[0]), ProfileEvent("a", first[0]), ProfileEvent("b", second[1]),
        Progress("b", Stage.DONE), ProfileEvent("a", first[1]), Progress("a", Stage.DONE),
    ]  # fmt: skip
    told = [item.slug for item in in_turn(mixed, ["a", "b"])]
    assert told == ["a", "a", "a", "b", "b", "b"]


def test_profiles_run_side_by_side(play: Callable[..., Any], profile_file: Write) -> None:
    values = dict(play("reads-unanswered", latency=0.0).values)
    for slug in ("b", "c"):
        profile_file(slug, {**values, "resource_server": values["resource_server"]})
    began = time.monotonic()
    check("sandbox", "b", "--timeout", "1", "--quiet")
    both = time.monotonic() - began
    began = time.monotonic()
    check("c", "--timeout", "1", "--quiet")
    assert both < 2 * (time.monotonic() - began)


# Again -----------------------------------------------------------------------------------------


def test_it_runs_until_all_are_ready_and_tells_only_what_changes(
    acme: str, rounds: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    bad, good = events("acme", Verdict.NOT_READY, "fields.tenant"), events("acme", Verdict.READY)
    rounds += [[bad], [bad], [good]]
    result = check(acme, "--until-ready", "--every", "5m")
    assert (result.exit_code, waits) == (0, [300.0, 300.0])
    assert result.stdout.count("About fields.client_id") == 1
    assert result.stdout.count("  FAIL") == 1 and result.stdout.count("acme: READY") == 1


def test_it_gives_up_in_time(acme: str, rounds: Any) -> None:
    rounds.append([events("acme", Verdict.NOT_READY, "fields.tenant")])
    assert check(acme, "--until-ready", "--for", "1s", "--every", "2s").exit_code == 1


@pytest.mark.parametrize("time_", ["soon", "0s", "9w", "-5m", "nan"])
def test_what_is_no_time_is_bad_usage(acme: str, time_: str) -> None:
    assert check(acme, "--every", time_).exit_code == 2


@pytest.mark.parametrize(
    ("options", "named"), [(["--for", "5m"], "--until-ready"), (["-q", "-v"], "--quiet")]
)
def test_an_option_that_would_do_nothing_is_bad_usage(
    acme: str, options: list[str], named: str
) -> None:
    result = check(acme, *options)
    assert result.exit_code == 2 and named in result.stderr


def test_quiet_json_has_the_ends_of_runs_alone(acme: str, rounds: Any) -> None:
    rounds.append([events("acme", Verdict.NOT_READY, "fields.tenant")])
    [line] = check(acme, "--json", "--quiet").stdout.splitlines()
    assert json.loads(line)["event"] == "run_finished"


def test_of_changes_alone_a_broken_file_is_said_once(
    acme: str, profile_file: Write, rounds: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep(_: float) -> None:
        if not rounds:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep)
    profile_file("broken", {}).write_text("name = ", "utf-8")
    rounds += [[events("acme", Verdict.READY)]] * 3
    assert check("--all", "--every", "5m").stderr.count("it is not TOML") == 1


def test_changed_leaves_out_what_is_as_it_was(acme: str, play: Callable[..., Any]) -> None:
    play("wrong-secret")
    first = check("sandbox", "--changed")
    again = check("sandbox", "--changed")
    assert "oauth.token" in first.stdout
    assert (again.stdout, again.exit_code) == ("", 1)


# For other programs ------------------------------------------------------------------------------


def test_junit_has_a_suite_for_each_profile(
    acme: str, profile_file: Write, rounds: Any, tmp_path: Path
) -> None:
    profile_file("broken", {}).write_text("name = ", "utf-8")
    rounds.append([events("acme", Verdict.NOT_READY, "fields.tenant")])
    check("--all", "--junit", str(tmp_path / "halo.xml"))
    suites = {suite.get("name"): suite for suite in ET.parse(tmp_path / "halo.xml").getroot()}
    assert suites["acme"].get("failures") == "1" and suites["broken"].get("errors") == "1"
    assert suites["acme"].find("testcase/failure") is not None


def test_prometheus_reads_the_metrics(acme: str, rounds: Any, tmp_path: Path) -> None:
    file = tmp_path / "halo.prom"
    rounds += [[events("acme", Verdict.NOT_READY)], [events("acme", Verdict.READY)]]
    check(acme, "--prometheus", str(file))
    assert 'halo_tui_ready{profile="acme"} 0\n' in file.read_text("utf-8")
    check(acme, "--prometheus", str(file))
    assert 'halo_tui_ready{profile="acme"} 1\n' in file.read_text("utf-8")
    assert file.stat().st_mode & 0o777 == 0o644 and list(tmp_path.glob(".*")) == []


def test_a_file_that_cannot_be_written_is_said(acme: str, rounds: Any, tmp_path: Path) -> None:
    rounds.append([events("acme", Verdict.READY)])
    result = check(acme, "--junit", str(tmp_path / "nowhere" / "halo.xml"))
    assert result.exit_code == 2 and "its folder does not exist" in result.stderr


# With no profile ---------------------------------------------------------------------------


def test_values_of_the_environment_are_checked_and_not_kept(
    play: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    for key, value in play().values.items():
        monkeypatch.setenv(f"HALO_{key.upper()}", value)
    result = check("--env")
    assert result.exit_code == 0 and "environment: READY" in result.stdout
    assert not (home / "state" / "history").exists()
