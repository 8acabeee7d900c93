"""HTTP/1.1 with httpx over our own connections.

Redirects are not followed and the environment is not read. No request waits for a free connection,
because a run sends fewer requests than the pool allows.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import httpcore
import httpx

from halo_tui.base.text import harmless
from halo_tui.halo.errors import (
    ConnectionLostError,
    HttpError,
    MalformedReplyError,
    TooLargeError,
    UnusableAddressError,
)
from halo_tui.halo.network import Network
from halo_tui.halo.origin import Origin
from halo_tui.halo.request import MAX_REQUESTS, Request

MAX_BODY: Final = 1 << 20
"""The most bytes of a decompressed body."""

_MAX_HEADERS: Final = 100
_HEADER_LIMIT: Final = 500
_CHUNK: Final = 1 << 16
_NEVER_KEPT: Final = frozenset({"set-cookie2", "authorization"})
_COOKIE: Final = "set-cookie"
_CUT_SHORT: Final = ("Server disconnected", "peer closed connection", "peer unexpectedly closed")
"""Messages of httpcore. Nothing else tells an interrupted answer from one that is not HTTP."""

_AUTO_DETECT: Final = 32 + zlib.MAX_WBITS
"""The zlib window that accepts both the gzip and the zlib format."""


@dataclass(frozen=True, slots=True)
class RawReply:
    """The parts of an HTTP response."""

    status: int
    headers: dict[str, str] = field(repr=False)
    """Names in lower case, values safe to show; of cookies only the names."""
    body: bytes = field(repr=False)
    """Decompressed."""


class _Body(httpx.AsyncByteStream):
    """The body of a response, as httpx expects it."""

    def __init__(self, parts: httpcore.Response) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._parts.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._parts.aclose()


class Transport(httpx.AsyncBaseTransport):
    """Sends requests to one origin over the connections of a `Network`."""

    def __init__(self, network: Network, context: ssl.SSLContext, *, keeps: bool) -> None:
        """Store the options; nothing is opened yet.

        Args:
            network: opens and verifies connections.
            context: the strict TLS context; without it httpcore would load roots of its own.
            keeps: whether a connection is reused for several requests.
        """
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context, network_backend=network, max_connections=MAX_REQUESTS,
            max_keepalive_connections=MAX_REQUESTS if keeps else 0,
        )  # fmt: skip

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the body of the response is read later."""
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw, content=request.stream, extensions=request.extensions,
        )  # fmt: skip
        answer = await self._pool.handle_async_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def exchange(self, request: Request) -> RawReply:
        """Send a request and read the whole response.

        Raises:
            HttpError: there is no usable response.
        """
        with _faults(request):
            response = await self.handle_async_request(_prepared(request))
            try:
                body = await _read(response, request.origin)
            finally:
                await response.aclose()
        return RawReply(response.status_code, _harmless(response.headers), body)


def _prepared(request: Request) -> httpx.Request:
    try:
        return httpx.Request(
            request.method, request.url, headers=request.headers, content=request.content or None,
            extensions={"trace": request.trace},
        )  # fmt: skip
    except httpx.InvalidURL:
        raise UnusableAddressError("Nothing can be sent to this address") from None


async def _read(response: httpx.Response, origin: Origin) -> bytes:
    """Read and decompress the body, up to the size limit."""
    body = bytearray()
    async for part in _unpacked(response, origin):
        body += part
        if len(body) > MAX_BODY:
            raise TooLargeError(f"{origin} sent more than {MAX_BODY} bytes", sent=True)
    return bytes(body)


async def _unpacked(response: httpx.Response, origin: Origin) -> AsyncIterator[bytes]:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        async for chunk in response.aiter_raw():
            yield chunk
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        why = f"{origin} packed its answer in a way that was not asked for"
        raise MalformedReplyError(why, sent=True)
    unpack = zlib.decompressobj(_AUTO_DETECT)
    async for chunk in response.aiter_raw():
        waiting = chunk
        while waiting:
            yield unpack.decompress(waiting, _CHUNK)
            waiting = unpack.unconsumed_tail


@contextmanager
def _faults(request: Request) -> Iterator[None]:
    """Convert exceptions of httpx and the layers below into `HttpError`."""
    origin = request.origin
    try:
        yield
    except HttpError:
        raise
    except zlib.error:
        why = f"The answer of {origin} cannot be unpacked"
        raise MalformedReplyError(why, sent=True) from None
    except (httpcore.ProtocolError, httpx.HTTPError) as problem:
        if not str(problem).startswith(_CUT_SHORT):
            raise MalformedReplyError(f"What {origin} sent is not HTTP", sent=True) from None
        raise _lost(request) from None
    except (httpcore.NetworkError, OSError) as problem:
        if isinstance(problem, TimeoutError):
            raise
        raise _lost(request) from None


def _lost(request: Request) -> ConnectionLostError:
    why = f"{request.origin} ended the connection before its answer"
    return ConnectionLostError(why, sent=request.sent)


def _harmless(raw: httpx.Headers) -> dict[str, str]:
    """Return the headers as safe text; of cookies only the names."""
    cookies = [line.partition("=")[0].strip() for line in raw.get_list(_COOKIE)]
    names = {_COOKIE: ", ".join(cookies)} if cookies else {}
    kept = [
        (name, names.get(name, value)) for name, value in raw.items() if name not in _NEVER_KEPT
    ]
    return {
        harmless(name, limit=100): harmless(value, limit=_HEADER_LIMIT)
        for name, value in kept[:_MAX_HEADERS]
    }
