"""Accepts connections, applies the faults of the scenario, and otherwise forwards them after TLS.

The HTTP server behind it listens on loopback. The application recognises a connection by the local
port from which it is forwarded.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from halo_tui.sandbox.faults import Wire
from halo_tui.sandbox.instance import Break
from halo_tui.sandbox.received import Connection, Log
from halo_tui.sandbox.sockets import bind, reset
from halo_tui.sandbox.streams import CHUNK, Plain, Secure

BACKLOG: Final = 128
_BANNER: Final = b"220 mail.sandbox.test ESMTP ready\r\n"
_DRIP: Final = 1.0
"""Seconds between two bytes."""
_SETTLE: Final = 0.02
"""Seconds to wait before a reset, so that the data that was sent can arrive."""
_FILLERS: Final = 256
"""The most connections that are opened to fill the queue of waiting ones."""

IsSecret: TypeAlias = Callable[[bytes], bool]
Streams: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one node treats its clients."""

    wire: Wire
    trust: ssl.SSLContext
    """Certificate, key and protocol versions."""


class Relay:
    """One forwarded connection between client and HTTP server."""

    def __init__(self, node: str, client: Plain) -> None:
        self.node = node
        self._client = client
        self._broken: Break | None = None
        self._left = 0

    def break_answer(self, broken: Break) -> None:
        """Break the next answer."""
        self._broken = broken
        self._left = broken.after

    async def run(self, server: Streams, seen: Callable[[bytes], None]) -> str:
        """Copy bytes in both directions until one side ends.

        Args:
            server: the connection to the HTTP server.
            seen: called with the bytes that the client sends.

        Returns:
            How to end the client's connection: `reset`, `close`, or empty for a usual end.
        """
        up = asyncio.create_task(self._up(server[1], seen))
        down = asyncio.create_task(self._down(server[0]))
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            return down.result() if down.done() else ""
        finally:
            up.cancel()
            down.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            server[1].transport.abort()

    async def _up(self, writer: asyncio.StreamWriter, seen: Callable[[bytes], None]) -> None:
        while data := await self._client.read():
            seen(data)
            writer.write(data)
            await writer.drain()

    async def _down(self, reader: asyncio.StreamReader) -> str:
        while data := await reader.read(CHUNK):
            if self._broken is None:
                await self._client.write(data)
                continue
            now, held = data[: self._left], data[self._left :]
            self._left -= len(now)
            await self._client.write(now)
            if held:
                return await self._break(self._broken, held)
        return ""

    async def _break(self, broken: Break, held: bytes) -> str:
        """Send, delay or drop the rest of an answer, as the scenario says."""
        if broken.how == "stall":
            await asyncio.get_running_loop().create_future()
        for byte in held if broken.how == "drip" else b"":
            await self._client.write(bytes([byte]))
            await asyncio.sleep(_DRIP)
        await asyncio.sleep(_SETTLE)
        return broken.how


class Node:
    """One loopback address with the port; a farm has several nodes."""

    def __init__(
        self, bound: socket.socket, server: tuple[str, int], relays: dict[int, Relay], log: Log
    ) -> None:
        """Prepare the node; it accepts no connection before `behave`.

        Args:
            bound: a bound socket that does not listen yet.
            server: the address of the HTTP server.
            relays: the connections of all nodes, by the port that the HTTP server sees.
            log: the log of connections.
        """
        self.address, self.port = bound.getsockname()[:2]
        self._bound = bound
        self._server = server
        self._relays = relays
        self._log = log
        self._behaviour: Behaviour | None = None
        self._is_secret: IsSecret = lambda _: False
        self._accepting: asyncio.Task[None] | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._fillers: list[socket.socket] = []

    async def behave(self, behaviour: Behaviour, is_secret: IsSecret) -> None:
        """Close all connections, and use this behaviour for new ones.

        Raises:
            OSError: another process has taken the port in the meantime.
        """
        goes_on = self._accepting is not None and behaviour.wire not in _DEAF
        if goes_on:
            await _end(self._connections)
        elif self._behaviour:
            await self.close()
            self._bound = bind(self.address, self.port)
        self._behaviour, self._is_secret = behaviour, is_secret
        if goes_on or behaviour.wire is Wire.REFUSE:
            return
        if behaviour.wire is Wire.DROP:
            self._bound.listen(0)
            await self._fill_queue()
            return
        self._bound.listen(BACKLOG)
        self._accepting = asyncio.create_task(self._accept())

    async def close(self) -> None:
        """Close all connections, and refuse new ones."""
        await _end([*self._connections, *([self._accepting] if self._accepting else [])])
        self._accepting = None
        for filler in (*self._fillers, self._bound):
            filler.close()
        self._fillers.clear()

    async def _fill_queue(self) -> None:
        """Open connections that are not accepted, until the system drops further attempts."""
        loop = asyncio.get_running_loop()
        for _ in range(_FILLERS):
            filler = socket.socket(self._bound.family)
            filler.setblocking(False)
            self._fillers.append(filler)
            try:
                async with asyncio.timeout(0.05):
                    await loop.sock_connect(filler, (self.address, self.port))
            except TimeoutError:
                return

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                raw, _ = await loop.sock_accept(self._bound)
            except ConnectionError:  # it was closed before it was accepted
                continue
            task = asyncio.create_task(self._treat(raw))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

    async def _treat(self, raw: socket.socket) -> None:
        assert self._behaviour is not None
        treatment = _TREATMENTS.get(self._behaviour.wire, Node._speak)
        try:
            await treatment(self, raw)
        except OSError:  # the client left or refused the handshake
            pass
        finally:
            raw.close()

    async def _reset_at_accept(self, raw: socket.socket) -> None:
        self._log.add_connection(Connection(self.address, ""))
        reset(raw)

    async def _reset_in_handshake(self, raw: socket.socket) -> None:
        await self._hear(raw)
        reset(raw)

    async def _close_in_handshake(self, raw: socket.socket) -> None:
        await self._hear(raw)

    async def _stall(self, raw: socket.socket) -> None:
        while await self._hear(raw):
            pass

    async def _greet(self, raw: socket.socket) -> None:
        await asyncio.get_running_loop().sock_sendall(raw, _BANNER)
        await self._stall(raw)

    async def _hear(self, raw: socket.socket) -> bytes:
        """Read what arrives without TLS, and record whether the secret was in it."""
        data = await asyncio.get_running_loop().sock_recv(raw, CHUNK)
        self._note_clear(data)
        return data

    def _note_clear(self, data: bytes) -> None:
        self._log.add_connection(Connection(self.address, "", self._is_secret(data)))

    async def _speak_plainly(self, raw: socket.socket) -> None:
        await self._relay(raw, Plain(raw), self._note_clear)

    async def _speak(self, raw: socket.socket) -> None:
        assert self._behaviour is not None
        client = Secure(raw, self._behaviour.trust)
        try:
            await client.do_handshake()
        finally:
            self._log.add_connection(Connection(self.address, client.version))
        if self._behaviour.wire is Wire.RESET_AFTER_HANDSHAKE:
            await client.read()
            reset(raw)
        else:
            await self._relay(raw, client, lambda _: None)

    async def _relay(
        self, raw: socket.socket, client: Plain, seen: Callable[[bytes], None]
    ) -> None:
        server = await asyncio.open_connection(*self._server)
        port = server[1].get_extra_info("sockname")[1]
        relay = self._relays[port] = Relay(self.address, client)
        try:
            ending = await relay.run(server, seen)
        finally:
            del self._relays[port]
        if ending == "reset":
            reset(raw)
        elif not ending:
            await client.end()


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


_DEAF: Final = frozenset({Wire.REFUSE, Wire.DROP})
"""Behaviours without accepted connections."""

_TREATMENTS: Final[dict[Wire, Callable[[Node, socket.socket], Awaitable[None]]]] = {
    Wire.RESET_AT_ACCEPT: Node._reset_at_accept,
    Wire.RESET_IN_HANDSHAKE: Node._reset_in_handshake,
    Wire.CLOSE_IN_HANDSHAKE: Node._close_in_handshake,
    Wire.STALL: Node._stall,
    Wire.BANNER: Node._greet,
    Wire.PLAIN_HTTP: Node._speak_plainly,
}
