"""Readers of what servers send, fed with whatever can be made up; bounded here.

`HALO_TUI_FUZZ=20000` makes it a long run: so many examples of each.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from fuzzing import EXAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halo_tui.halo.aia import FetchError, fetch_issuer
from halo_tui.halo.certificates import (
    UnreadableCertificateError,
    issued_by,
    path_of,
    read,
    read_bundle,
    read_chain,
)
from halo_tui.halo.channel import Channel
from halo_tui.halo.errors import HttpError
from halo_tui.halo.network import Network
from halo_tui.halo.origin import Origin
from halo_tui.halo.records import AgentRecord, AuthInfo, Identity, InstanceInfo, ListPage
from halo_tui.halo.reply import SHOWN_LIMIT, Reply
from halo_tui.halo.request import prepare
from halo_tui.halo.resolve import Resolver
from halo_tui.halo.tls import Endpoint
from halo_tui.halo.token import Granted, Refused, find_wrong_credential, read_answer
from halo_tui.halo.transport import MAX_BODY, RawReply, Transport
from halo_tui.sandbox.certificates import aia_files, serve
from halo_tui.sandbox.faults import Chain

pytestmark = pytest.mark.timeout(0 if EXAMPLES > 1000 else 120)
fuzz = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

BASE = "http://127.0.0.1:9"
LEAF, MIDDLE = (
    certificate.public_bytes(Encoding.DER)
    for certificate in x509.load_pem_x509_certificates(serve(Chain.GOOD, BASE).pem)
)
LEAF_READ = read(LEAF)
BUNDLE = aia_files(BASE)["/intermediate.p7c"]
OFFERED = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(MIDDLE), MIDDLE)
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
SEVEN = frozenset({"read:customers", "edit:items"})


def is_shown(text: str) -> bool:
    """Whether a terminal shows every character; Python calls no blank but the space printable."""
    return all(char.isprintable() or unicodedata.category(char) == "Zs" for char in text)


member = st.sampled_from(
    [
        "access_token", "token_type", "expires_in", "scope", "id_token", "refresh_token", "error",
        "error_description", "auth_url", "tenant_id", "app_name", "app_version", "portal_url",
        "id", "name", "claims", "roles", "type", "value", "record_count", "clients",
    ]
)  # fmt: skip
value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["Bearer", "invalid_client", "invalid_scope", "a.e30.c", "all", "2.250.1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(member, inner, max_size=6),
    max_leaves=15,
)  # fmt: skip
body = st.binary(max_size=300) | value.map(json.dumps).map(str.encode)
headers = st.dictionaries(
    st.sampled_from(["content-type", "location", "retry-after", "date", "server", "cf-ray",
                     "www-authenticate", "set-cookie", "content-encoding"]),
    st.text(max_size=60) | st.sampled_from(["application/json", "text/html", "Bearer", "NTLM"]),
    max_size=5,
)  # fmt: skip
reply = st.builds(Reply, st.integers(100, 599), headers, body)


@st.composite
def mutated(draw, seed):
    """Bytes that begin as something real: cut, doubled, with a few of them changed."""
    raw = bytearray(draw(st.sampled_from(seed)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(raw) - 1))
        raw[at] = draw(st.integers(0, 255))
    start = draw(st.integers(0, len(raw) - 1))
    cut = draw(st.sampled_from(["whole", "start", "end", "twice"]))
    parts = {"whole": raw, "start": raw[start:], "end": raw[:start], "twice": raw + raw[start:]}
    return bytes(parts[cut])


@given(answer=reply, probe=st.none() | reply)
@fuzz
def test_any_answer_to_a_token_request_is_granted_or_refused(answer, probe):
    outcome = read_answer(answer, SEVEN)
    assert isinstance(outcome, Granted | Refused)
    if isinstance(outcome, Refused):
        find_wrong_credential(outcome, probe and read_answer(probe, SEVEN))
        assert is_shown(outcome.error)
        assert is_shown(outcome.description)


@given(answer=reply)
@fuzz
def test_any_answer_can_be_shown(answer):
    assert len(answer.shown) <= SHOWN_LIMIT
    assert is_shown(answer.shown)
    assert all(isinstance(text, str) for text in answer.identifying_headers.values())
    answer.retry_after(datetime.now(UTC))


@given(raw=body)
@fuzz
def test_any_body_is_a_record_or_none(raw):
    for reader in (AuthInfo.read, InstanceInfo.read, AgentRecord.read):
        record = reader(raw)
        assert record is None or record
    page = ListPage.read(raw, "clients")
    assert page is None or page.count >= 0
    Identity.read(raw.decode("utf-8", "replace"))


@given(raw=st.binary(max_size=400) | mutated([LEAF, MIDDLE]))
@fuzz
def test_any_bytes_are_a_certificate_or_are_said_to_be_none(raw):
    try:
        certificate = read(raw)
    except UnreadableCertificateError:
        return
    shown = (certificate.subject, certificate.issuer, certificate.key, certificate.short_name)
    assert all(map(is_shown, shown))
    assert all(map(is_shown, certificate.names))
    certificate.covers("localhost")
    certificate.days_left(datetime.now(UTC))
    issued_by(certificate, read(MIDDLE))


@given(raw=st.lists(mutated([LEAF, MIDDLE]), max_size=4), bundle=mutated([BUNDLE, MIDDLE]))
@fuzz
def test_any_chain_and_any_bundle_can_be_read(raw, bundle):
    path_of(read_chain(raw))
    for certificate in read_bundle(bundle):
        issued_by(LEAF_READ, certificate)


class Scripted(Channel):
    """Sends what it was given, in pieces."""

    def __init__(self, raw, size):
        self._pieces = [raw[at : at + size] for at in range(0, len(raw), size)]

    has_ended = False

    async def read(self):
        return self._pieces.pop(0) if self._pieces else b""

    async def write(self, data):
        pass

    def close(self):
        pass


PACKED = gzip.compress(b'{"a": 1}' * 50)
HTTP = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: x\r\n\r\n{}",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2\r\n{}\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
    % (len(PACKED), PACKED),
    b"HTTP/1.0 302 Found\r\nLocation: https://a.test/?x#y\r\nSet-Cookie: a=b\r\n\r\n",
]  # fmt: skip


@given(raw=st.binary(max_size=300) | mutated(HTTP), size=st.integers(1, 50))
@fuzz
def test_any_bytes_are_an_answer_or_a_failure_of_ours(raw, size):
    request = prepare("GET", "http://halo.test/api/authinfo", {}, None, None)

    async def exchange():
        network = Network(connect=lambda: asyncio.sleep(0, Scripted(raw, size)))
        return await Transport(network, CONTEXT, keeps=False).exchange(request)

    try:
        answer = asyncio.run(exchange())
    except HttpError as problem:
        assert problem.sent
    else:
        assert isinstance(answer, RawReply)
        assert len(answer.body) <= MAX_BODY
        assert all(map(is_shown, answer.headers.values()))


@given(raw=st.binary(max_size=300) | mutated([*HTTP, OFFERED, BUNDLE]))
@fuzz
def test_any_bytes_where_an_issuer_should_be_are_the_issuer_or_a_reason(raw):
    async def fetch(port):
        endpoint = Endpoint(Origin("127.0.0.1"), Resolver(), "127.0.0.1")
        try:
            issuer, _ = await fetch_issuer(
                replace(LEAF_READ, ca_issuers=(f"http://127.0.0.1:{port}/i",)), endpoint, 2
            )
        except FetchError as problem:
            assert is_shown(str(problem))
        else:
            assert issued_by(LEAF_READ, issuer)

    async def main():
        async def answer(reader, writer):
            await reader.read(4096)
            writer.write(raw)
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            await fetch(server.sockets[0].getsockname()[1])

    asyncio.run(main())
