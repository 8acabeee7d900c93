"""The HTTP client against servers that mean no good."""

from __future__ import annotations

import asyncio
import gzip
import time

import pytest
from hostile_server import OTHER_HOST, answering, http
from pydantic import SecretStr

from halo_tui.halo.errors import (
    BudgetExceededError,
    ConnectFailedError,
    ConnectionLostError,
    HttpError,
    MalformedReplyError,
    ProxyFailedError,
    RequestTimeoutError,
    TlsFailedError,
    TooLargeError,
    TrustStoreError,
    UntrustedRootError,
    UnusableAddressError,
)
from halo_tui.halo.http import MAX_REQUESTS, Client
from halo_tui.halo.origin import origin_of
from halo_tui.halo.resolve import Resolver
from halo_tui.halo.transport import MAX_BODY

SECRET = "8c1f7f60-0000-4000-8000-000000000001-8c1f7f60-0000-4000-8000-000000000002"


async def silent(_request, _writer):
    await asyncio.sleep(30)


async def test_an_answer_comes_back_with_its_headers_in_lower_case(speak):
    async with speak(answering(http(b"hi", "Content-Type: Text/Plain"))) as (client, server):
        reply = await client.send("GET", f"{server.url}/x")
    assert (reply.status, reply.body, reply.media_type) == (200, b"hi", "text/plain")


async def test_a_form_carries_the_opened_secret_and_nothing_else_does(speak):
    async with speak(answering(http(b"{}"))) as (client, server):
        form = {"client_id": "an id", "client_secret": SecretStr("a+b")}
        await client.send("POST", f"{server.url}/token", form=form)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == b"client_id=an+id&client_secret=a%2Bb"
    assert b"application/x-www-form-urlencoded" in head


async def test_host_and_server_name_are_those_of_the_address_typed(speak):
    async with speak(answering(http(b"{}"))) as (client, server):
        await client.send("GET", f"https://{OTHER_HOST}:{server.port}/")
    assert server.names == [OTHER_HOST]
    assert f"Host: {OTHER_HOST}:{server.port}\r\n".encode() in server.requests[0]


async def test_two_names_at_one_address_never_share_a_connection(speak):
    async with speak(answering(http(b"{}"))) as (client, server):
        await client.send("GET", f"{server.url}/")
        await client.send("GET", f"https://{OTHER_HOST}:{server.port}/")
    assert server.connections == 2


async def test_one_connection_is_kept_for_requests_one_after_another(speak):
    async with speak(answering(http(b"{}"))) as (client, server):
        for _ in range(5):
            await client.send("GET", f"{server.url}/")
    assert server.connections == 1


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_reported_and_never_followed(speak, status):
    async def script(_request, writer):
        target = f"Location: https://{OTHER_HOST}/elsewhere?token=abc#x"
        writer.write(http(b"", target, status=status))

    async with speak(script) as (client, server):
        form = {"client_secret": SecretStr(SECRET)}
        reply = await client.send("POST", f"{server.url}/token", form=form)
    assert len(server.requests) == 1
    assert reply.location == f"https://{OTHER_HOST}/elsewhere"


async def test_of_cookies_only_the_names_are_kept_and_none_is_sent_back(speak):
    async with speak(answering(http(b"{}", "Set-Cookie: a=secret"))) as (client, server):
        reply = await client.send("GET", f"{server.url}/")
        await client.send("GET", f"{server.url}/")
    assert reply.headers["set-cookie"] == "a"
    assert not any(b"cookie" in request.lower() for request in server.requests)


@pytest.mark.parametrize("value", [b"a\x9b31mb", b"a\xe2\x80\xaeb", b"a\x1b]52;c;AAAA\x07b"])
async def test_control_characters_in_headers_become_pictures(speak, value):
    raw = b"HTTP/1.1 200 OK\r\nX-Note: " + value + b"\r\nContent-Length: 0\r\n\r\n"
    async with speak(answering(raw)) as (client, server):
        reply = await client.send("GET", f"{server.url}/")
    assert reply.headers["x-note"].startswith("a")
    assert reply.headers["x-note"].isprintable()


async def test_no_answer_ends_at_the_deadline(speak):
    async with speak(silent, seconds=0.3) as (client, server):
        began = time.monotonic()
        with pytest.raises(RequestTimeoutError) as caught:
            await client.send("GET", f"{server.url}/")
    assert time.monotonic() - began < 8
    assert caught.value.sent


async def test_a_byte_now_and_then_does_not_outlive_the_deadline(speak):
    async def drip(_request, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with speak(drip, seconds=0.4) as (client, server):
        with pytest.raises(RequestTimeoutError):
            await client.send("GET", f"{server.url}/")


async def test_a_handshake_that_never_ends_is_a_timeout_before_anything_was_sent(speak):
    async with speak(silent, tls=False, seconds=0.3) as (client, server):
        with pytest.raises(RequestTimeoutError) as caught:
            await client.send("GET", f"{server.url}/")
    assert not caught.value.sent


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Le",
    ],
)
async def test_an_answer_that_ends_early_is_a_lost_connection(speak, raw):
    async def cut(_request, writer):
        writer.write(raw)
        writer.close()

    async with speak(cut) as (client, server):
        with pytest.raises(ConnectionLostError) as caught:
            await client.send("GET", f"{server.url}/")
    assert caught.value.sent


async def test_a_reset_is_a_lost_connection(speak):
    async def reset(_request, writer):
        writer.transport.abort()

    async with speak(reset) as (client, server):
        with pytest.raises(ConnectionLostError):
            await client.send("GET", f"{server.url}/")


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"\x00\xff\x00\xff" * 10,
        b"HTTP/1.1 999999 \r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: minus\r\n\r\n",
        http(b"x", "Content-Encoding: br"),
        http(b"not gzip", "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000,
    ],
)
async def test_what_is_not_http_is_malformed(speak, raw):
    async def script(_request, writer):
        writer.write(raw)
        await writer.drain()
        writer.close()

    async with speak(script) as (client, server):
        with pytest.raises(MalformedReplyError):
            await client.send("GET", f"{server.url}/")


async def test_a_body_above_the_bound_is_given_up(speak):
    async with speak(answering(http(b"x" * (MAX_BODY + 1)))) as (client, server):
        with pytest.raises(TooLargeError):
            await client.send("GET", f"{server.url}/")


async def test_a_packed_body_is_unpacked(speak):
    packed = gzip.compress(b"hello")
    async with speak(answering(http(packed, "Content-Encoding: gzip"))) as (client, server):
        assert (await client.send("GET", f"{server.url}/")).body == b"hello"


async def test_a_bomb_is_given_up_at_the_bound(speak):
    bomb = gzip.compress(bytes(64 << 20))
    async with speak(answering(http(bomb, "Content-Encoding: gzip"))) as (client, server):
        with pytest.raises(TooLargeError):
            await client.send("GET", f"{server.url}/")


async def test_an_endless_stream_of_interim_answers_is_bounded_by_the_deadline(speak):
    async def script(_request, writer):
        while not writer.is_closing():
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with speak(script, seconds=0.3) as (client, server):
        with pytest.raises(RequestTimeoutError):
            await client.send("GET", f"{server.url}/")


async def test_no_request_is_made_above_the_budget(speak):
    async with speak(answering(http(b"{}"))) as (client, server):
        for _ in range(MAX_REQUESTS):
            await client.send("GET", f"{server.url}/")
        with pytest.raises(BudgetExceededError):
            await client.send("GET", f"{server.url}/")
    assert client.requests == len(server.requests) == MAX_REQUESTS


async def test_a_certificate_that_nobody_vouches_for_gets_no_byte(speak, hosts_file):
    async with (
        speak(answering(http(b"{}"))) as (_, server),
        Client(ca_file=None, timeout=5, resolver=Resolver(hosts_file)) as strict,
    ):
        with pytest.raises(UntrustedRootError) as caught:
            await strict.send("GET", f"{server.url}/", bearer=SecretStr(SECRET))
    assert not server.requests
    assert "certificate" in caught.value.explanation


async def test_a_certificate_for_another_name_gets_no_byte(speak, hosts_file):
    hosts_file.write_text(hosts_file.read_text() + "127.0.0.1 third.test\n")
    async with speak(answering(http(b"{}"))) as (client, server):
        with pytest.raises(TlsFailedError) as caught:
            await client.send("GET", f"https://third.test:{server.port}/")
    assert not isinstance(caught.value, UntrustedRootError)
    assert not server.requests


async def test_a_root_file_that_is_no_certificate_says_so(tmp_path, hosts_file):
    bad = tmp_path / "root.pem"
    bad.write_text("hello")
    async with Client(ca_file=bad, timeout=5, resolver=Resolver(hosts_file)) as client:
        with pytest.raises(TrustStoreError):
            await client.send("GET", "https://halo.test:1/")


async def test_a_refused_connection_and_an_unknown_name_sent_nothing(speak, hosts_file):
    hosts_file.write_text(hosts_file.read_text() + "not-found gone.test\n")
    async with speak(silent) as (client, _server):
        for url in ("https://halo.test:9/", "https://gone.test/"):
            with pytest.raises(ConnectFailedError) as caught:
                await client.send("GET", url)
            assert not caught.value.sent


async def test_the_next_address_of_a_name_is_tried(speak, hosts_file):
    hosts_file.write_text("127.0.0.9 halo.test\n127.0.0.1 halo.test\n")
    async with speak(answering(http(b"{}"))) as (client, server):
        assert (await client.send("GET", f"{server.url}/")).status == 200


async def test_a_hosts_file_that_is_gone_is_a_failed_connection(tmp_path):
    resolver = Resolver(tmp_path / "gone")
    async with Client(ca_file=None, timeout=5, resolver=resolver) as client:
        with pytest.raises(ConnectFailedError):
            await client.send("GET", "https://halo.test/")


async def mute_server(reader, writer):
    await reader.read()
    writer.close()


async def test_an_address_that_is_known_to_answer_is_not_kept_waiting(speak, hosts_file):
    hosts_file.write_text("127.0.0.2 halo.test\n127.0.0.1 halo.test\n")
    async with speak(answering(http(b"{}")), seconds=30) as (client, server):
        mute = await asyncio.start_server(mute_server, "127.0.0.2", server.port)
        client.prefer(origin_of(server.url), ["127.0.0.1"])
        began = time.monotonic()
        await client.send("GET", f"{server.url}/")
        mute.close()
    assert time.monotonic() - began < 8


async def test_an_address_that_never_answers_leaves_time_for_the_next(speak, hosts_file):
    hosts_file.write_text("127.0.0.2 halo.test\n127.0.0.1 halo.test\n")
    async with speak(answering(http(b"{}")), seconds=5) as (client, server):
        mute = await asyncio.start_server(mute_server, "127.0.0.2", server.port)
        assert (await client.send("GET", f"{server.url}/")).status == 200
        mute.close()


@pytest.mark.parametrize("url", ["ftp://halo.test/", "halo.test", "https://", "https://[::1/"])
async def test_an_address_that_is_none_is_refused(speak, url):
    async with speak(silent) as (client, _server):
        with pytest.raises(UnusableAddressError):
            await client.send("GET", url)


async def test_a_proxy_that_asks_who_we_are_is_named_without_its_password(certificate, monkeypatch):
    async def refuse(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:hunter22@127.0.0.1:{port}")
    async with Client(ca_file=certificate[0], timeout=5, resolver=Resolver()) as client:
        with pytest.raises(ProxyFailedError) as caught:
            await client.send("GET", "https://acme.example/")
    server.close()
    assert "407" in caught.value.explanation
    assert "hunter22" not in caught.value.explanation


async def test_a_request_can_be_cancelled_at_once(speak):
    async with speak(silent, seconds=30) as (client, server):
        task = asyncio.create_task(client.send("GET", f"{server.url}/"))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert time.monotonic() - began < 8


async def test_no_text_of_a_failure_holds_the_secret(speak):
    async def cut(_request, writer):
        writer.close()

    async with speak(cut) as (client, server):
        with pytest.raises(HttpError) as caught:
            await client.send(
                "POST", f"{server.url}/token?tenant=acme", form={"client_secret": SecretStr(SECRET)}
            )
    problem = caught.value
    assert SECRET not in f"{problem!r} {problem} {problem.__cause__!r} {problem.__context__!r}"


def closing_unheard(answers: int):
    """A script that answers so many times, then closes a connection on its next request."""
    given = 0

    async def script(_request, writer):
        nonlocal given
        given += 1
        if given <= answers or given > answers + 1:
            writer.write(http(b"{}"))
            await writer.drain()
        else:
            writer.close()

    return script


async def test_a_read_that_met_a_dead_connection_is_sent_once_more(speak):
    async with speak(closing_unheard(1)) as (client, server):
        await client.send("GET", f"{server.url}/first")
        reply = await client.send("GET", f"{server.url}/second")
    assert (reply.status, client.requests, server.connections) == (200, 3, 2)


async def test_a_read_that_a_new_connection_loses_is_lost(speak):
    async with speak(closing_unheard(0)) as (client, server):
        with pytest.raises(ConnectionLostError):
            await client.send("GET", f"{server.url}/first")
    assert len(server.requests) == 1


async def test_what_must_not_be_sent_twice_never_meets_an_old_connection(speak):
    async with speak(answering(http(b"{}"))) as (client, server):
        await client.send("POST", f"{server.url}/token", form={"a": "b"})
        await client.send("POST", f"{server.url}/token", form={"a": "b"})
    assert server.connections == 2
