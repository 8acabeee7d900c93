"""Decides whether a server sends a complete chain to a trusted root, and what is missing if not.

OpenSSL's "unable to get local issuer certificate" has two causes: the server leaves out an
intermediate certificate, or its root is not trusted. To tell them apart, this module downloads the
issuer's certificate from the address in the last certificate (RFC 5280 §4.2.2.1, "CA Issuers"),
adds it, and repeats the handshake.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import SplitResult, urlsplit

import h11

from halo_tui.base.text import harmless
from halo_tui.halo.certificates import Certificate, issued_by, path_of, read_bundle, read_chain
from halo_tui.halo.origin import Origin, origin_of
from halo_tui.halo.proxy import ProxyError, Streams, connect_to_proxy, proxy_for
from halo_tui.halo.resolve import IPAddress, ResolveError, ip_address_of
from halo_tui.halo.tls import Endpoint, Handshake, single_handshake
from halo_tui.halo.trust import Trust

DEADLINE: Final = 5.0
"""Seconds for the download of one certificate."""
LARGEST: Final = 64 * 1024
"""The most bytes of one downloaded file."""
MOST_HOPS: Final = 4
"""The most missing certificates that are downloaded, from the server's certificate upwards."""

_CHUNK: Final = 16 * 1024

OK: Final = 0
_AMBIGUOUS: Final = frozenset({2, 20, 21})
"""X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, …_LOCALLY, UNABLE_TO_VERIFY_LEAF_SIGNATURE: the chain is
incomplete or its root is unknown."""
_SELF_SIGNED: Final = 18
_ROOT_NOT_TRUSTED: Final = 19
_BEYOND_THE_CHAIN: Final = frozenset({9, 10, 26, 62, 63, 64, 66, 67, 68})
"""Errors in dates, purpose, name or strength. OpenSSL reports them only for a complete chain."""


class FetchError(Exception):
    """An issuer's certificate could not be downloaded; the message is for people."""


@dataclass(frozen=True, slots=True)
class ChainResult:
    """What is known about the chain that one address sends."""

    address: str
    reason: str
    """The reason part of a code of `tls.chain`, or `ok`."""
    missing: tuple[Certificate, ...] = ()
    """Certificates that the server leaves out, lowest first; certain for `incomplete`."""
    fetched_from: str = ""
    why: str = ""
    """OpenSSL's explanation, or why the cause could not be determined."""


async def verify_chain(
    endpoint: Endpoint, met: Handshake, trust: Trust, *, aia: bool, seconds: float
) -> ChainResult:
    """Verify the chain that an address sent, but not its names, dates and strength.

    Args:
        endpoint: the address.
        met: the strict handshake with it.
        trust: the trusted roots.
        aia: whether a missing certificate may be downloaded.
        seconds: the limit for each further handshake and for each download.
    """
    code = met.verify_code
    if code in _BEYOND_THE_CHAIN:
        again = await single_handshake(endpoint, trust.context(chain_only=True), seconds)
        code = again.verify_code
    reason = _reason_of(code)
    if reason != "incomplete_or_untrusted":
        return ChainResult(met.address, reason, why=met.detail)
    return await _distinguish(endpoint, met, trust, aia=aia, seconds=seconds)


def _reason_of(code: int) -> str:
    if code == OK or code in _BEYOND_THE_CHAIN:
        return "ok"
    if code in _AMBIGUOUS:
        return "incomplete_or_untrusted"
    return {_SELF_SIGNED: "self_signed", _ROOT_NOT_TRUSTED: "untrusted_root"}.get(code, "broken")


async def _distinguish(
    endpoint: Endpoint, met: Handshake, trust: Trust, *, aia: bool, seconds: float
) -> ChainResult:
    result = ChainResult(met.address, "incomplete_or_untrusted")
    path = path_of(read_chain(met.chain))
    if not path:
        return replace(result, why="the certificates sent cannot be read")
    if path[-1].self_issued:
        return replace(result, reason="untrusted_root")
    if not aia:
        return replace(result, why="fetching certificates is switched off")
    return await _climb(endpoint, path[-1], trust, result, seconds)


async def _climb(
    endpoint: Endpoint, last: Certificate, trust: Trust, result: ChainResult, seconds: float
) -> ChainResult:
    """Download one issuer after another until the chain is trusted or ends in an unknown root."""
    for _ in range(MOST_HOPS):
        try:
            last, url = await fetch_issuer(last, endpoint, min(seconds, DEADLINE))
        except FetchError as problem:
            return replace(result, why=str(problem))
        if last.self_issued:
            return replace(result, reason="untrusted_root")
        result = replace(
            result, missing=(*result.missing, last), fetched_from=result.fetched_from or url
        )
        extra = [certificate.der for certificate in result.missing]
        again = await single_handshake(
            endpoint, trust.context(chain_only=True, extra=extra), seconds
        )
        if again.failure is None and _reason_of(again.verify_code) == "ok":
            return replace(result, reason="incomplete")
        if again.failure is not None or again.verify_code not in _AMBIGUOUS:
            return replace(result, why=again.detail)
    return replace(result, why=f"no root after {MOST_HOPS} certificates")


async def fetch_issuer(
    child: Certificate, endpoint: Endpoint, seconds: float = DEADLINE
) -> tuple[Certificate, str]:
    """Download the certificate that signed `child`, over plain HTTP (RFC 5280 §8).

    Plain HTTP is safe here: a certificate is accepted only if its key signed `child`.

    Args:
        child: the certificate whose issuer is missing.
        endpoint: the server that sent it; it limits which networks may be asked.
        seconds: the limit for the whole download.

    Returns:
        The certificate, and the address that it came from as safe text.

    Raises:
        FetchError: `child` names no address, or its issuer is not there.
    """
    urls = [url for url in child.ca_issuers if url.lower().startswith("http://")]
    if not urls:
        raise FetchError("its certificate does not say where its issuer's can be fetched")
    shown = harmless(urls[0], limit=200)
    try:
        async with asyncio.timeout(seconds):
            body = await _get(urls[0], endpoint)
    except TimeoutError:
        raise FetchError(f"no answer from {shown} in {seconds:g} seconds") from None
    except (OSError, ValueError, ProxyError, ResolveError, h11.ProtocolError) as problem:
        reason = harmless(getattr(problem, "strerror", None) or str(problem))
        raise FetchError(f"nothing usable from {shown}: {reason}") from None
    issuer = _issuer_in(read_bundle(body), child)
    if issuer is None:
        raise FetchError(f"what {shown} offers is not the issuer of the last certificate sent")
    return issuer, shown


def _issuer_in(offered: Sequence[Certificate], child: Certificate) -> Certificate | None:
    """Return the certificate that signed `child`; an intermediate is preferred to a root."""
    fitting = [certificate for certificate in offered if issued_by(child, certificate)]
    return min(fitting, key=lambda certificate: certificate.self_issued, default=None)


async def _get(url: str, endpoint: Endpoint) -> bytes:
    parts = urlsplit(url)
    if parts.username is not None or not url.isascii():
        raise ValueError("an address of a form that is not followed")
    origin = origin_of(url)
    (reader, writer), target = await _connect(origin, parts, endpoint)
    try:
        return await _exchange(origin, target, reader, writer)
    finally:
        writer.transport.abort()


async def _connect(origin: Origin, parts: SplitResult, endpoint: Endpoint) -> tuple[Streams, str]:
    """Return a connection and the request target to send on it."""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    resolver = endpoint.resolver
    proxy = None if resolver.is_pinned(origin.host) else proxy_for(origin)
    if proxy:
        return await connect_to_proxy(proxy, resolver), f"{origin}{path}"
    for address in await resolver.lookup(origin.host, origin.port):
        if _may_ask(address, endpoint.address):
            return await asyncio.open_connection(address, origin.port), path
    raise ValueError("it lies in a network that the server itself is not in")


def _may_ask(address: str, server: str) -> bool:
    """Whether an address in a certificate may be asked.

    The server chooses that address. It must not direct us to this machine or the local network, so
    it has to be at least as far away as the server itself.
    """
    return _reach(ip_address_of(address)) >= _reach(ip_address_of(server))


def _reach(address: IPAddress | None) -> int:
    """0 for this machine and link-local (cloud metadata), 1 for a private network, 2 beyond."""
    if address is None or address.is_global:
        return 2
    return 0 if address.is_loopback or address.is_link_local else 1


async def _exchange(
    origin: Origin, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bytes:
    talk = h11.Connection(h11.CLIENT)
    host = str(origin).partition("://")[2]
    headers = [("Host", host), ("Accept-Encoding", "identity"), ("Connection", "close")]
    writer.write(talk.send(h11.Request(method="GET", target=target, headers=headers)) or b"")
    writer.write(talk.send(h11.EndOfMessage()) or b"")
    await writer.drain()
    body = b""
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            talk.receive_data(await reader.read(_CHUNK))
        elif isinstance(event, h11.Response) and event.status_code != 200:
            raise ValueError(f"status {event.status_code}")
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > LARGEST:
                raise ValueError(f"more than {LARGEST // 1024} KiB")
        elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
            return body
