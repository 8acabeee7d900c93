"""Whatever answers on the other side: a verdict within the deadline, and never an exception."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_pki import issue

from halo_tui.halo import certificates
from halo_tui.halo.origin import Origin
from halo_tui.halo.resolve import Resolver
from halo_tui.halo.tls import Endpoint, Failure, Handshake, single_handshake, strict_handshake
from halo_tui.halo.trust import Trust

DEADLINE = 0.3
TRUST = Trust()
ROOT = issue("Root", ca=True)
MIDDLE = issue("Middle", ROOT, ca=True)
LEAF = issue("halo.test", MIDDLE, names=["halo.test"])
CHAIN = [LEAF.der, MIDDLE.der, ROOT.der]

record = st.builds(
    lambda kind, version, body: bytes([kind, 3, version]) + len(body).to_bytes(2, "big") + body,
    st.sampled_from([20, 21, 22, 23]),
    st.integers(0, 4),
    st.binary(max_size=200),
)
server_hello = st.builds(
    lambda body: b"\x16\x03\x03" + (len(body) + 4).to_bytes(2, "big") + b"\x02\x00"
    + len(body).to_bytes(2, "big") + body,
    st.binary(min_size=34, max_size=120).map(lambda rest: b"\x03\x03" + rest),
)  # fmt: skip
anything = st.one_of(
    st.binary(max_size=400),
    st.lists(record | server_hello, max_size=4).map(b"".join),
    server_hello,
)


async def answered(data: bytes, *, hang_up: bool) -> tuple[Handshake, float]:
    """The handshake with a server that answers with `data`, and the seconds it took."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(data)
        await writer.drain()
        if not hang_up:
            await over.wait()
        writer.close()

    over = asyncio.Event()
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    endpoint = Endpoint(Origin("halo.test", port), Resolver(), "127.0.0.1")
    began = time.monotonic()
    met = await strict_handshake(endpoint, TRUST, DEADLINE)
    spent = time.monotonic() - began
    over.set()
    server.close()
    return met, spent


@given(data=anything, hang_up=st.booleans())
def test_random_bytes_end_in_a_failure_within_the_deadline(data, hang_up):
    met, spent = asyncio.run(answered(data, hang_up=hang_up))
    assert met.failure in Failure
    assert spent < 3 * DEADLINE + 0.5


async def test_a_host_that_tls_cannot_ask_for_is_a_refusal():
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    endpoint = Endpoint(Origin("x" * 70 + ".test", port), Resolver(), "127.0.0.1")
    assert (await single_handshake(endpoint, TRUST.strict, 1)).failure is Failure.REFUSED
    server.close()


@given(order=st.lists(st.sampled_from(CHAIN), max_size=8))
def test_the_path_up_is_found_in_any_order_and_number(order):
    sent = certificates.read_chain([LEAF.der, *order])
    path = [certificate.subject for certificate in certificates.path_of(sent)]
    expected = ["CN=halo.test"]
    if MIDDLE.der in order:
        expected += ["CN=Middle"] + (["CN=Root"] if ROOT.der in order else [])
    assert path == expected


@contextmanager
def harmless_texts(certificate: certificates.Certificate) -> Iterator[None]:
    texts = (certificate.subject, certificate.issuer, certificate.short_name, *certificate.names)
    assert not any(char < " " or "\x7f" <= char < "\xa0" for text in texts for char in text)
    yield


@settings(max_examples=300)
@given(
    der=st.sampled_from(CHAIN),
    cut=st.integers(0, 900),
    edits=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
)
def test_damaged_certificates_are_read_or_refused(der, cut, edits):
    damaged = bytearray(der[: len(der) - cut % 5 * 40])
    for place, value in edits:
        damaged[place % max(len(damaged), 1)] = value
    for certificate in certificates.read_chain([bytes(damaged), MIDDLE.der, bytes(damaged)]):
        with harmless_texts(certificate):
            certificate.covers("halo.test")
            certificate.days_left(certificates.today())
    certificates.path_of(certificates.read_chain([LEAF.der, bytes(damaged)]))


@given(body=st.binary(max_size=300) | st.sampled_from(CHAIN).map(lambda der: der[:-7]))
def test_no_file_from_an_issuer_does_harm(body):
    assert certificates.read_bundle(body) == []


@pytest.mark.parametrize("name", ["\x1b]52;c;ZXZpbA==\x07", "a\u202eb", "\x9b2J", "x" * 64])
def test_names_in_a_certificate_are_made_harmless(name):
    certificate = certificates.read(issue(name, names=["halo.test"]).der)
    with harmless_texts(certificate):
        assert len(certificate.subject) <= 200


def test_an_odd_file_of_certificates_writes_nothing_to_the_terminal():
    """The library warns of bytes behind a PKCS #7 file, on standard error."""
    code = (
        "from halo_tui.sandbox.certificates import aia_files\n"
        "from halo_tui.halo.certificates import read_bundle\n"
        "read_bundle(aia_files('http://x')['/intermediate.p7c'] + b'more')\n"
    )
    command = [sys.executable, "-W", "default", "-c", code]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""
