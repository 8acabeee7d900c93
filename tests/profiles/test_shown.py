"""What is shown of a profile, whatever somebody has put into its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from profile_files import HEALTHY, write_profile

from halo_tui.base import places
from halo_tui.base.text import is_invisible, redact
from halo_tui.cli import main
from halo_tui.profiles.errors import BrokenProfileError, UnknownProfileError
from halo_tui.profiles.schema import KEYS
from halo_tui.profiles.shown import shown_values
from halo_tui.profiles.store import Store

SECRET = str(HEALTHY["client_secret"])
OTHER = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
HOSTILE = "a\x1b]52;c;aGk=\x07\x1b[2J\x9b31m\u202e\u200b" + "z" + "\u0301" * 50
"""Sets the clipboard, clears the screen, turns the direction of writing, floods a letter."""
COMMANDS = (
    ["profiles", "list"], ["profiles", "list", "--json"], ["profiles", "show", "acme"],
    ["profiles", "show", "acme", "--json"], ["guide", "--profile", "acme"],
    ["profiles", "export", "acme"],
)  # fmt: skip


def raw(text: str) -> list[str]:
    """The characters that a terminal would obey or hide."""
    return [char for char in text if is_invisible(char) and char != "\n"]


@pytest.mark.parametrize("key", [key for key in KEYS if key not in ("hosting", "client_secret")])
def test_no_field_reaches_a_terminal_as_it_is(key: str) -> None:
    write_profile("acme", {**HEALTHY, key: f"{HEALTHY.get(key, '')}{HOSTILE}"})
    summary = Store().summary("acme")
    texts = [summary.name, summary.resource_server, summary.tenant, summary.notes]
    for command in COMMANDS[:-1]:
        texts.append(CliRunner().invoke(main, command).output)
    assert not [char for text in texts for char in raw(text)]
    assert "\u0301" * 4 not in "".join(texts)


def test_no_file_name_reaches_a_terminal_as_it_is() -> None:
    write_profile("contoso\x1b\u202e", HEALTHY)
    write_profile("broken", {"hosting": HOSTILE})
    with pytest.raises(UnknownProfileError) as unknown:
        Store().load("contosa")
    with pytest.raises(BrokenProfileError) as broken:
        Store(Path(f"{places.profiles_dir()}{HOSTILE}")).import_file(Path(HOSTILE))
    texts = [str(unknown.value), str(broken.value)]
    texts += [f"{each.slug} {each.name} {each.problem}" for each in Store().summaries()]
    assert "Did you mean" in texts[0]
    assert not [char for text in texts for char in raw(text)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", f"Acme {OTHER}"), ("tenant", OTHER), ("notes", f"the secret:\n{OTHER}"),
        ("client_id", OTHER), ("client_secret_ref", f"env:{OTHER}"),
        ("resource_server", f"https://acme.halopsa.com/{OTHER}"),
        ("notes", "key sk_live_51H8xYzAb93dEfGhIjKlMnOpQ7StUv"),
        ("tenant", "sk_live_51HxYzAb8dEfGh"),
    ],
)  # fmt: skip
def test_a_secret_in_a_wrong_field_is_shown_nowhere(key: str, value: str) -> None:
    secret = OTHER if OTHER in value else value.rsplit(maxsplit=1)[-1]
    values = {**HEALTHY, key: value}
    if key == "client_secret_ref":
        del values["client_secret"]
    write_profile("acme", values)
    for command in COMMANDS:
        output = CliRunner().invoke(main, command).output
        assert secret not in output, command
    assert secret not in repr(Store().summary("acme"))
    assert secret not in redact(f"a report with {secret} in it")


def test_what_is_sent_stays_exact() -> None:
    write_profile("acme", {**HEALTHY, "tenant": f"{OTHER}\x1b"})
    assert Store().load("acme").profile.tenant == f"{OTHER}\x1b"


def test_right_values_are_shown_as_they_are() -> None:
    values = {key: str(HEALTHY.get(key, "")) for key in KEYS} | {"notes": "one\ntwo"}
    assert shown_values(values) == {**values, "client_secret": ""}


def test_a_client_id_that_is_long_is_no_secret() -> None:
    values = {"client_id": "0123456789abcdef0123456789abcdef01"}
    assert shown_values(values)["client_id"] == values["client_id"]


def test_a_password_in_an_address_is_not_shown() -> None:
    shown = shown_values({"authorization_server": "https://me:hunter22@acme.halopsa.com/auth/"})
    assert shown["authorization_server"] == "https://…@acme.halopsa.com/auth/"


def test_the_secret_itself_is_never_among_what_is_shown() -> None:
    write_profile("acme", HEALTHY)
    assert SECRET not in json.dumps(shown_values(Store().load("acme").profile.values()))
