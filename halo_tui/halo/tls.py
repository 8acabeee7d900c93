"""Performs a strict TLS handshake with one address of a server, and records the result.

The chain is recorded exactly as it was sent; missing certificates are not added.
"""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final, TypeAlias

from halo_tui.base.text import harmless
from halo_tui.halo.channel import Channel, TlsChannel, record_messages, tls_channel
from halo_tui.halo.origin import Origin
from halo_tui.halo.proxy import Proxy, ProxyError, Streams, bracketed, tunnel
from halo_tui.halo.resolve import Resolver
from halo_tui.halo.trust import Trust

Keep: TypeAlias = Callable[[TlsChannel], None]
"""A function that takes ownership of a connection."""

_TLS_RECORDS: Final = frozenset({20, 21, 22, 23})
_PROBE_LIMIT: Final = 3.0
_PLAIN_LIMIT: Final = 1.0
"""Seconds for the probes that look for the reason of a failed handshake."""


class Failure(Enum):
    """Why there is no TLS connection; the names are the reasons of `tls.handshake`."""

    NOT_TLS = auto()
    OLD_PROTOCOL = auto()
    RESET = auto()
    TIMEOUT = auto()
    CLIENT_CERTIFICATE_WANTED = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Handshake:
    """The result of one handshake. An untrusted chain does not count as a failure here."""

    address: str
    failure: Failure | None = None
    verify_code: int = 0
    """OpenSSL's verification result (X509_V_ERR_…); 0 means trusted."""
    protocol: str = ""
    cipher: str = ""
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    """The certificates that the server sent, in DER, in its order."""
    detail: str = ""
    """The reason that the server or OpenSSL gave, safe to show."""
    received: bytes = field(default=b"", repr=False)
    """The first bytes of the answer if it was not TLS."""

    @property
    def is_sound(self) -> bool:
        """Whether the handshake succeeded and the certificate is trusted."""
        return self.failure is None and not self.verify_code and bool(self.protocol)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of a server, or a server behind a proxy."""

    origin: Origin
    resolver: Resolver
    address: str = ""
    """Empty if the proxy resolves the name."""
    proxy: Proxy | None = None

    @property
    def shown(self) -> str:
        """The address to show to people."""
        return self.address or self.origin.host

    async def open(self) -> Streams:
        """Open a TCP connection; it has no time limit of its own, use `asyncio.timeout`.

        Raises:
            OSError: the connection failed.
            ProxyError: the connection through the proxy failed.
        """
        if self.proxy:
            return await tunnel(self.proxy, self.origin.host, self.origin.port, self.resolver)
        return await asyncio.open_connection(self.address, self.origin.port)


async def strict_handshake(
    endpoint: Endpoint,
    trust: Trust,
    seconds: float,
    *,
    opened: Streams | None = None,
    keep: Keep | None = None,
) -> Handshake:
    """Perform a strict handshake with one address; if it fails, find out why.

    Args:
        endpoint: the address.
        trust: the trusted roots.
        seconds: the limit for the handshake; the probes after a failure take a little longer.
        opened: see `single_handshake`.
        keep: see `single_handshake`.
    """
    met = await single_handshake(endpoint, trust.strict, seconds, opened=opened, keep=keep)
    if met.failure in {Failure.REFUSED, Failure.RESET}:
        lenient = await single_handshake(endpoint, _anything_goes(), min(seconds, _PROBE_LIMIT))
        if lenient.protocol in {"SSLv3", "TLSv1", "TLSv1.1"}:
            return replace(lenient, failure=Failure.OLD_PROTOCOL)
        if lenient.protocol:
            return replace(met, protocol=lenient.protocol, cipher=lenient.cipher)
    if met.failure in {Failure.RESET, Failure.TIMEOUT} and not met.received:
        answer = await _speak_plainly(endpoint, min(seconds, _PLAIN_LIMIT))
        if answer:
            return replace(met, failure=Failure.NOT_TLS, received=answer)
    return met


async def single_handshake(
    endpoint: Endpoint,
    context: ssl.SSLContext,
    seconds: float,
    *,
    opened: Streams | None = None,
    keep: Keep | None = None,
) -> Handshake:
    """Perform one handshake with one address, without further probes.

    Args:
        endpoint: the address.
        context: the trusted roots and the TLS options.
        seconds: the limit for connecting and the handshake.
        opened: an open connection; None to open one.
        keep: called with the connection if it is sound; otherwise the connection is closed.
    """
    found, channel = Handshake(endpoint.shown), None
    try:
        async with asyncio.timeout(seconds):
            streams = opened or await endpoint.open()
            channel = tls_channel(context, endpoint.origin.host, streams)
            found = await _negotiate(channel, endpoint.origin, found)
    except TimeoutError:
        found = replace(found, failure=Failure.TIMEOUT, detail=f"no answer in {seconds:g} s")
    except ValueError:
        found = replace(found, failure=Failure.REFUSED, detail="no name that TLS can ask for")
    except (OSError, ProxyError) as problem:
        detail = harmless(getattr(problem, "strerror", None) or str(problem))
        found = replace(found, failure=Failure.RESET, detail=detail)
    finally:
        if (
            channel is not None
            and keep
            and found.is_sound
            and not channel.messages.certificate_requested
        ):
            keep(channel)
        elif channel is not None:
            channel.close()
    return found


async def _negotiate(channel: TlsChannel, origin: Origin, found: Handshake) -> Handshake:
    """Perform the handshake and return its record."""
    try:
        await channel.do_handshake()
    except ssl.SSLCertVerificationError as problem:
        detail = harmless(problem.verify_message)
        return replace(_with_chain(channel, found), verify_code=problem.verify_code, detail=detail)
    except (ssl.SSLError, ValueError) as problem:
        return _failed(channel, found, problem)
    found = _with_chain(channel, found)
    if channel.messages.certificate_requested and await _is_refused(channel, origin):
        return replace(found, failure=Failure.CLIENT_CERTIFICATE_WANTED)
    return found


def _with_chain(channel: TlsChannel, found: Handshake) -> Handshake:
    return replace(
        found, protocol=channel.protocol, cipher=channel.cipher, chain=tuple(channel.chain())
    )


def _failed(channel: TlsChannel, found: Handshake, problem: Exception) -> Handshake:
    messages, first = channel.messages, channel.first
    detail = harmless(_alert_name(messages.alert) or getattr(problem, "reason", None) or "")
    found = replace(found, detail=channel.lost or detail, received=first[:200])
    if first and not _looks_like_tls(first):
        return replace(found, failure=Failure.NOT_TLS)
    if messages.certificate_requested:
        return replace(_with_chain(channel, found), failure=Failure.CLIENT_CERTIFICATE_WANTED)
    if messages.alert is None and channel.ended:
        return replace(found, failure=Failure.RESET)
    spoke_tls = messages.alert is not None or messages.server_hello
    return replace(found, failure=Failure.REFUSED if spoke_tls else Failure.NOT_TLS)


async def _is_refused(channel: TlsChannel, origin: Origin) -> bool:
    """Whether a server asked for a client certificate and goes no further without one.

    Under TLS 1.3 the alert comes after the handshake, with the first read. Web servers that decide
    later answer a request with status 400.
    """
    request = f"HEAD / HTTP/1.1\r\nHost: {bracketed(origin.host)}\r\nConnection: close\r\n\r\n"
    try:
        await channel.write(request.encode("ascii"))
        answer = await channel.read()
    except (OSError, ValueError):
        return True
    words = answer.split(b" ", 2)
    return not answer or (words[0].startswith(b"HTTP/") and words[1:2] == [b"400"])


def _looks_like_tls(data: bytes) -> bool:
    return data[0] in _TLS_RECORDS and data[1:2] in {b"", b"\x03"}


def _alert_name(alert: int | None) -> str:
    if alert is None:
        return ""
    try:
        name = ssl.AlertDescription(alert).name
    except ValueError:
        return f"alert {alert}"
    return "alert " + name.removeprefix("ALERT_DESCRIPTION_").lower()


def _anything_goes() -> ssl.SSLContext:
    """Return a context for probes that send no data: any version, cipher and certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ALL:@SECLEVEL=0")
    record_messages(context)
    return context


async def _speak_plainly(endpoint: Endpoint, seconds: float) -> bytes:
    """Return the server's answer to plain HTTP; empty if there is none or it is not HTTP."""
    channel: Channel | None = None
    try:
        async with asyncio.timeout(seconds):
            channel = Channel(await endpoint.open())
            host = bracketed(endpoint.origin.host)
            await channel.write(f"HEAD / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode("ascii"))
            answer = (await channel.read())[:200]
    except (OSError, ProxyError):
        return b""
    finally:
        if channel is not None:
            channel.close()
    return answer if answer.startswith(b"HTTP/") else b""
