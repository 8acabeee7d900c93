"""How an answer is shown to a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.halo.reply import SHOWN_LIMIT, Reply, without_tokens

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("5", 5.0),
        ("0", 0.0),
        ("Sun, 01 Nov 2026 12:00:20 GMT", 20.0),
        ("Sun, 01 Nov 2026 11:00:00 GMT", 0.0),
        ("99999999999999999999", 86_400.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("\u0665", None),
        ("Sun, 99 Nov 9999 99:99:99 GMT", None),
    ],
)
def test_the_time_to_come_back(value, seconds):
    assert Reply(429, {"retry-after": value}).retry_after(NOW) == seconds


@given(value=st.text(max_size=40))
def test_no_text_for_it_leads_to_an_exception(value):
    Reply(503, {"retry-after": value}).retry_after(NOW)


def test_of_a_page_the_text_alone_is_shown():
    page = b"<html><script>var a = 1 < 2;</script><h1>Down</h1><p>for  maintenance</p></html>"
    assert Reply(503, {}, page).shown == "Down for maintenance"


@pytest.mark.parametrize(
    "text",
    [
        '{"access_token":"s3cr3t-value","x":1}',
        "access_token=s3cr3t-value&x=1",
        '{"client_secret" : "s3cr3t-value"}',
        '{"access_token":"s3cr3t-value',
        r'"{\"access_token\":\"s3cr3t-value\"}"',
    ],
)
def test_a_token_is_taken_out_of_what_is_shown(text):
    assert "s3cr3t-value" not in without_tokens(text)


def test_what_looks_like_a_jwt_is_taken_out_wherever_it_stands():
    assert "eyJhbGciOi" not in without_tokens("see eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2ln there")


@given(body=st.binary(max_size=2000))
def test_what_is_shown_is_short_and_harmless(body):
    shown = Reply(500, {}, body).shown
    assert len(shown) <= SHOWN_LIMIT
    assert shown.isprintable()


def test_a_page_without_an_end_is_looked_at_in_no_time():
    import time

    began = time.perf_counter()
    assert Reply(500, {}, b"<script" * 150_000).shown is not None
    assert time.perf_counter() - began < 0.5
