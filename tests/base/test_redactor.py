"""Secrets are removed in every form, however many are known."""

from __future__ import annotations

import base64
import json
import secrets
import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.base.text import REDACTED, Redactor

SECRET = "correct horse/&=+%ÜberΣ"


def knowing(*known: str) -> Redactor:
    redactor = Redactor()
    for secret in known:
        redactor.learn(secret, client_id="me")
    return redactor


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        SECRET.upper(),
        quote(SECRET, safe=""),
        quote(SECRET, safe="").lower(),
        quote_plus(SECRET),
        json.dumps(SECRET)[1:-1],
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        base64.b64encode(f"me:{SECRET}".encode()).decode(),
    ],
)
def test_every_form_of_a_secret_is_removed(form: str) -> None:
    assert knowing(SECRET).redact(f"<{form}>").rstrip("=>") == f"<{REDACTED}"


@given(st.text(min_size=8).filter(lambda text: len(text.strip()) >= 8), st.text(), st.text())
def test_a_secret_is_removed_wherever_it_stands(secret: str, before: str, after: str) -> None:
    clean = knowing(secret).redact(before + secret + after)
    assert all(secret not in piece for piece in clean.split(REDACTED))


@given(st.text())
def test_a_text_without_secrets_stays_as_it_is(text: str) -> None:
    assert knowing("a secret that no other text holds").redact(text) == text


def test_of_two_secrets_the_longer_is_removed_whole() -> None:
    redactor = knowing("swordfish", "swordfish-and-more")
    assert redactor.redact("swordfish-and-more swordfish") == f"{REDACTED} {REDACTED}"


def test_what_is_too_short_to_be_a_secret_is_left() -> None:
    assert knowing("abc", " ab ").redact("abc ab") == "abc ab"


def test_thousands_of_tokens_make_nothing_slow() -> None:
    redactor = knowing("swordfish")
    line = "Halo refuses to show customers to this agent. " * 8
    for _ in range(len(line)):
        redactor.learn(secrets.token_urlsafe(48))
    hundreds = seconds_for(redactor, line)
    for _ in range(5000):
        redactor.learn(secrets.token_urlsafe(48))
    assert seconds_for(redactor, line) < 5 * hundreds
    assert redactor.redact("a swordfish") == f"a {REDACTED}"


def seconds_for(redactor: Redactor, line: str) -> float:
    """The quickest of some tries."""
    took = []
    for _ in range(20):
        began = time.perf_counter()
        redactor.redact(line)
        took.append(time.perf_counter() - began)
    return min(took)
