"""TOML that people have edited, or that was made to do harm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from halo_tui.base import tomlfile

HARMFUL = {
    "one key of many parts": ".".join("a" * 20_000) + " = 1",
    "quoted parts": ".".join(['"a b"'] * 10_000) + " = 1",
    "a table of many parts": "[" + " . ".join("a" * 20_000) + "]",
    "an inline table": "a = {" + ".".join("a" * 20_000) + " = 1}",
    "brackets": "a = " + "[" * 20_000,
}


@pytest.mark.parametrize("text", HARMFUL.values(), ids=HARMFUL)
def test_what_would_take_minutes_is_refused_at_once(text: str) -> None:
    start = time.process_time()
    with pytest.raises(tomlfile.UnreadableFileError, match="nested too deeply"):
        tomlfile.parse(text.encode(), Path("acme.toml"))
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        f"notes = '{'.'.join('a' * 100)}'",
        f'notes = """\n{"see a.b " * 50}\n"""', "b = 1 # " + "a." * 9_000,
        f"a = [{', '.join(['1.5'] * 100)}]", f'notes = "{"word" * 5000}" # {"." * 40}',
        ".".join("a" * 30) + " = 1",
    ],
)  # fmt: skip
def test_dots_that_are_no_key_are_let_pass(text: str) -> None:
    assert tomlfile.parse(text.encode(), Path("acme.toml"))


def test_a_long_word_is_read_quickly() -> None:
    text = f"a = 1\n{'w' * 200_000}{'.' * 40} = 2"
    start = time.process_time()
    with pytest.raises(tomlfile.UnreadableFileError):
        tomlfile.parse(text.encode(), Path("acme.toml"))
    assert time.process_time() - start < 1
