"""Keys that arrive at once, as from a slow connection or from a password manager that types."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal.driver import KEYS, Terminal
from ui.connections import write

from halo_tui.base import places

APPLICATION = [sys.executable, "-m", "halo_tui", "--profile", "acme"]
SECRET = "11111111-2222-4333-8444-555555555555-66666666-7777-4888-9999-000000000000"


@pytest.fixture
def form(home: Path) -> Iterator[Terminal]:
    write("acme")
    with Terminal(APPLICATION) as terminal:
        terminal.wait_for("Acme production", "Checklist")
        terminal.send("3")
        terminal.wait_for("Client ID", "c9534241")
        yield terminal


@pytest.mark.parametrize("key", ["tab", "enter"])
def test_a_secret_goes_into_the_field_that_the_key_before_it_leads_to(
    form: Terminal, key: str
) -> None:
    form.send_bytes(f"\x15c9534241{KEYS[key]}\x15{SECRET}".encode())
    form.wait_for("Client ID             c9534241 ", "•" * 48)
    assert SECRET[:8].encode() not in form.output


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("\x15ab{backspace}c", "ac"),
        ("\x15abc{left}{left}X", "aXbc"),
        ("\x15bc{home}a{end}d", "abcd"),
        ("ab\x15c", "c"),
    ],
)
def test_text_is_edited_in_the_order_of_the_keys(form: Terminal, keys: str, value: str) -> None:
    form.send_bytes(keys.format(**KEYS).encode())
    form.wait_for(f"Client ID             {value} ")


def test_words_typed_after_the_key_that_asks_for_them_press_no_keys(form: Terminal) -> None:
    form.send("f2")
    form.wait_for("Choose HaloPSA in Gradient")
    form.send_bytes(b"/tested")
    form.wait_for("tested", "0 of")


@pytest.mark.parametrize("then", ["\x13", "\x14"], ids=["save", "test"])
def test_a_key_that_saves_waits_for_the_text_before_it(form: Terminal, then: str) -> None:
    form.send_bytes(f"\t\x15{SECRET}{then}".encode())
    form.wait_until(lambda: SECRET in _profile(), "the whole secret in the profile")
    form.wait_for("Saved" if then == "\x13" else "Sign-in")
    assert SECRET[:8].encode() not in form.output


def test_a_screen_key_takes_all_the_text_before_it_along(form: Terminal) -> None:
    form.send_bytes(f"\x15abcdefghij{KEYS['f5']}".encode())
    form.wait_for("In Gradient choose HaloPSA", "unsaved")
    form.send("f3")
    form.wait_for("Client ID             abcdefghij")


def test_quitting_asks_about_the_text_before_it(form: Terminal) -> None:
    form.send_bytes(b"\x15abcdefghij\x11")
    form.wait_for("is not saved")


def test_what_is_found_on_a_screen_that_opens_is_where_the_next_key_acts(form: Terminal) -> None:
    form.send_bytes(f"{KEYS['f5']}/tenant\ry".encode())
    form.wait_for("Tenant copied", "In Gradient choose HaloPSA")
    form.send_bytes(f"{KEYS['f4']}/this clock\r".encode())
    form.wait_for("─ This clock ─", "r Run")


def test_a_field_that_is_found_as_the_form_opens_takes_the_text(home: Path) -> None:
    write("acme")
    with Terminal(APPLICATION) as terminal:
        terminal.wait_for("Acme production", "Checklist")
        terminal.send_bytes(b"3\x1ftenant\r\x15abc")
        terminal.wait_for("Tenant                abc ", "c9534241")


def test_a_new_profile_is_named_and_its_first_field_filled_in(home: Path) -> None:
    with Terminal(APPLICATION[:-2]) as terminal:
        terminal.wait_for("n New", "Three ways in")
        terminal.send_bytes(b"nAcme\rhttps://acme.halopsa.com")
        terminal.wait_for("Log-in address        https://acme.halopsa.com ")


def _profile() -> str:
    return "".join(path.read_text("utf-8") for path in places.profiles_dir().glob("*.toml"))
