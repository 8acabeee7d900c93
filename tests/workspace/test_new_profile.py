"""What is typed for a new profile: a name, or an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.workspace.new_profile import read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://acme.halopsa.com/portal/", "acme.halopsa.com"),
        ("acme.halopsa.com", "acme.halopsa.com"),
        (" https://localhost:8443 ", "localhost"),
        ("halo.contoso.co.uk/auth", "halo.contoso.co.uk"),
    ],
)
def test_an_address_names_the_profile_by_its_host(text: str, name: str) -> None:
    assert read(text) == (name, text.strip())


@pytest.mark.parametrize(
    "text", ["Acme", "Acme Inc.", "St. Gallen e.V. in K.", "v1.2", "://", "a..b", "1..2.", "Acme…"]
)
def test_anything_else_is_a_name(text: str) -> None:
    assert read(text) == (text, "")


@given(st.text())
def test_every_text_has_a_name_or_is_blank(text: str) -> None:
    assert bool(read(text).name) == bool(text.strip())
