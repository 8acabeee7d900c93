"""What is taken for a secret by its shape, and what is not."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.profiles.rules.shapes import secret_like, without_secrets

BASE62 = string.ascii_letters + string.digits
ALPHABETS = {
    "letters and digits": BASE62,
    "base64": f"{BASE62}+_",
    "hexadecimal": string.hexdigits[:16],
    "small letters and digits": string.ascii_lowercase + string.digits,
}
SAMPLES = 2000

word = st.builds(
    lambda text, case: case(text),
    st.text(string.ascii_lowercase, min_size=3, max_size=12),
    st.sampled_from([str.lower, str.title, str.upper]),
)
number = st.integers(0, 9999).map(str)
name = st.builds(
    lambda words, numbers, joint: joint.join([*words, *numbers]),
    st.lists(word, min_size=1, max_size=6),
    st.lists(number, max_size=1),
    st.sampled_from(["", " ", "-", "_", "."]),
)


@pytest.mark.parametrize(("length", "part"), [(24, 0.9), (32, 0.97), (43, 0.985)])
@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_most_random_tokens_are_taken_for_secrets(alphabet: str, length: int, part: float) -> None:
    dice = random.Random(7)
    tokens = ["".join(dice.choices(ALPHABETS[alphabet], k=length)) for _ in range(SAMPLES)]
    found = [token for token in tokens if secret_like(f"see {token} there") == [(4, 4 + length)]]
    assert len(found) >= part * SAMPLES


@pytest.mark.parametrize(
    "token",
    [
        "sk_live_51HxYzAb8dEfGhIjKlMnOp", "sk_test_abcdefgh", "ghp_abcdefghijklmnopqrstuvwxyz",
        "glpat-abcdefghijklmnopqrst", "xoxb-abcdefgh-ijklmnop", "AKIAABCDEFGHIJKLMNOP",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln", "whsec_abcdefghij",
        "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    ],
)  # fmt: skip
def test_known_kinds_are_secrets_whatever_they_hold(token: str) -> None:
    assert without_secrets(f"it is {token}, keep it") == f"it is {'•' * len(token)}, keep it"


@given(name)
def test_no_name_or_tenant_is_taken_for_a_secret(text: str) -> None:
    assert secret_like(text) == []


@given(st.lists(name, min_size=1, max_size=3), st.lists(name, max_size=2))
def test_no_address_is_taken_for_a_secret(labels: list[str], path: list[str]) -> None:
    host = ".".join(labels).replace(" ", "-").replace("_", "-").lower()
    assert secret_like(f"https://{host}/{'/'.join(path)}".replace(" ", "")) == []


@pytest.mark.parametrize(
    "text",
    [
        "c9534241-dde9-4d04-9d45-32b1fbff22ed", "https://acme.halopsa.com/auth/", "Not set",
        "https://psa.northwind-traders.co.uk:8443/api", "AcmeManagedServicesProduction2024",
        "+44 1632 960123", "2026-11-26T12:00:00+00:00", "C:/certificates/2026/private-root.pem",
        "edit:recurringinvoices read:customers", "Donaudampfschifffahrtsgesellschaft", "=" * 40,
        "_" * 60, "Ticket INC0012345 by Microsoft365Admin", "https://xn--bcher-kva.example/auth/",
    ],
)  # fmt: skip
def test_what_people_write_is_no_secret(text: str) -> None:
    assert without_secrets(text) == text
