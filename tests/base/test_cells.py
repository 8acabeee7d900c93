"""Texts that are cut, filled and wrapped to fit a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from halo_tui.base.cells import cells, cut, cut_within, fit, wrap

TEXTS = (
    "",
    "Acme",
    "Grüße an das Team in Köln",
    "株式会社日立製作所の本社",
    "e\u0301" * 40,
    "👍🏽 ok",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", range(1, 40, 3))
def test_what_is_cut_or_fitted_has_its_width(text: str, width: int):
    assert cells(cut(text, width)) <= width
    assert cells(cut_within(text, width)) <= width
    assert cells(fit(text, width)) == width
    assert fit(text, width).endswith(" ") or width == 1


def test_what_fits_is_left_alone():
    assert cut("Acme", 4) == cut_within("Acme", 4) == "Acme"
    assert fit("Acme", 5) == "Acme "


def test_what_is_left_out_is_marked():
    assert cut("Northwind Traders", 12) == "Northwind T…"
    assert fit("Northwind Traders", 12) == "Northwind…  "


def test_names_that_differ_only_at_their_end_stay_apart():
    names = [f"Northwind Traders International Frankfurt ({side})" for side in ("East", "West")]
    shown = [cut_within(name, 32) for name in names]
    assert shown == ["Northwind Trade…Frankfurt (East)", "Northwind Trade…Frankfurt (West)"]


def test_an_address_is_broken_after_a_slash():
    lines = wrap("See https://acme.halopsa.com/api/documentation/reference now", width=30)
    assert lines == ["See", "https://acme.halopsa.com/api/", "documentation/reference now"]


@given(st.text("aä/ 株-", max_size=120), st.integers(4, 30), st.text("- ", max_size=2))
def test_wrapping_loses_nothing_and_fits(text: str, width: int, first: str):
    lines = wrap(text, first=first, width=width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join((first + text).split())
