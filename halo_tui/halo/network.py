"""Gives httpx's connection pool our own connections, whose certificates are already verified.

When the pool asks for a connection it gets one that was opened in advance, or a new one.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, Final

import httpcore

from halo_tui.halo.channel import Channel, TlsChannel
from halo_tui.halo.errors import HttpError

_FRESH: Final = 5.0
"""Seconds. The server may have closed a connection that has waited longer."""


class ChannelStream(httpcore.AsyncNetworkStream):
    """A channel as a network stream of httpcore. It ignores timeouts: the client has its own."""

    def __init__(self, channel: Channel, *, was_waiting: bool) -> None:
        self._channel = channel
        self.was_waiting = was_waiting
        """Whether it was opened beforehand, so that the server may have closed it meanwhile."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Read the next bytes; at most one chunk of the channel."""
        return await self._channel.read()

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send all data."""
        if buffer:
            await self._channel.write(buffer)

    async def aclose(self) -> None:
        """Close the connection."""
        self._channel.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Return the same connection: its handshake and verification are done.

        Raises:
            ssl.SSLError: the connection has no TLS, so nothing may be sent on it.
        """
        if not isinstance(self._channel, TlsChannel):
            raise ssl.SSLError("a connection without TLS")
        return self

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own signature
        """Whether the server has closed the connection; nothing else is known."""
        return self._channel.has_ended if info == "is_readable" else None


class Network(httpcore.AsyncNetworkBackend):
    """Opens the connections of a pool for one origin."""

    def __init__(self, connect: Callable[[], Awaitable[Channel]]) -> None:
        """Store how to connect.

        Args:
            connect: opens a connection to the origin; with https, the server is verified.
        """
        self._connect = connect
        self._waiting: list[tuple[float, Channel]] = []
        self._opening: list[asyncio.Task[Channel]] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connection that was opened in advance, or a new one.

        Raises:
            HttpError: no connection can be opened.
        """
        waiting = await self._one_waiting()
        channel = waiting or await self._connect()
        return ChannelStream(channel, was_waiting=waiting is not None)

    async def sleep(self, seconds: float) -> None:
        """Wait between the attempts of a pool that retries; ours does not retry."""
        await asyncio.sleep(seconds)

    def keep(self, channel: Channel) -> None:
        """Keep a connection on which no request was sent yet."""
        self._waiting.append((time.monotonic(), channel))

    def open(self, opening: Coroutine[Any, Any, Channel]) -> None:
        """Open a connection in advance; if that fails, it is dropped."""
        task = asyncio.create_task(opening)
        self._opening.append(task)
        task.add_done_callback(self._opened)

    async def close(self) -> None:
        """Close all waiting connections and those that are being opened."""
        opening, self._opening = self._opening, []
        for task in opening:
            task.cancel()
        for ended in await asyncio.gather(*opening, return_exceptions=True):
            if isinstance(ended, Channel):
                ended.close()
        while self._waiting:
            self._waiting.pop()[1].close()

    async def _one_waiting(self) -> Channel | None:
        while self._waiting:
            since, channel = self._waiting.pop()
            if time.monotonic() - since < _FRESH and not channel.has_ended:
                return channel
            channel.close()
        if not self._opening:
            return None
        task = self._opening.pop(0)
        try:
            return await asyncio.shield(task)
        except HttpError:
            return None
        except asyncio.CancelledError:
            self._opening.append(task)
            if task.done():
                self._opened(task)
            raise

    def _opened(self, task: asyncio.Task[Channel]) -> None:
        if task not in self._opening:  # somebody waits for it
            return
        self._opening.remove(task)
        if not task.cancelled() and task.exception() is None:
            self.keep(task.result())
