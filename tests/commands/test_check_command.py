"""`halo-tui check` and the bare command, as scripts and people call them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from halo_tui.checks.plan import IDS
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.cli import main
from halo_tui.commands.statuses import status_of
from halo_tui.workspace import last_run

MEMBERS = {
    "run_started": {"event", "schema", "profile", "at", "checks"},
    "check_started": {"event", "check", "target"},
    "check_finished": {
        "event", "check", "target", "status", "code", "summary", "cure", "step", "field", "ms",
        "evidence", "blocked_by",
    },
    "run_finished": {
        "event", "profile", "verdict", "root_cause", "counts", "requests", "ms",
    },
}  # fmt: skip
"""What the public interface promises of each event; more may come."""


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], prog_name="halo-tui")


def events_of(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "halo_tui", *arguments], text=True, capture_output=True,
        timeout=60, check=False, **options,
    )  # fmt: skip


# Exit status -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "status", "words"),
    [
        ("healthy-hosted", 0, "READY: every essential check passed"),
        ("wrong-secret", 1, "NOT READY: Halo knows the Client ID, but refuses the Client Secret"),
        ("maintenance", 3, "UNDECIDED: The server says that it is not available now"),
    ],
)
def test_status_and_verdict(
    scenario: str, status: int, words: str, play: Callable[..., object]
) -> None:
    play(scenario)
    result = check("sandbox")
    assert (result.exit_code, words in result.stdout) == (status, True), result.output


def test_no_such_profile() -> None:
    result = check("nowhere")
    assert result.exit_code == 2 and "nowhere" in result.stderr


def test_no_name_says_how_to_give_one(acme: str) -> None:
    result = check()
    assert result.exit_code == 2 and "--all" in result.stderr


def test_names_and_all_exclude_each_other(acme: str) -> None:
    assert check(acme, "--all").exit_code == 2


def test_all_without_profiles_says_how_to_make_one() -> None:
    result = check("--all")
    assert result.exit_code == 2 and "profiles add" in result.stderr


def test_unknown_check_names_those_there_are(acme: str) -> None:
    result = check(acme, "--only", "tls.nothing")
    assert result.exit_code == 2
    assert "tls.nothing" in result.stderr and "tls.chain" in result.stderr


def test_unusable_setting(acme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALO_TUI_TIMEOUT", "soon")
    result = check(acme)
    assert result.exit_code == 2 and "soon" not in result.stdout


def test_broken_file_stops_a_named_check(
    profile_file: Callable[[str, dict[str, object]], Path],
) -> None:
    profile_file("broken", {}).write_text("name = ", "utf-8")
    result = check("broken")
    assert result.exit_code == 2 and "Traceback" not in result.output


def test_broken_file_among_all_lets_the_others_run(
    acme: str, profile_file: Callable[[str, dict[str, object]], Path]
) -> None:
    profile_file("broken", {}).write_text("name = ", "utf-8")
    result = check("--all", "--only", "fields.client_id")
    assert result.exit_code == 2
    assert "acme: " in result.stdout and "broken" in result.stderr


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ([Verdict.READY, Verdict.READY], 0),
        ([Verdict.READY, Verdict.UNDECIDED], 3),
        ([Verdict.UNDECIDED, Verdict.NOT_READY, Verdict.READY], 1),
    ],
)
def test_worst_of_several_decides(verdicts: list[Verdict], status: int) -> None:
    assert status_of(verdicts) == status


def test_name_given_twice_is_checked_once(acme: str) -> None:
    result = check(acme, acme, "--only", "fields.tenant", "--json")
    assert [event["event"] for event in events_of(result)].count("run_started") == 1


# Events ------------------------------------------------------------------------------------


def test_json_is_the_event_stream_of_the_interface(play: Callable[..., object]) -> None:
    play("wrong-secret")
    events = events_of(check("sandbox", "--json"))
    assert events[0]["event"] == "run_started" and events[-1]["event"] == "run_finished"
    for event in events:
        assert set(event) >= MEMBERS[event["event"]]
    finished = [event for event in events if event["event"] == "check_finished"]
    assert {event["status"] for event in finished} <= {str(status) for status in Status}
    assert {event["check"] for event in finished} == set(IDS) == set(events[0]["checks"])
    assert all(event["code"].startswith(f"{event['check']}.") for event in finished)
    assert events[0]["schema"] == 1 and events[0]["at"].endswith("Z")
    assert events[-1]["root_cause"] == "oauth.token.wrong_secret"
    assert sum(events[-1]["counts"].values()) == len(finished)


def test_skipped_checks_name_what_has_to_pass_first(play: Callable[..., object]) -> None:
    play("wrong-secret")
    events = events_of(check("sandbox", "--json"))
    skipped = [event for event in events if event.get("status") == "skip"]
    assert skipped and all(event["blocked_by"] in IDS for event in skipped)


def test_json_is_ascii_one_object_a_line(acme: str) -> None:
    result = check(acme, "--only", "fields.client_id", "--json")
    assert result.stdout.isascii()
    assert all(isinstance(event, dict) for event in events_of(result))


def test_only_runs_a_check_and_what_it_needs(play: Callable[..., object]) -> None:
    play()
    started = events_of(check("sandbox", "--only", "tls.chain", "--json"))[0]
    assert started["checks"] == ["network.dns", "network.tcp", "tls.handshake", "tls.chain"]


def test_text_names_code_and_numbered_cure(play: Callable[..., object]) -> None:
    play("wrong-secret")
    told = check("sandbox").stdout
    assert "FAIL     oauth.token" in told and "code: oauth.token.wrong_secret" in told
    assert "\n           1. " in told


def test_run_is_kept_in_the_history(play: Callable[..., object]) -> None:
    play()
    check("sandbox")
    kept = last_run.latest("sandbox")
    assert kept is not None and kept.verdict is Verdict.READY


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_secret_is_nowhere(
    arguments: tuple[str, ...], play: Callable[..., Any], home: Path
) -> None:
    sandbox = play("wrong-secret")
    secret = sandbox.values["client_secret"]
    result = check("sandbox", *arguments)
    assert secret not in result.output
    kept = [path.read_text("utf-8") for path in (home / "state").rglob("*") if path.is_file()]
    assert kept and not any(secret in text for text in kept)


# As a process ------------------------------------------------------------------------------


def test_interrupt_stops_the_run(play: Callable[..., object]) -> None:
    play("reads-unanswered")
    with subprocess.Popen(
        [sys.executable, "-m", "halo_tui", "check", "sandbox", "--json"], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        while '"access.items"' not in running.stdout.readline():
            pass
        time.sleep(0.2)
        began = time.monotonic()
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=10)
    assert (running.returncode, "Traceback" in told) == (130, False), told
    assert time.monotonic() - began < 6
    assert last_run.latest("sandbox") is None


def test_lines_come_as_they_happen(play: Callable[..., object]) -> None:
    play("reads-unanswered")
    with subprocess.Popen(
        [sys.executable, "-m", "halo_tui", "check", "sandbox", "--json"], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        first = running.stdout.readline()
        assert running.poll() is None
        running.kill()
    assert json.loads(first)["event"] == "run_started"


def test_bare_command_without_a_terminal_says_what_to_use_instead() -> None:
    ended = process(stdin=subprocess.DEVNULL)
    assert ended.returncode == 2
    assert "ssh -t" in ended.stderr and "halo-tui check" in ended.stderr and not ended.stdout


def test_profile_goes_without_a_command(acme: str) -> None:
    result = CliRunner().invoke(main, ["--profile", acme, "check", acme])
    assert result.exit_code == 2


HEAVY = {"textual", "rich", "httpx", "starlette", "uvicorn"}


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (("--version",), HEAVY | {"click", "pathlib", "re", "json", "halo_tui.cli"}),
        (("--help",), HEAVY | {"click", "pathlib", "re", "json", "halo_tui.cli"}),
        (("profiles", "list"), HEAVY | {"pydantic", "cryptography", "halo_tui.checks.diagnosis"}),
        (("check", "--help"), HEAVY | {"pydantic"}),
        (("check", "nowhere"), HEAVY),
    ],
)
def test_commands_import_what_they_need(arguments: tuple[str, ...], absent: set[str]) -> None:
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: sys.stderr.write('|'.join(sys.modules)))\n"
        f"sys.argv = ['halo-tui', *{arguments!r}]\n"
        "from halo_tui.__main__ import main\n"
        "main()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], text=True, capture_output=True, timeout=60, check=False
    )
    loaded = set(ended.stderr.split("|"))
    assert "halo_tui" in loaded and not absent & loaded


def test_version_and_help() -> None:
    assert process("--version").stdout.startswith("halo-tui ")
    told = process("--help").stdout
    assert "halo-tui demo" in told and "check" in told
