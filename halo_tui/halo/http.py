"""The only module that speaks HTTP: one request, one bounded answer, or one typed failure.

Redirects are never followed, since a 307 would carry the secret to another origin; nothing of the
environment decides on trust or routes but the proxy variables, which `halo_tui.halo.proxy` reads;
names are looked up by the run's own resolver, and the connection is made to the address found with
the name kept for SNI and `Host`.
"""

from __future__ import annotations

import asyncio
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlencode

import httpx

from halo_tui.base.text import harmless
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
from halo_tui.halo.origin import Origin, origin_of
from halo_tui.halo.proxy import Proxy, bracketed, proxy_for
from halo_tui.halo.reply import Reply
from halo_tui.halo.resolve import ResolveError, Resolver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import SecretStr

MAX_REQUESTS: Final = 40
"""Requests that one run may make."""

MAX_BODY: Final = 1 << 20
"""Bytes of an answer, unpacked."""

_HEADER_LIMIT: Final = 500
_MAX_HEADERS: Final = 100
_CHUNK: Final = 1 << 16
_NEVER_KEPT: Final = frozenset({"set-cookie2", "authorization"})
_COOKIE: Final = "set-cookie"
_CUT_SHORT: Final = ("Server disconnected", "peer closed connection")
"""How httpx tells an answer that ended early from one that is not HTTP: only by these words."""

_NO_TRUSTED_ROOT: Final = frozenset({2, 18, 19, 20, 21})
"""OpenSSL's words for a chain that ends before it comes to a root that is trusted."""

_AUTO_DETECT: Final = 32 + zlib.MAX_WBITS
"""Makes zlib read the gzip as well as the zlib format."""


def trusted_context(ca_file: Path | None) -> ssl.SSLContext:
    """The strict TLS rules of every request, as a server elsewhere would apply them.

    Only certifi's roots, or the one file given, decide: this machine's own store may know more
    than Gradient's servers do.

    Raises:
        TrustStoreError: the file cannot be read, or holds no certificate.
    """
    import certifi

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags &= ~(ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT)
    context.hostname_checks_common_name = False
    try:
        context.load_verify_locations(str(ca_file) if ca_file else certifi.where())
    except (OSError, ValueError) as problem:
        name = harmless(str(ca_file))
        raise TrustStoreError(f"The root certificate in {name} cannot be used") from problem
    return context


@dataclass(slots=True)
class _Exchange:
    """One request on its way."""

    method: str
    origin: Origin
    path: bytes
    headers: dict[str, str] = field(repr=False)
    content: bytes | None = field(default=None, repr=False)
    sent: bool = False
    """Whether any byte of it may have left."""
    fresh: bool = False
    """Whether its connection was made for it."""
    answered: bool = False
    """Whether an answer has begun."""

    @property
    def met_a_dead_connection(self) -> bool:
        """Whether it was sent over a connection that the server had closed in the meantime.

        Only what can be sent twice counts (RFC 9110 §9.2.2).
        """
        return self.method == "GET" and not self.fresh and not self.answered

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Watch httpx for new connections, and for the moments of sending and of answering."""
        self.fresh = self.fresh or event.startswith("connection.connect_tcp")
        self.answered = self.answered or event.endswith("receive_response_headers.complete")
        if event.endswith("send_request_headers.started"):
            request = info.get("request")
            self.sent = self.sent or getattr(request, "method", b"") != b"CONNECT"

    def request(self, host: str, connect: float) -> httpx.Request:
        """The request for a connection to `host`, a name or an address."""
        origin = self.origin
        url = httpx.URL(scheme=origin.scheme, host=host, port=origin.port, raw_path=self.path)
        extensions = {
            "timeout": {"connect": connect},
            "sni_hostname": origin.host,
            "trace": self.trace,
        }
        return httpx.Request(
            self.method, url, headers=self.headers, content=self.content, extensions=extensions
        )


class Client:
    """Makes the requests of one run, over one pool of kept-alive connections per origin."""

    def __init__(self, *, ca_file: Path | None, timeout: float, resolver: Resolver) -> None:
        """Prepare; nothing is opened before the first request.

        Args:
            ca_file: trust the roots in this file instead of the public ones.
            timeout: seconds for each request, from the look-up of the name to the last byte.
            resolver: looks up every name that is connected to.
        """
        self.requests = 0
        self._ca_file = ca_file
        self._timeout = timeout
        self._resolver = resolver
        self._context: asyncio.Future[ssl.SSLContext] | None = None
        self._pools: dict[tuple[Origin, bool], httpx.AsyncHTTPTransport] = {}
        self._preferred: dict[Origin, frozenset[str]] = {}

    async def __aenter__(self) -> Self:
        """Begin; reading the roots takes some 30 ms and is done beside the first checks."""
        self._trust()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        if self._context:
            await asyncio.gather(self._context, return_exceptions=True)
        pools = [pool.aclose() for pool in self._pools.values()]
        await asyncio.gather(*pools, return_exceptions=True)

    def prefer(self, origin: Origin, addresses: Iterable[str]) -> None:
        """Try these addresses of an origin first: they are known to take a connection."""
        self._preferred[origin] = frozenset(addresses)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str | SecretStr] | None = None,
        bearer: SecretStr | None = None,
    ) -> Reply:
        """Make one request; redirects come back as they are.

        Args:
            method: GET or POST.
            url: absolute, http or https.
            headers: besides the usual ones.
            form: sent as `application/x-www-form-urlencoded`; secrets are opened only here.
            bearer: an access token (RFC 6750 §2.1).

        Raises:
            HttpError: there is no usable answer; see `halo_tui.halo.errors`.
        """
        if self.requests >= MAX_REQUESTS:
            raise BudgetExceededError(f"This run has made its {MAX_REQUESTS} requests already")
        exchange = _prepare(method, url, headers or {}, form, bearer)
        self.requests += 1
        try:
            async with asyncio.timeout(self._timeout):
                return await self._route(exchange)
        except TimeoutError:
            raise RequestTimeoutError(
                f"No whole answer from {exchange.origin} within {self._timeout:g} seconds",
                seconds=self._timeout,
                sent=exchange.sent,
            ) from None

    async def _route(self, exchange: _Exchange) -> Reply:
        origin = exchange.origin
        proxy = self._proxy(origin)
        if proxy:
            return await self._attempt(exchange, origin.host, self._timeout, proxy)
        addresses = await self._addresses(origin)
        for position, address in enumerate(addresses, 1):
            is_last = position == len(addresses)
            share = self._timeout if is_last else self._timeout / len(addresses)
            try:
                reply = await self._attempt(exchange, address, share, None)
            except ConnectFailedError:
                if is_last:
                    raise
            else:
                self._preferred.setdefault(origin, frozenset({address}))
                return reply
        raise ConnectFailedError(f"The name {origin.host} has no address")

    def _proxy(self, origin: Origin) -> Proxy | None:
        try:
            return None if self._resolver.pins(origin.host) else proxy_for(origin)
        except ResolveError as problem:
            raise ConnectFailedError(str(problem)) from None

    async def _addresses(self, origin: Origin) -> list[str]:
        """The addresses of a name, first those that are known to answer."""
        try:
            found = await self._resolver.lookup(origin.host, origin.port)
        except ResolveError as problem:
            raise ConnectFailedError(str(problem)) from None
        preferred = self._preferred.get(origin, frozenset())
        return sorted(found, key=lambda address: address not in preferred)

    async def _attempt(
        self, exchange: _Exchange, host: str, connect: float, proxy: Proxy | None
    ) -> Reply:
        began = time.monotonic()
        is_kept = exchange.method == "GET"
        pool = await self._pool(exchange.origin, proxy, is_kept=is_kept)
        try:
            response, body = await _over(pool, exchange, exchange.request(host, connect), proxy)
        except ConnectionLostError:
            if not exchange.met_a_dead_connection or self.requests >= MAX_REQUESTS:
                raise
            self.requests += 1
            pool = await self._pool(exchange.origin, proxy, is_kept=False)
            response, body = await _over(pool, exchange, exchange.request(host, connect), proxy)
        spent = round((time.monotonic() - began) * 1000)
        return Reply(response.status_code, _headers(response.headers), body, spent)

    async def _pool(
        self, origin: Origin, proxy: Proxy | None, *, is_kept: bool
    ) -> httpx.AsyncHTTPTransport:
        """The connections to one origin: never shared with another name at the same address.

        Those for what must not be sent twice are not kept: a kept one may have been closed by the
        server meanwhile, which shows only when the request is on its way.
        """
        if (origin, is_kept) not in self._pools:
            context = await asyncio.shield(self._trust())
            through = await self._through(proxy) if proxy else None
            limits = httpx.Limits(max_keepalive_connections=None if is_kept else 0)
            pool = httpx.AsyncHTTPTransport(
                verify=context, trust_env=False, proxy=through, limits=limits
            )
            self._pools.setdefault((origin, is_kept), pool)
        return self._pools[origin, is_kept]

    async def _through(self, proxy: Proxy) -> httpx.Proxy:
        """The proxy as httpx takes it, by its address, so that no other resolver is asked."""
        if proxy.problem:
            raise ProxyFailedError(f"The proxy {proxy.shown} cannot be used: {proxy.problem}")
        host = proxy.host
        if proxy.scheme == "http":
            try:
                host = (await self._resolver.lookup(proxy.host, proxy.port))[0]
            except ResolveError as problem:
                raise ProxyFailedError(str(problem)) from None
        authorization = proxy.authorization()
        return httpx.Proxy(
            f"{proxy.scheme}://{bracketed(host)}:{proxy.port}",
            headers={"Proxy-Authorization": authorization} if authorization else None,
        )

    def _trust(self) -> asyncio.Future[ssl.SSLContext]:
        if self._context is None:
            self._context = asyncio.ensure_future(asyncio.to_thread(trusted_context, self._ca_file))
        return self._context


def _prepare(
    method: str,
    url: str,
    headers: Mapping[str, str],
    form: Mapping[str, str | SecretStr] | None,
    bearer: SecretStr | None,
) -> _Exchange:
    try:
        origin = origin_of(url)
        path = httpx.URL(url).raw_path
    except (ValueError, httpx.InvalidURL) as problem:
        raise UnusableAddressError("Nothing can be sent to this address") from problem
    sent = {
        "Host": str(origin).partition("://")[2],
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "halo-tui",
        **headers,
    }
    if bearer is not None:
        sent["Authorization"] = f"Bearer {bearer.get_secret_value()}"
    exchange = _Exchange(method, origin, path, sent)
    if form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        opened = {
            name: value if isinstance(value, str) else value.get_secret_value()
            for name, value in form.items()
        }
        exchange.content = urlencode(opened).encode("ascii")
    return exchange


@contextmanager
def _faults(exchange: _Exchange, proxy: Proxy | None) -> Iterator[None]:
    """Turn what httpx and the layers below it raise into our own tree."""
    try:
        yield
    except HttpError:
        raise
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as problem:
        if isinstance(problem, TimeoutError):
            raise
        raise _fault(problem, exchange, proxy) from None


def _fault(problem: Exception, exchange: _Exchange, proxy: Proxy | None) -> HttpError:
    server, sent = str(exchange.origin), exchange.sent
    tls = _tls_error(problem)
    if isinstance(tls, ssl.SSLCertVerificationError):
        why = f"No trusted connection to {server}: {harmless(tls.verify_message)}"
        kind = UntrustedRootError if tls.verify_code in _NO_TRUSTED_ROOT else TlsFailedError
        return kind(why, sent=sent)
    if tls is not None:
        why = harmless(tls.reason or "the handshake failed")
        return TlsFailedError(f"No trusted connection to {server}: {why}", sent=sent)
    if not sent and proxy:
        detail = harmless(str(problem))
        return ProxyFailedError(f"The proxy {proxy.shown} did not let us through: {detail}")
    if not sent:
        return ConnectFailedError(f"No connection to {server}")
    if isinstance(problem, httpx.ProtocolError) and not str(problem).startswith(_CUT_SHORT):
        return MalformedReplyError(f"What {server} sent is not HTTP", sent=True)
    return ConnectionLostError(f"{server} ended the connection before its answer", sent=True)


def _tls_error(problem: BaseException | None) -> ssl.SSLError | None:
    """What TLS objected to, where TLS is at the bottom of a failure."""
    if isinstance(problem, httpx.TimeoutException):  # TLS was only waiting
        return None
    while problem is not None and not isinstance(problem, ssl.SSLError):
        problem = problem.__cause__ or problem.__context__
    return problem


def _headers(raw: httpx.Headers) -> dict[str, str]:
    """The headers of an answer, harmless; of cookies their names alone."""
    cookies = [line.partition("=")[0].strip() for line in raw.get_list(_COOKIE)]
    names = {_COOKIE: ", ".join(cookies)} if cookies else {}
    kept = [
        (name, names.get(name, value)) for name, value in raw.items() if name not in _NEVER_KEPT
    ]
    return {
        harmless(name, limit=100): harmless(value, limit=_HEADER_LIMIT)
        for name, value in kept[:_MAX_HEADERS]
    }


async def _over(
    pool: httpx.AsyncHTTPTransport,
    exchange: _Exchange,
    request: httpx.Request,
    proxy: Proxy | None,
) -> tuple[httpx.Response, bytes]:
    """Send a request over one of the connections of a pool, and read the whole answer."""
    with _faults(exchange, proxy):
        response = await pool.handle_async_request(request)
        try:
            return response, await _read(response, exchange)
        finally:
            await response.aclose()


async def _read(response: httpx.Response, exchange: _Exchange) -> bytes:
    """The body, unpacked, however many bytes the server has in mind."""
    body = bytearray()
    async for part in _unpacked(response, exchange):
        body += part
        if len(body) > MAX_BODY:
            raise TooLargeError(f"{exchange.origin} sent more than {MAX_BODY} bytes", sent=True)
    return bytes(body)


async def _unpacked(response: httpx.Response, exchange: _Exchange) -> AsyncIterator[bytes]:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        async for chunk in response.aiter_raw():
            yield chunk
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise MalformedReplyError(
            f"{exchange.origin} packed its answer in a way that was not asked for", sent=True
        )
    unpack = zlib.decompressobj(_AUTO_DETECT)
    try:
        async for chunk in response.aiter_raw():
            waiting = chunk
            while waiting:
                yield unpack.decompress(waiting, _CHUNK)
                waiting = unpack.unconsumed_tail
    except zlib.error as problem:
        raise MalformedReplyError(
            f"The answer of {exchange.origin} cannot be unpacked", sent=True
        ) from problem
