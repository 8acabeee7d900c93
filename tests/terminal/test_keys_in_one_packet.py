"""Keys that arrive at once, as from a slow connection or from a password manager that types."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal.driver import KEYS, Terminal
from ui.connections import write

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
