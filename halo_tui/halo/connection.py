"""HTTP/1.1 over one connection: bytes out, one bounded answer in, or one typed failure."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import h11

from halo_tui.base.text import harmless
from halo_tui.halo.channel import Channel
from halo_tui.halo.errors import ConnectionLostError, MalformedReplyError, TooLargeError
from halo_tui.halo.origin import Origin
from halo_tui.halo.request import Request

MAX_BODY: Final = 1 << 20
"""Bytes of an answer, unpacked."""

_MAX_HEAD: Final = 100 * 1024
_MAX_HEADERS: Final = 100
_HEADER_LIMIT: Final = 500
_CHUNK: Final = 1 << 16
_NEVER_KEPT: Final = frozenset({"set-cookie2", "authorization"})
_COOKIE: Final = "set-cookie"
_AUTO_DETECT: Final = 32 + zlib.MAX_WBITS
"""Makes zlib read the gzip as well as the zlib format."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str] = field(repr=False)
    """Names in lower case, values harmless; of cookies only the names."""
    body: bytes = field(repr=False)
    """Unpacked."""


class Connection:
    """One connection, used for one request after another."""

    def __init__(self, channel: Channel) -> None:
        """Take over a connection that is open, and trusted if it is one by TLS."""
        self._channel = channel
        self._talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD)
        self._has_ended = False
        self._opened = time.monotonic()
        self.is_unused = True
        """Whether no request was ever sent on it."""

    @property
    def age(self) -> float:
        """Seconds since it was opened."""
        return time.monotonic() - self._opened

    @property
    def can_go_on(self) -> bool:
        """Whether another request can be sent on it."""
        return self._talk.our_state is h11.IDLE and not self._has_ended

    def close(self) -> None:
        """End it, now."""
        self._channel.close()

    async def exchange(self, request: Request) -> Answer:
        """Send a request and read the whole answer.

        Raises:
            ConnectionLostError: it ended before the answer did.
            MalformedReplyError: what came is not HTTP, or cannot be unpacked.
            TooLargeError: the answer is larger than any of Halo's.
        """
        self.is_unused = False
        with self._faults(request.origin):
            await self._send(request)
            response = await self._response()
            request.answered = True
            headers = _decoded(response.headers)
            body = bytearray()
            encoding = dict(headers).get("content-encoding", "identity").strip().lower()
            async for part in self._unpacked(encoding, request.origin):
                body += part
                if len(body) > MAX_BODY:
                    why = f"{request.origin} sent more than {MAX_BODY} bytes"
                    raise TooLargeError(why, sent=True)
            if self._talk.our_state is h11.DONE and self._talk.their_state is h11.DONE:
                self._talk.start_next_cycle()
        return Answer(response.status_code, _harmless(headers), bytes(body))

    async def _send(self, request: Request) -> None:
        event = h11.Request(
            method=request.method, target=request.target, headers=list(request.headers.items())
        )
        data = self._talk.send(event) or b""
        if request.content:
            data += self._talk.send(h11.Data(data=request.content)) or b""
        data += self._talk.send(h11.EndOfMessage()) or b""
        request.sent = True
        await self._channel.write(data)

    async def _response(self) -> h11.Response:
        while True:
            event = await self._next()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise h11.RemoteProtocolError("no answer")

    async def _next(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self._talk.next_event()
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value] # NEED_DATA is gone
            data = await self._channel.read()
            self._has_ended = self._has_ended or not data
            self._talk.receive_data(data)

    async def _parts(self) -> AsyncIterator[bytes]:
        while True:
            event = await self._next()
            if not isinstance(event, h11.Data):
                return
            yield bytes(event.data)

    async def _unpacked(self, encoding: str, origin: Origin) -> AsyncIterator[bytes]:
        if encoding in {"", "identity"}:
            async for part in self._parts():
                yield part
            return
        if encoding not in {"gzip", "x-gzip", "deflate"}:
            why = f"{origin} packed its answer in a way that was not asked for"
            raise MalformedReplyError(why, sent=True)
        unpack = zlib.decompressobj(_AUTO_DETECT)
        async for part in self._parts():
            waiting = part
            while waiting:
                yield unpack.decompress(waiting, _CHUNK)
                waiting = unpack.unconsumed_tail

    @contextmanager
    def _faults(self, origin: Origin) -> Iterator[None]:
        """Turn what h11, zlib and the channel raise into our own tree."""
        try:
            yield
        except h11.RemoteProtocolError:
            if not self._has_ended:
                raise MalformedReplyError(f"What {origin} sent is not HTTP", sent=True) from None
            raise _lost(origin) from None
        except zlib.error:
            why = f"The answer of {origin} cannot be unpacked"
            raise MalformedReplyError(why, sent=True) from None
        except (OSError, ssl.SSLError) as problem:
            if isinstance(problem, TimeoutError):
                raise
            raise _lost(origin) from None


def _lost(origin: Origin) -> ConnectionLostError:
    return ConnectionLostError(f"{origin} ended the connection before its answer", sent=True)


def _decoded(raw: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(_text(name).lower(), _text(value)) for name, value in raw]


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _harmless(headers: list[tuple[str, str]]) -> dict[str, str]:
    """The headers of an answer, lines of one name joined; of cookies their names alone."""
    kept: dict[str, str] = {}
    for name, value in headers[:_MAX_HEADERS]:
        shown = value.partition("=")[0].strip() if name == _COOKIE else value
        if name not in _NEVER_KEPT:
            kept[name] = f"{kept[name]}, {shown}" if name in kept else shown
    return {
        harmless(name, limit=100): harmless(value, limit=_HEADER_LIMIT)
        for name, value in kept.items()
    }
