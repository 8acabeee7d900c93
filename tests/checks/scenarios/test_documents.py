"""The documents say what the program does: all of it, and nothing else."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
from cases import for_each
from published import MEMBERS

from halo_tui.checks.diagnosis.findings import all_findings
from halo_tui.checks.plan import IDS
from halo_tui.cli import main
from halo_tui.commands.output import BAD_USAGE, INTERRUPTED
from halo_tui.commands.statuses import EXIT_STATUS, status_of
from halo_tui.profiles.model import Profile
from halo_tui.sandbox.scenarios import load_scenarios
from halo_tui.settings import Settings
from halo_tui.ui.kit.actions import ACTIONS, shown_key

DOCS = Path(__file__).parents[3] / "docs"
sys.path.append(str(DOCS))

import generate  # noqa: E402 - a script, found where the documents are
from events_schema import events_schema  # noqa: E402

SCHEMA = DOCS / "events.schema.json"
INTERFACE = (DOCS / "interface.md").read_text("utf-8")
FAILURES = (DOCS / "failures.md").read_text("utf-8")
REHEARSE = (DOCS / "rehearse.md").read_text("utf-8")


def test_failures_are_up_to_date() -> None:
    assert generate.failures() == FAILURES, "run docs/generate.py"


def test_the_schema_of_the_events_is_up_to_date() -> None:
    made, kept = json.loads(events_schema()), json.loads(SCHEMA.read_text("utf-8"))
    assert made == kept, "run docs/generate.py"


def test_keys_are_up_to_date() -> None:
    assert generate.keys() == (DOCS / "keys.md").read_text("utf-8"), "run docs/generate.py"


def test_interface_is_up_to_date() -> None:
    assert generate.interface(INTERFACE) == INTERFACE, "run docs/generate.py"


@for_each(sorted(all_findings()))
def test_code_is_explained(code: str) -> None:
    named = f'<a id="{generate._anchor(code)}"></a>'
    assert code.endswith(".ok") or FAILURES.count(named) == 1


@for_each(load_scenarios())
def test_scenario_that_fails_is_named_with_what_it_plays(name: str) -> None:
    codes = [code for code in load_scenarios()[name].codes if not code.endswith(".ok")]
    assert not codes or f"`{name}`" in FAILURES


@for_each(IDS)
def test_check_has_a_row_with_its_reasons(check: str) -> None:
    row = next(line for line in INTERFACE.splitlines() if line.startswith(f"| `{check}`"))
    assert re.search(r"\) [FWU]", row)


@for_each([INTERFACE, FAILURES, REHEARSE])
def test_links_lead_somewhere(document: str) -> None:
    for file, anchor in re.findall(r"\]\(([\w.]*)(?:#([\w.-]+))?\)", document):
        text = (DOCS / file).read_text("utf-8") if file else document
        assert not anchor or f'<a id="{anchor}"></a>' in text, (file, anchor)


@for_each([INTERFACE, FAILURES, REHEARSE])
def test_nothing_of_the_machine_is_in_it(document: str) -> None:
    assert not re.search(r"(?<![\w$])/(home|root|tmp|Users|work)\b", document)


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, f"{path} {name}")


COMMANDS = dict(commands(main, "halo-tui"))


@for_each([p for p, c in COMMANDS.items() if p != "halo-tui profiles"])
def test_command_is_described(path: str) -> None:
    assert re.search(rf"^\| `{path}[` ]", INTERFACE, re.MULTILINE)


@for_each(COMMANDS)
def test_options_are_described(path: str) -> None:
    options = [p for p in COMMANDS[path].params if isinstance(p, click.Option)]
    names = {name for option in options for name in option.opts} - {"--help", "-h"}
    row = next((line for line in INTERFACE.splitlines() if line.startswith(f"| `{path}")), "")
    is_told = "[values]" in row or path == "halo-tui"
    where = INTERFACE if is_told else row
    assert not [name for name in names if name not in where]


@for_each(COMMANDS)
def test_help_shows_no_mark_of_its_own_source(path: str) -> None:
    assert "\\b" not in COMMANDS[path].get_help(click.Context(COMMANDS[path]))


@for_each(MEMBERS)
def test_event_is_described(event: str) -> None:
    begin = INTERFACE.index(f"| `{event}` |")
    rows = INTERFACE[begin:].split("\n\n")[0]
    missing = [
        name for name in sorted(MEMBERS[event]) if name != "event" and f"`{name}`" not in rows
    ]
    assert not missing


@for_each([*EXIT_STATUS.values(), BAD_USAGE, INTERRUPTED])
def test_exit_status_is_described(status: int) -> None:
    assert f"\n| {status} | " in INTERFACE


def test_several_profiles_end_as_described() -> None:
    not_ready, undecided, ready = (
        next(verdict for verdict, status in EXIT_STATUS.items() if status == wanted)
        for wanted in (1, 3, 0)
    )
    assert status_of([ready, undecided, not_ready]) == 1
    assert status_of([ready, undecided]) == 3


@for_each([field.name for field in fields(Settings)])
def test_setting_is_described_with_its_default(setting: str) -> None:
    default = getattr(Settings(), setting)
    row = next(line for line in INTERFACE.splitlines() if line.startswith(f"| `{setting}`"))
    named = not isinstance(default, bool | int | float) or f"`{json.dumps(default)}`" in row
    assert named or f"`{default:g}`" in row


@for_each(Profile.model_fields)
def test_value_of_a_profile_is_described(name: str) -> None:
    assert f"{name} = " in INTERFACE or f"`{name}`" in INTERFACE


def test_rehearsals_name_scenarios_that_exist() -> None:
    named = re.findall(r"(?:--scenario |^\| |and )`?([a-z]+(?:-[a-z]+)+)", REHEARSE, re.MULTILINE)
    assert len(named) > 8
    assert set(named) <= set(load_scenarios())


def test_rehearsals_name_keys_that_do_it() -> None:
    keys = {action.id: shown_key(action.keys) for action in ACTIONS}
    assert keys["test.run"] == "r"
    assert keys["test.to_field"] == "e"
    assert keys["credentials.mend"] == "F8"
    assert keys["credentials.test"] == "^t"
    assert keys["app.show_test"] == "4"
