"""The server's end of a connection, with and without TLS.

asyncio's own TLS closes a connection whose handshake failed without sending the alert that says
why (Python 3.11). Real servers send it, and clients distinguish the causes by it.
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
"""Seconds that the other side gets to read the last words."""


class Plain:
    """Bytes as they are."""

    version = ""
    """The TLS version."""

    def __init__(self, raw: socket.socket) -> None:
        self._raw = raw
        self._loop = asyncio.get_running_loop()

    async def read(self) -> bytes:
        """What comes next; nothing at the end.

        Raises:
            OSError: the connection is gone.
        """
        return await self._loop.sock_recv(self._raw, CHUNK)

    async def write(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            OSError: the connection is gone.
        """
        await self._loop.sock_sendall(self._raw, data)

    async def end(self) -> None:
        """Say that nothing more comes, and let what was sent arrive.

        Closing while something is unread would reset the connection, and lose the last words.
        """
        with contextlib.suppress(OSError, TimeoutError):
            self._raw.shutdown(socket.SHUT_WR)
            async with asyncio.timeout(_LINGER):
                while await self._loop.sock_recv(self._raw, CHUNK):
                    pass


class Secure(Plain):
    """Bytes through TLS."""

    def __init__(self, raw: socket.socket, context: ssl.SSLContext) -> None:
        super().__init__(raw)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._sending = asyncio.Lock()

    async def do_handshake(self) -> None:
        """Make the handshake; the alert is sent if it fails.

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
        """What comes next; nothing at the end.

        Raises:
            OSError: the connection is gone, or what came is no TLS.
        """
        while True:
            try:
                return self._tls.read(CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                if not await self._feed():
                    return b""

    async def write(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            OSError: the connection is gone.
        """
        if data:
            self._tls.write(data)
            await self._flush()

    async def end(self) -> None:
        """Say so in TLS as well (`close_notify`, RFC 8446 §6.1)."""
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
        # Both directions may have something to send, and records must stay in their order.
        async with self._sending:
            data = self._outgoing.read()
            if data:
                await super().write(data)
