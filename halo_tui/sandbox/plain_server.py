"""The plain port beside the TLS port: downloads of missing certificates, and a proxy."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Final

from halo_tui.sandbox.faults import ProxyFault

_REFUSALS: Final = {
    ProxyFault.WANTS_PASSWORD: (
        b"HTTP/1.1 407 Proxy Authentication Required\r\n"
        b'Proxy-Authenticate: Basic realm="Web Gateway"\r\nContent-Length: 0\r\n\r\n'
    ),
    ProxyFault.FORBIDS: b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    ProxyFault.FAILS: b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    ProxyFault.NONSENSE: b"\x00\x01\x02 not a proxy\r\n\r\n",
}


class PlainServer:
    """An HTTP/1.1 server without TLS; each connection serves one request."""

    def __init__(self, files: Mapping[str, bytes], target: tuple[str, int]) -> None:
        """Prepare the server.

        Args:
            files: the files by path.
            target: the address to which every tunnel leads, whatever its request names.
        """
        self.proxy = ProxyFault.TUNNEL
        self.asked: list[str] = []
        """The request lines so far."""
        self._files = files
        self._target = target

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the request of one connection."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            line = head.split(b"\r\n", 1)[0].decode("ascii", "replace")
            self.asked.append(line)
            method, _, rest = line.partition(" ")
            if method == "CONNECT":
                await self._connect(reader, writer)
            else:
                await self._hand_out(rest.partition(" ")[0], writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the client left, or used another protocol
        finally:
            writer.close()

    async def _hand_out(self, path: str, writer: asyncio.StreamWriter) -> None:
        body = self._files.get(path)
        status = "200 OK" if body is not None else "404 Not Found"
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body or b'')}\r\n"
        kind = "application/pkcs7-mime" if path.endswith(".p7c") else "application/pkix-cert"
        head += f"Content-Type: {kind}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + (body or b""))
        await writer.drain()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.proxy is ProxyFault.STALL:
            await reader.read()
        elif self.proxy in _REFUSALS:
            writer.write(_REFUSALS[self.proxy])
            await writer.drain()
        else:
            await self._tunnel(reader, writer)

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        ways = [_pass_on(reader, far_writer), _pass_on(far_reader, writer)]
        tasks = [asyncio.create_task(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            far_writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(64 * 1024):
            writer.write(data)
            await writer.drain()
