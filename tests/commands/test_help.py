"""Help, completion and the manual page: every command is there, with examples, nothing is cut."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result

from halo_tui import COMPLETION_VARIABLE
from halo_tui.cli import main
from halo_tui.commands.output import STATUSES
from halo_tui.help_text import HELP


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="halo-tui")


def paths(group: click.Group = main, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from paths(command, (*before, name))


@pytest.mark.parametrize("path", [(), *paths()], ids=" ".join)
def test_every_help_has_examples_and_is_not_cut(path: tuple[str, ...]) -> None:
    result = call(*path, "--help")
    assert result.exit_code == 0
    assert f"halo-tui {' '.join(path)}".strip() in result.stdout.partition("Examples:")[2]
    _usage, *lines = result.stdout.splitlines()
    assert not [line for line in lines if line.rstrip().endswith("...") or len(line) > 80]


def test_the_ready_made_help_is_what_click_makes_of_the_commands() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "halo_tui", "--help"], env={**os.environ, "COLUMNS": "80"},
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    assert made == HELP, "put the output of `COLUMNS=80 halo-tui --help` into help_text.py"


def test_the_manual_page_has_every_command_and_exit_status() -> None:
    page = call("man").stdout.replace("\\-", "-")
    assert [path for path in paths() if f".SS halo-tui {' '.join(path)}" not in page] == []
    assert all(f".B {status}\n" in page for status in STATUSES)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_names_the_program(shell: str) -> None:
    script = call("completion", shell).stdout
    assert COMPLETION_VARIABLE in script and "halo-tui" in script


def test_the_script_for_bash_is_one() -> None:
    script = call("completion", "bash").stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(("list",), "profiles list"), (("help",), "--help"), (("test",), "check"),
     (("profiles", "remove"), "delete"), (("chek",), "check"), (("profiles", "lst"), "list"),
     (("check", "acm"), "acme"),
     (("check", "acme", "--only", "tls.chian"), "tls.chain"), (("check", "acme", "--al"), "--all")],
)  # fmt: skip
def test_what_is_mistyped_is_met_with_what_comes_close(
    acme: str, typed: tuple[str, ...], meant: str
) -> None:
    result = call(*typed)
    assert result.exit_code == 2 and meant in result.stderr


def test_doctor_says_what_is_used_and_where_it_comes_from(
    acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALO_TUI_TIMEOUT", "5")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:geheim-passwort@proxy.example:3128")
    facts = {fact["what"]: fact["text"] for fact in json.loads(call("doctor", "--json").stdout)}
    assert facts["timeout"] == "5.0 (HALO_TUI_TIMEOUT in the environment)"
    assert facts["Profiles"].startswith("1 in ") and "HALO_TUI_STATE_DIR" in facts["State"]
    assert facts["Proxy for https"] == "http://proxy.example:3128, from HTTPS_PROXY"
    assert "geheim-passwort" not in call("doctor").stdout


def test_doctor_ends_with_1_where_something_is_wrong(acme: str, profile_file) -> None:
    assert call("doctor").exit_code == 0
    profile_file("broken", {}).write_text("name = ", "utf-8")
    result = call("doctor")
    assert result.exit_code == 1 and "! broken" in result.stdout
