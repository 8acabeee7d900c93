"""Whatever commands and options there are: no secret, no control character, one kind of ending."""

from __future__ import annotations

import base64
import json
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import rmtree
from urllib.parse import quote

import canary
import pytest
from every_command import (
    ENDLESS,
    Call,
    base_calls,
    calls_of,
    commands,
    placed,
    run,
    statuses,
)
from foreign_runs import leave
from kept_runs import record
from profile_files import HEALTHY, write_profile
from warm import SHUT

from halo_tui.base import places
from halo_tui.sandbox.server import Sandbox

HARM = "\x1b]52;c;aGFybQ==\x07\x1b]0;harm\x07\x1b[31mharm\x9b5m\u202e\u2066\u200b"
OBEYED = ("\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200b", "\u0301" * 4)
FLOOD = "o" + "\u0301" * 50
ID = str(HEALTHY["client_id"])
COMMANDS = commands()
ON_PURPOSE = "--show-secret"

CRASHING = """
import sys
from halo_tui.profiles.store import Store
from halo_tui.__main__ import main

real = Store.load

def load(store, slug):
    stored = real(store, slug)
    secret = stored.profile.client_secret
    secret = secret and secret.get_secret_value()
    raise RuntimeError(f"it went wrong with {secret} and {stored.profile!r} \\x1b[31m")

Store.load = load
main()
"""


SHOWING_A_FAULT = {("check",), ("handover",), ("profiles", "show"), ("report",)}
"""Commands that read a profile, and so come upon the fault."""


def ids(words: Call) -> str:
    return " ".join(words)


@pytest.fixture
def harmful(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to import from; everything that comes from outside means harm."""
    for name in ("NO_PROXY", "TERM_PROGRAM", "GRADIENT_NOTES"):
        monkeypatch.setenv(name, f"x{HARM}")
    config, state = (home / f"{name}{HARM}" for name in ("config", "state"))
    monkeypatch.setenv("HALO_TUI_CONFIG_DIR", str(config))
    monkeypatch.setenv("HALO_TUI_STATE_DIR", str(state))
    folder = home / f"import{HARM}"
    folder.mkdir()
    (folder / f"b{HARM}.toml").write_text("= broken", "utf-8")
    (folder / os.fsdecode(b"c\x9b\xff.toml")).write_text(f'name = "C{FLOOD}"\n', "utf-8")
    (folder / f"d{HARM}.env").write_text(f"CLIENT_ID=x{HARM}", "utf-8")
    (home / "out").mkdir()
    return folder


def plant() -> None:
    """A profile full of harm, with the secret; others, of harmful names."""
    texts = dict.fromkeys(("name", "tenant", "notes"), f"A{HARM}{FLOOD}")
    servers = {
        "resource_server": "https://127.0.0.1:1/api", "authorization_server":
        f"https://127.0.0.1:1/auth/{HARM}",
    }  # fmt: skip
    write_profile("acme", {**HEALTHY, **texts, **servers, "client_secret": canary.SECRET})
    write_profile(f"acm{HARM}", {"name": FLOOD})
    write_profile("broken", {"hosting": HARM})
    (places.profiles_dir() / os.fsdecode(b"e\x9b\xff.toml")).write_text('name = "E"\n', "utf-8")
    record("acme", "not_ready", "2026-11-20T10:00:00Z", 20, "agent.identity.disabled")
    leave("escapes")


def codes_in(written: bytes) -> list[str]:
    """What a terminal would obey, or hide."""
    # Progress takes the line back to its beginning, and clears it.
    shown = written.replace(b"\r\x1b[K", b"").decode("utf-8", "surrogateescape")
    return [code for code in OBEYED if code in shown]


def outcome(call: Sequence[str], home: Path, program: Sequence[str] = ("-m", "halo_tui")) -> bytes:
    """Make a call; nothing of it may be in what the terminal gets, or in what is left behind."""
    plant()
    written = run(call, program)
    assert codes_in(written) == [], (call, written)
    assert canary.places(written, ID) == [], call
    belonging = places.profiles_dir().glob("acme*.toml*")
    for path, data in canary.files(home, belonging):
        assert canary.places(data, ID) == [], (call, path)
    return written


@pytest.mark.parametrize("words", [w for w in COMMANDS if w != ("demo",)], ids=ids)
def test_no_call_shows_a_secret_or_lets_a_control_character_through(
    harmful: Path, home: Path, words: Call
) -> None:
    for call in calls_of(words, COMMANDS[words]):
        if ON_PURPOSE not in call:
            outcome(placed(call, harmful, home / "out"), home)


@pytest.mark.parametrize("words", [w for w in COMMANDS if w != ("demo",)], ids=ids)
def test_no_argument_lets_a_control_character_through(
    harmful: Path, home: Path, words: Call
) -> None:
    call = base_calls(words, COMMANDS[words])[0]
    outcome([*words, *[f"{word}{HARM}" for word in call[len(words) :]]], home)
    outcome([*placed(call, harmful, home / "out"), f"x{HARM}"], home)
    outcome([*placed(call, harmful, home / "out"), f"--no-such{HARM}"], home)


@pytest.mark.parametrize("words", [w for w in COMMANDS if w != ("demo",)], ids=ids)
def test_no_fault_of_the_program_shows_a_secret(
    harmful: Path, home: Path, tmp_path: Path, words: Call
) -> None:
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING, "utf-8")
    for call in base_calls(words, COMMANDS[words]):
        written = outcome(placed(call, harmful, home / "out"), home, [str(script)])
        assert (b"RuntimeError: it went wrong with" in written) or words not in SHOWING_A_FAULT


@pytest.mark.parametrize("scenario", ["healthy-hosted", "hostile-error", "certificate-hostile"])
def test_no_call_that_reaches_a_halo_shows_the_secret_or_obeys_it(
    play: Callable[..., Sandbox], home: Path, scenario: str
) -> None:
    values = play(scenario).values
    secret = values["client_secret"]
    (home / "out").mkdir()
    for words, command in COMMANDS.items():
        if not ENDLESS & {words} and words != ("profiles", "delete"):
            call = ["sandbox" if w == "acme" else w for w in base_calls(words, command)[0]]
            written = run(placed(tuple(call), home, home / "out"))
            assert canary.places(written, values["client_id"], secret) == [], call
            assert codes_in(written) == [], call
    kept = list(canary.files(home, places.profiles_dir().glob("*.toml*")))
    assert [path.name for path, _ in kept if path.suffix == ".jsonl"]
    for path, data in kept:
        assert canary.places(data, values["client_id"], secret) == [], path


CALLS = [("--help",), ("--version",), ("sandbox", "--list"), ("handover", "acme", ON_PURPOSE)]
CALLS += [
    call
    for words, command in COMMANDS.items()
    if words != ("demo",)
    for call in (*base_calls(words, command), (*words, "--help"))
    if call != ("sandbox",)  # it would serve for ever
]


@pytest.mark.parametrize("call", CALLS, ids=ids)
def test_output_that_cannot_be_written_ends_every_command_alike(home: Path, call: Call) -> None:
    (home / "out").mkdir()
    endings = {}
    for spoil in (nothing, full, closed, shut):
        rmtree(places.profiles_dir(), ignore_errors=True)
        write_profile("acme", HEALTHY)
        endings[spoil], said = statuses(placed(call, home, home / "out"), spoil)
        assert b"Traceback" not in said and b"fault of its own" not in said, said
    if endings[closed] == endings[nothing]:
        # It had nothing to write there, with which no program fails.
        assert endings[full] == endings[shut] == endings[nothing]
    else:
        assert (endings[full], endings[closed]) == (74, -signal.SIGPIPE)
        assert endings[shut] == 74


def full() -> int:
    return os.open("/dev/full", os.O_WRONLY)


def nothing() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def shut() -> int:
    """Not open from the beginning, as after `>&-` in a shell."""
    return SHUT


def closed() -> int:
    """A pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize(
    "data",
    [
        canary.SECRET.encode(),
        canary.SECRET[6:20].encode(),
        f"{canary.SECRET[:9]} │\r\n│ {canary.SECRET[9:30]}".encode(),
        json.dumps({"a": canary.SECRET}).encode(),
        quote(canary.SECRET).encode(),
        base64.b64encode(f"{ID}:{canary.SECRET}".encode()),
        base64.urlsafe_b64encode(canary.SECRET.encode()),
        canary.SECRET.encode("utf-16"),
    ],
)
def test_the_secret_is_found_in_every_form(data: bytes) -> None:
    assert canary.places(b"before" + data + b"after", ID)


def test_the_secret_is_found_where_it_is_shown_on_purpose(harmful: Path) -> None:
    plant()
    assert canary.places(run(["handover", "acme", ON_PURPOSE]), ID)
