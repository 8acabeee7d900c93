"""The proxy that a connection has to take, read from the environment and named in results.

As curl reads it: the lower-case variable outranks the upper-case one, `NO_PROXY` lists names,
addresses and networks that are reached directly. This machine itself never is behind a proxy.
"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit

import h11
from pydantic import SecretStr

from halo_tui.base.text import harmless, learn_secret
from halo_tui.halo.origin import Origin
from halo_tui.halo.resolve import ResolveError, Resolver, ip_address_of, is_loopback_name

Streams: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_USUAL_PORTS: Final = {"http": 80, "https": 443}
_LONGEST_HEAD: Final = 16 * 1024
"""Bytes of a proxy's answer before it is taken for broken."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy as the environment gives it."""

    variable: str
    """The environment variable that names it, as it is spelt there."""
    url: SecretStr
    """With scheme, and with name and password where they are given: for connecting only."""
    shown: str
    """Scheme, host and port: for people."""
    host: str
    port: int
    scheme: str = "http"
    problem: str = ""
    """Why it cannot be used, for people; empty if it can."""

    def authorization(self) -> str | None:
        """The value of `Proxy-Authorization` (RFC 7617), or None without name and password."""
        parts = urlsplit(self.url.get_secret_value())
        if parts.username is None:
            return None
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        return "Basic " + base64.b64encode(pair.encode()).decode()


class ProxyError(Exception):
    """A connection could not be made through the proxy; the text is for people."""

    def __init__(self, problem: str, *, status: int | None = None) -> None:
        super().__init__(problem)
        self.status = status
        """The proxy's HTTP status, if it answered."""


def proxy_for(origin: Origin, environment: Mapping[str, str] | None = None) -> Proxy | None:
    """The proxy for connections to an origin; None where they are made directly.

    Args:
        origin: where the connection goes.
        environment: `os.environ`, unless a test gives another.
    """
    if is_loopback_name(origin.host):
        return None
    variables = os.environ if environment is None else environment
    if _is_exempt(origin, variables.get("no_proxy") or variables.get("NO_PROXY") or ""):
        return None
    for name in (f"{origin.scheme}_proxy", "all_proxy"):
        for spelling in (name, name.upper()):
            value = variables.get(spelling, "").strip()
            if value:
                return _read(spelling, value)
    return None


def _read(variable: str, value: str) -> Proxy:
    url = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        problem = "its address cannot be understood"
        return Proxy(variable, SecretStr(url), "(not an address)", "", 0, problem=problem)
    _learn_credentials(parts)
    port = port or _USUAL_PORTS.get(parts.scheme, 1080)
    problem = "" if parts.scheme in _USUAL_PORTS else "only http and https proxies can be used"
    named = f"[{host}]" if ":" in host else host
    return Proxy(
        variable=variable,
        url=SecretStr(url),
        shown=harmless(f"{parts.scheme}://{named}:{port}"),
        host=host,
        port=port,
        scheme=parts.scheme,
        problem=problem if host else "it names no host",
    )


def _learn_credentials(parts: SplitResult) -> None:
    if parts.password:
        user = unquote(parts.username or "")
        learn_secret(parts.password)
        learn_secret(unquote(parts.password), client_id=user)


def _is_exempt(origin: Origin, no_proxy: str) -> bool:
    return any(_covers(entry, origin) for entry in no_proxy.lower().replace(",", " ").split())


def _covers(entry: str, origin: Origin) -> bool:
    """Whether one entry of `NO_PROXY` (name, .suffix, address, network, `*`; with port) fits."""
    if entry == "*":
        return True
    address = ip_address_of(origin.host)
    if address is not None:
        try:
            return address in ipaddress.ip_network(entry.strip("[]"), strict=False)
        except ValueError:
            pass
    name, _, port = entry.rpartition(":") if entry.count(":") == 1 else (entry, "", "")
    if port and port != str(origin.port):
        return False
    name = name.removeprefix("*").removeprefix(".").rstrip(".")
    host = origin.host.rstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


async def connect_to_proxy(proxy: Proxy, resolver: Resolver) -> Streams:
    """Open a connection to the proxy itself; encrypted for an https proxy.

    Raises:
        ProxyError: the proxy cannot be reached, or used.
    """
    if proxy.problem:
        raise ProxyError(proxy.problem)
    try:
        addresses = await resolver.lookup(proxy.host, proxy.port)
    except ResolveError as problem:
        raise ProxyError(str(problem)) from None
    trust = ssl.create_default_context() if proxy.scheme == "https" else None
    name = proxy.host if trust else None
    failure = "it has no address"
    for address in addresses:
        try:
            return await asyncio.open_connection(
                address, proxy.port, ssl=trust, server_hostname=name
            )
        except OSError as problem:
            failure = harmless(problem.strerror or type(problem).__name__)
    raise ProxyError(f"it cannot be reached: {failure}")


async def tunnel(proxy: Proxy, host: str, port: int, resolver: Resolver) -> Streams:
    """Open a connection through the proxy by CONNECT (RFC 9110 §9.3.6).

    Bound it with `asyncio.timeout`.

    Returns:
        Streams on which the first bytes are those of the server behind the proxy.

    Raises:
        ProxyError: the proxy cannot be reached, wants to know who asks (407), or refuses.
    """
    reader, writer = await connect_to_proxy(proxy, resolver)
    try:
        status = await _ask_to_connect(proxy, f"{bracketed(host)}:{port}", reader, writer)
    except (OSError, h11.ProtocolError):
        writer.close()
        raise ProxyError("it did not answer as a proxy does") from None
    except BaseException:
        writer.close()
        raise
    if not 200 <= status < 300:
        writer.close()
        raise ProxyError(f"it answered with status {status}", status=status)
    return reader, writer


async def _ask_to_connect(
    proxy: Proxy, authority: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> int:
    """Send CONNECT and read no byte beyond the head of the answer; the status it has."""
    headers = [("Host", authority)]
    authorization = proxy.authorization()
    if authorization:
        headers.append(("Proxy-Authorization", authorization))
    talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
    request = h11.Request(method="CONNECT", target=authority, headers=headers)
    writer.write(talk.send(request) or b"")
    await writer.drain()
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            # Up to the line's end: what follows the head belongs to the server behind the proxy.
            talk.receive_data(await _one_line(reader))
        elif isinstance(event, h11.Response):
            return event.status_code
        elif not isinstance(event, h11.InformationalResponse):
            raise ConnectionError("closed")


async def _one_line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as ended:
        return ended.partial
    except asyncio.LimitOverrunError:
        raise ConnectionError("a line without an end") from None


def bracketed(host: str) -> str:
    """A host as it stands in an authority: IPv6 addresses in brackets (RFC 3986 §3.2.2)."""
    return f"[{host}]" if ":" in host else host
