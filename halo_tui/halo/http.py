"""The HTTP client: all requests of a run go through it.

A request ends in one answer of limited size, or in one `HttpError`. Redirects are never followed:
a 307 would send the secret to another origin. The environment affects neither trust nor routes,
except the proxy variables that `halo_tui.halo.proxy` reads. Names are resolved by the run's own
resolver; the connection goes to the address found, with the name in SNI and `Host`.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from halo_tui.base.text import harmless
from halo_tui.halo.channel import Channel, TlsChannel, tls_channel
from halo_tui.halo.errors import (
    BudgetExceededError,
    ConnectFailedError,
    ConnectionLostError,
    HttpError,
    ProxyFailedError,
    RequestTimeoutError,
    TlsFailedError,
    TrustStoreError,
    UntrustedRootError,
)
from halo_tui.halo.origin import Origin
from halo_tui.halo.proxy import Proxy, ProxyError, Streams, proxy_for
from halo_tui.halo.reply import Reply
from halo_tui.halo.request import MAX_REQUESTS, Request, prepare
from halo_tui.halo.resolve import ResolveError, Resolver
from halo_tui.halo.tls import Endpoint
from halo_tui.halo.trust import Trust, trust_of

if TYPE_CHECKING:
    from pydantic import SecretStr

    from halo_tui.halo.network import Network
    from halo_tui.halo.transport import Transport

__all__ = ["MAX_REQUESTS", "Client"]

_NO_TRUSTED_ROOT: Final = frozenset({2, 18, 19, 20, 21})
"""OpenSSL's error codes for a chain that does not end in a trusted root."""


class Client:
    """Sends the requests of one run; connections are reused, but never for another origin."""

    def __init__(self, *, ca_file: Path | None, timeout: float, resolver: Resolver) -> None:
        """Store the options; nothing is opened before the first request.

        Args:
            ca_file: the trusted roots (PEM) instead of the public ones.
            timeout: seconds for each request, from name resolution to the last byte.
            resolver: resolves all names.
        """
        self.requests = 0
        self._ca_file = ca_file
        self._timeout = timeout
        self._resolver = resolver
        self._trust: asyncio.Future[Trust] | None = None
        self._networks: dict[Origin, Network] = {}
        self._transports: dict[tuple[Origin, bool], Transport] = {}
        self._preferred: dict[Origin, frozenset[str]] = {}
        self._reserved: dict[tuple[Origin, str], Streams] = {}

    async def __aenter__(self) -> Self:
        """Start to read the roots (about 30 ms) while the first checks run."""
        self._reading_roots()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        if self._trust:
            await asyncio.gather(self._trust, return_exceptions=True)
        for _, writer in self._reserved.values():
            writer.transport.abort()
        closing = [transport.aclose() for transport in self._transports.values()]
        closing += [network.close() for network in self._networks.values()]
        await asyncio.gather(*closing, return_exceptions=True)

    async def trust(self) -> Trust:
        """Return the trusted roots, which are read once for each run."""
        return await asyncio.shield(self._reading_roots())

    def prefer(self, origin: Origin, addresses: Iterable[str]) -> None:
        """Try these addresses of an origin first: they are known to accept connections."""
        self._preferred[origin] = frozenset(addresses)

    def reserve(self, origin: Origin, address: str, streams: Streams) -> None:
        """Keep an unused connection for a later TLS handshake."""
        _, earlier = self._reserved.pop((origin, address), (None, None))
        if earlier:
            earlier.transport.abort()
        self._reserved[origin, address] = streams

    def reserved(self, origin: Origin, address: str) -> Streams | None:
        """Take the connection that was kept for an address; the caller owns it from now on."""
        return self._reserved.pop((origin, address), None)

    def adopt(self, origin: Origin, channel: Channel) -> None:
        """Reuse a verified connection that somebody else opened for requests."""
        self._network(origin).keep(channel)

    def warm(self, origin: Origin, count: int) -> None:
        """Open connections in advance, for requests that will follow soon.

        Only the handshake is sent on them; those that fail are dropped.
        """
        for _ in range(count):
            self._network(origin).open(self._connect_within(origin, self._timeout))

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str | SecretStr] | None = None,
        bearer: SecretStr | None = None,
    ) -> Reply:
        """Send one request; redirects are returned, not followed.

        Args:
            method: GET or POST.
            url: absolute, http or https.
            headers: additional headers.
            form: sent as `application/x-www-form-urlencoded`; secrets are revealed only then.
            bearer: an access token (RFC 6750 §2.1).

        Raises:
            HttpError: there is no usable answer; see `halo_tui.halo.errors`.
        """
        if self.requests >= MAX_REQUESTS:
            raise BudgetExceededError(f"This run has made its {MAX_REQUESTS} requests already")
        request = prepare(method, url, headers or {}, form, bearer)
        self.requests += 1
        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange(request)
        except TimeoutError:
            why = f"No whole answer from {request.origin} within {self._timeout:g} seconds"
            raise RequestTimeoutError(why, seconds=self._timeout, sent=request.sent) from None

    async def _exchange(self, request: Request) -> Reply:
        try:
            return await self._over(request, is_kept=request.is_repeatable)
        except ConnectionLostError:
            if not request.may_have_hit_closed_connection or self.requests >= MAX_REQUESTS:
                raise
            self.requests += 1
            await self._network(request.origin).close()
            return await self._over(request, is_kept=False)

    async def _over(self, request: Request, *, is_kept: bool) -> Reply:
        """Send a request over a connection to its origin, and read the whole answer."""
        transport = await self._transport(request.origin, is_kept=is_kept)
        began = time.monotonic()
        answer = await transport.exchange(request)
        spent = round((time.monotonic() - began) * 1000)
        return Reply(answer.status, answer.headers, answer.body, spent)

    async def _transport(self, origin: Origin, *, is_kept: bool) -> Transport:
        """Return the transport for one origin; another name at the same address gets its own.

        A request that must not be sent twice gets a fresh connection. A reused one may have been
        closed by the server, which only shows after the request was sent.
        """
        context = (await self.trust()).strict
        if (origin, is_kept) not in self._transports:
            from halo_tui.halo.transport import Transport

            made = Transport(self._network(origin), context, keeps=is_kept)
            self._transports[origin, is_kept] = made
        return self._transports[origin, is_kept]

    def _network(self, origin: Origin) -> Network:
        if origin not in self._networks:
            from halo_tui.halo.network import Network

            self._networks[origin] = Network(partial(self._connect, origin))
        return self._networks[origin]

    async def _connect_within(self, origin: Origin, seconds: float) -> Channel:
        try:
            async with asyncio.timeout(seconds):
                return await self._connect(origin)
        except TimeoutError:
            raise _no_connection(origin) from None

    async def _connect(self, origin: Origin) -> Channel:
        """Connect to the first address that accepts, or through the proxy."""
        proxy = self._proxy(origin)
        if proxy:
            return await self._connect_to(Endpoint(origin, self._resolver, proxy=proxy), None)
        addresses = await self._addresses(origin)
        for position, address in enumerate(addresses, 1):
            is_last = position == len(addresses)
            endpoint = Endpoint(origin, self._resolver, address)
            share = None if is_last else self._timeout / len(addresses)
            try:
                channel = await self._connect_to(endpoint, share)
            except ConnectFailedError:
                if is_last:
                    raise
            else:
                self._preferred.setdefault(origin, frozenset({address}))
                return channel
        raise ConnectFailedError(f"The name {origin.host} has no address")

    def _proxy(self, origin: Origin) -> Proxy | None:
        try:
            proxy = None if self._resolver.is_pinned(origin.host) else proxy_for(origin)
        except ResolveError as problem:
            raise ConnectFailedError(str(problem)) from None
        if proxy and proxy.problem:
            raise ProxyFailedError(f"The proxy {proxy.shown} cannot be used: {proxy.problem}")
        return proxy

    async def _addresses(self, origin: Origin) -> list[str]:
        """Resolve a name; addresses that are known to answer come first."""
        try:
            found = await self._resolver.lookup(origin.host, origin.port)
        except ResolveError as problem:
            raise ConnectFailedError(str(problem)) from None
        preferred = self._preferred.get(origin, frozenset())
        return sorted(found, key=lambda address: address not in preferred)

    async def _connect_to(self, endpoint: Endpoint, seconds: float | None) -> Channel:
        """Connect to one address; with https, the server is verified."""
        origin = endpoint.origin
        context = await self._context() if origin.scheme == "https" else None
        try:
            async with asyncio.timeout(seconds):
                streams = await endpoint.open()
                if context is None:
                    return Channel(streams)
                return await _secured(context, origin, streams)
        except TimeoutError:
            raise _no_connection(origin) from None
        except ProxyError as problem:
            shown = endpoint.proxy.shown if endpoint.proxy else ""
            why = f"The proxy {shown} did not let us through: {harmless(str(problem))}"
            raise ProxyFailedError(why) from None
        except (OSError, ValueError):
            raise _no_connection(origin) from None

    async def _context(self) -> ssl.SSLContext:
        trust = await self.trust()
        if trust.problem:
            name = harmless(str(self._ca_file))
            raise TrustStoreError(f"The root certificate in {name} cannot be used: {trust.problem}")
        return trust.strict

    def _reading_roots(self) -> asyncio.Future[Trust]:
        if self._trust is None:
            self._trust = asyncio.ensure_future(asyncio.to_thread(_prepared, self._ca_file))
        return self._trust


def _prepared(ca_file: Path | None) -> Trust:
    """Read the roots and import httpx, on a thread; commands without a request need neither."""
    import_module("halo_tui.halo.transport")
    return trust_of(ca_file)


async def _secured(context: ssl.SSLContext, origin: Origin, streams: Streams) -> TlsChannel:
    """Perform the TLS handshake on a connection.

    Raises:
        TlsFailedError: the server is not trusted, or its TLS cannot be used.
        OSError: the connection ended.
    """
    channel = tls_channel(context, origin.host, streams)
    try:
        await channel.do_handshake()
    except BaseException as problem:
        channel.close()
        hung_up = channel.ended and channel.messages.alert is None
        if isinstance(problem, ssl.SSLError) and not hung_up:
            raise _tls_fault(origin, problem) from None
        raise
    return channel


def _tls_fault(origin: Origin, problem: ssl.SSLError) -> HttpError:
    if isinstance(problem, ssl.SSLCertVerificationError):
        why = f"No trusted connection to {origin}: {harmless(problem.verify_message)}"
        has_no_root = problem.verify_code in _NO_TRUSTED_ROOT
        return UntrustedRootError(why) if has_no_root else TlsFailedError(why)
    why = harmless(problem.reason or "the handshake failed")
    return TlsFailedError(f"No trusted connection to {origin}: {why}")


def _no_connection(origin: Origin) -> ConnectFailedError:
    return ConnectFailedError(f"No connection to {origin}")
