"""What stands for characters that a terminal cannot show."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from halo_tui.base.lookalikes import draw_with
from halo_tui.start.terminal import asks_for_ascii


def written(text: str, encoding: str = "ascii") -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8", newline="")
    draw_with(stream, encoding)
    stream.write(text)
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("├── ▼ ✓ Zürich", "+-- v + Zurich"),
        ("└─ ✗ a…", "`- x a~"),
        ("株式会社", "????????"),
        ("e\u0301", "e"),
        ("plain text", "plain text"),
    ],
)
def test_lookalikes(text: str, plain: str) -> None:
    assert written(text) == plain


def test_what_an_encoding_has_stays() -> None:
    assert written("Zürich ✓", "iso-8859-1") == "Zürich +"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20))
def test_nothing_moves(text: str) -> None:
    for sign in text:
        assert len(written(sign)) == cell_len(sign) or cell_len(sign) == 0


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({}, False),
        ({"LANG": "C"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "POSIX"}, True),
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, True),
        ({"LC_CTYPE": "C", "LANG": "de_DE.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({"LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, False),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "C"}, False),
    ],
)
def test_the_posix_locale_is_ascii_where_it_was_chosen(
    environment: dict[str, str], asked: bool
) -> None:
    assert asks_for_ascii(environment) is asked
