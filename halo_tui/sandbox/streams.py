"""The server's side of a connection, with and without TLS.

After a failed handshake, asyncio's own TLS (Python 3.11) closes the connection without sending the
alert with the reason. Real servers send it, and clients use it to distinguish the causes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import Final

CHUNK: Final = 64 * 1024
_LINGER: Final = 1.0
"""Seconds for the other side to read the last data."""


class Plain:
    """A connection without TLS."""

    version = ""
    """The TLS version; empty without TLS."""

    def __init__(self, raw: socket.socket) -> None:
        self._raw = raw
        self._loop = asyncio.get_running_loop()

    async def read(self) -> bytes:
        """Return the next bytes; empty at the end.

        Raises:
            OSError: the connection is closed.
        """
        return await self._loop.sock_recv(self._raw, CHUNK)

    async def write(self, data: bytes) -> None:
        """Send all bytes.

        Raises:
            OSError: the connection is closed.
        """
        await self._loop.sock_sendall(self._raw, data)

    async def end(self) -> None:
        """Send the end of the data, and wait until everything was received.

        Closing a socket with unread data would reset the connection and lose the last data.
        """
        with contextlib.suppress(OSError, TimeoutError):
            self._raw.shutdown(socket.SHUT_WR)
            async with asyncio.timeout(_LINGER):
                while await self._loop.sock_recv(self._raw, CHUNK):
                    pass


class Secure(Plain):
    """A connection with TLS."""

    def __init__(self, raw: socket.socket, context: ssl.SSLContext) -> None:
        super().__init__(raw)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._sending = asyncio.Lock()

    async def do_handshake(self) -> None:
        """Perform the handshake; if it fails, the alert is sent.

        Raises:
            OSError: it failed; `ssl.SSLError` is one.
        """
        while True:
            try:
                self._tls.do_handshake()
                await self._flush()
            except ssl.SSLWantReadError:
                await self._flush()
                if not await self._feed():
                    raise ConnectionResetError from None
            except ssl.SSLError:
                await self._flush()
                await super().end()
                raise
            else:
                self.version = self._tls.version() or ""
                return

    async def read(self) -> bytes:
        """Return the next bytes; empty at the end.

        Raises:
            OSError: the connection is closed, or the data is not TLS.
        """
        while True:
            try:
                return self._tls.read(CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                if not await self._feed():
                    return b""

    async def write(self, data: bytes) -> None:
        """Send all bytes.

        Raises:
            OSError: the connection is closed.
        """
        if data:
            self._tls.write(data)
            await self._flush()

    async def end(self) -> None:
        """Send the end in TLS as well (`close_notify`, RFC 8446 §6.1)."""
        unwrap: Callable[[], object] = self._tls.unwrap
        with contextlib.suppress(OSError):
            unwrap()
        with contextlib.suppress(OSError):
            await self._flush()
        await super().end()

    async def _feed(self) -> bool:
        data = await super().read()
        self._incoming.write(data)
        return bool(data)

    async def _flush(self) -> None:
        # Both directions can send, and TLS records have to stay in order.
        async with self._sending:
            data = self._outgoing.read()
            if data:
                await super().write(data)
