"""`network.tcp`: every address, and the proxy on the way."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from halo_tui.halo import proxy as proxies
from halo_tui.halo.resolve import Resolver

HERE = "127.0.0.1 halo.test\n"
BOTH = "127.0.0.1 halo.test\n127.0.0.2 halo.test\n"


def test_a_connection_opens(look, serve):
    port = serve()
    ended = look("network.tcp", f"https://halo.test:{port}", hosts=HERE)
    assert ended.code == "network.tcp.ok"
    assert ended.evidence["working_addresses"] == ["127.0.0.1"]


def test_refused(look, closed_port):
    ended = look("network.tcp", f"https://halo.test:{closed_port}", hosts=HERE)
    assert ended.code == "network.tcp.refused"
    assert str(closed_port) in ended.summary


def test_unreachable(look):
    ended = look("network.tcp", "https://halo.test", hosts="224.0.0.1 halo.test")
    assert ended.code == "network.tcp.unreachable"


@pytest.fixture
def silent_port():
    """A port whose waiting room is full, so that the next to connect hears nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        time.sleep(0.05)
        yield listener.getsockname()[1]
        for one in waiting:
            one.close()


def test_timeout(look, silent_port):
    ended = look("network.tcp", f"https://halo.test:{silent_port}", hosts=HERE, timeout=0.3)
    assert ended.code == "network.tcp.timeout"


def test_some_addresses_fail(look, serve):
    port = serve()
    ended = look("network.tcp", f"https://halo.test:{port}", hosts=BOTH)
    assert ended.code == "network.tcp.some_addresses_fail"
    assert ended.evidence["failing_addresses"] == ["127.0.0.2"]
    assert ended.evidence["problems"] == {"127.0.0.2": "refused"}


def test_a_machine_without_ipv6_does_not_blame_the_server(look, serve, monkeypatch):
    connect = asyncio.open_connection

    async def without_ipv6(host, port, **how):
        if ":" in host:
            raise OSError(101, "Network is unreachable")
        return await connect(host, port, **how)

    monkeypatch.setattr(asyncio, "open_connection", without_ipv6)
    port = serve()
    ended = look("network.tcp", f"https://halo.test:{port}", hosts=HERE + "2001:db8::1 halo.test")
    assert ended.code == "network.tcp.ok"
    assert ended.evidence["failing_addresses"] == ["2001:db8::1"]


def test_localhost_needs_only_one_of_its_addresses(look, serve):
    ended = look("network.tcp", f"https://acme.localhost:{serve()}")
    assert ended.code == "network.tcp.ok"


def test_a_name_of_the_hosts_file_is_reached_directly(look, serve, monkeypatch, closed_port):
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port}")
    ended = look("network.tcp", f"https://halo.test:{serve()}", hosts=HERE)
    assert ended.code == "network.tcp.ok"


def test_addresses_are_tried_side_by_side(look, silent_port):
    many = "".join(f"127.0.0.1 halo.test\n127.1.0.{n} halo.test\n" for n in range(1, 9))
    began = time.monotonic()
    look("network.tcp", f"https://halo.test:{silent_port}", hosts=many, timeout=2)
    assert time.monotonic() - began < 8


@pytest.fixture
def through(serve, monkeypatch):
    """Puts a proxy on the way that answers with given bytes; the requests that it got."""

    def start(answer: bytes, *, credentials: str = "") -> list[bytes]:
        asked: list[bytes] = []

        def handler(connection: socket.socket) -> None:
            asked.append(connection.recv(4096))
            connection.sendall(answer)

        port = serve(handler)
        monkeypatch.setenv("HTTPS_PROXY", f"http://{credentials}127.0.0.1:{port}")
        return asked

    return start


@pytest.fixture
def public_name(monkeypatch):
    """A name that the system's look-up knows, so that no hosts file keeps it from the proxy."""
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, **_: [(2, 1, 6, "", ("93.184.216.34", port))]
    )


@pytest.mark.usefixtures("public_name")
def test_through_a_proxy(look, through):
    asked = through(b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n")
    ended = look("network.tcp")
    assert ended.code == "network.tcp.ok"
    assert ended.evidence["variable"] == "HTTPS_PROXY"
    assert asked[0].startswith(b"CONNECT halo.test:443 HTTP/1.1\r\n")


@pytest.mark.usefixtures("public_name")
def test_a_proxy_that_wants_a_password(look, through):
    asked = through(
        b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
        credentials="me:hunter-22@",
    )
    ended = look("network.tcp")
    assert ended.code == "network.tcp.proxy_failed"
    assert ended.evidence["wants_credentials"] is True
    assert "HTTPS_PROXY" in ended.summary
    assert "hunter-22" not in ended.as_json()
    assert b"Proxy-Authorization: Basic bWU6aHVudGVyLTIy" in asked[0]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 403 Forbidden\r\n\r\n",
        b"HTTP/1.1 503 \r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"\x00\xff" * 100,
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5_000,
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ],
)
@pytest.mark.usefixtures("public_name")
def test_a_proxy_that_does_not_let_it_through(look, through, answer):
    through(answer)
    assert look("network.tcp", timeout=1).code == "network.tcp.proxy_failed"


@pytest.mark.usefixtures("public_name")
def test_a_proxy_that_is_down(look, monkeypatch, closed_port):
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port}")
    ended = look("network.tcp")
    assert ended.code == "network.tcp.proxy_failed"
    assert "cannot be reached" in ended.evidence["problem"]


@pytest.mark.usefixtures("public_name")
def test_a_proxy_that_cannot_be_used(look, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    ended = look("network.tcp")
    assert ended.code == "network.tcp.proxy_failed"
    assert "only http and https proxies" in ended.means


@pytest.mark.usefixtures("public_name")
def test_a_proxy_that_never_answers(look, serve, monkeypatch):
    port = serve(lambda connection: connection.recv(4096) and time.sleep(2))
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    assert look("network.tcp", timeout=0.3).code == "network.tcp.proxy_failed"


async def test_the_first_bytes_behind_a_tunnel_are_those_of_the_server(serve):
    port = serve(lambda c: c.recv(4096) and c.sendall(b"HTTP/1.1 200 OK\r\n\r\nSSH-2.0-x\r\n"))
    proxy = proxies.proxy_for(
        proxies.Origin("halo.test"), {"HTTPS_PROXY": f"http://127.0.0.1:{port}"}
    )
    reader, writer = await proxies.tunnel(proxy, "halo.test", 22, Resolver())
    assert await reader.read(100) == b"SSH-2.0-x\r\n"
    writer.close()
