"""Finds the proxy for a connection in the environment, and connects through it.

The rules are those of curl: a lower-case variable takes precedence over the upper-case one, and
`NO_PROXY` lists names, addresses and networks without a proxy. Loopback never uses a proxy.
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
"""The most bytes of a proxy's response head; more is treated as an error."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy from an environment variable."""

    variable: str
    """The name of the variable, in its own letter case."""
    url: SecretStr
    """The full address, with user name and password if given; for connecting only."""
    shown: str
    """Scheme, host and port, safe to show."""
    host: str
    port: int
    scheme: str = "http"
    problem: str = ""
    """Why the proxy cannot be used, for people; empty if it can."""

    def authorization(self) -> str | None:
        """Return the value of `Proxy-Authorization` (RFC 7617), or None without credentials."""
        parts = urlsplit(self.url.get_secret_value())
        if parts.username is None:
            return None
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        return "Basic " + base64.b64encode(pair.encode()).decode()


class ProxyError(Exception):
    """A connection through the proxy failed; the message is for people."""

    def __init__(self, problem: str, *, status: int | None = None) -> None:
        super().__init__(problem)
        self.status = status
        """The proxy's HTTP status, if it answered."""


def proxy_for(origin: Origin, environment: Mapping[str, str] | None = None) -> Proxy | None:
    """Return the proxy for connections to an origin; None if they are direct.

    Args:
        origin: the target of the connection.
        environment: the variables; by default `os.environ`.
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
    """Whether an entry of `NO_PROXY` (name, .suffix, address, network or `*`; port) matches."""
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
    """Connect to the proxy itself, with TLS for an https proxy.

    Raises:
        ProxyError: the proxy cannot be reached or used.
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
    """Open a connection through the proxy with CONNECT (RFC 9110 §9.3.6).

    It has no time limit of its own; use `asyncio.timeout`.

    Returns:
        Streams that start with the first bytes of the server behind the proxy.

    Raises:
        ProxyError: the proxy cannot be reached, asks for authentication (407), or refuses.
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
    """Send CONNECT and return the status; no byte after the response head is read."""
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
    """Return a host as in a URL: IPv6 addresses in brackets (RFC 3986 §3.2.2)."""
    return f"[{host}]" if ":" in host else host
