"""Byte channels to a server, with TLS and without.

TLS runs over `ssl.MemoryBIO`, for two reasons: the server's chain can be read even after it was
refused, and the verified connection can be reused for requests.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from halo_tui.base.text import harmless
from halo_tui.halo.proxy import Streams

Result = TypeVar("Result")

CHUNK: Final = 16 * 1024
_MOST_BYTES: Final = 512 * 1024
"""The most bytes read during one handshake; OpenSSL itself refuses chains above 100 KiB."""

_DER: Final = 2
"""The value of `_ssl.ENCODING_DER`."""

_ALERT: Final = 21
_HANDSHAKE: Final = 22
_SERVER_HELLO: Final = 2
_CERTIFICATE_REQUEST: Final = 13
"""Content and handshake message types (RFC 8446 appendix B)."""


@dataclass(slots=True)
class HandshakeMessages:
    """The messages of one handshake, as far as OpenSSL reports them."""

    server_hello: bool = False
    certificate_requested: bool = False
    alert: int | None = None
    """The description number of the alert that the server sent (RFC 8446 §6)."""


_messages: WeakKeyDictionary[ssl.SSLObject, HandshakeMessages] = WeakKeyDictionary()


def record_messages(context: ssl.SSLContext) -> None:
    """Record the messages of each handshake of a context.

    This uses a private hook of the ssl module. It is the only way to see a certificate request
    under TLS 1.3; without it, only the server's later behaviour shows the request.
    """
    with contextlib.suppress(AttributeError):
        context._msg_callback = _note  # type: ignore[attr-defined]


def _note(
    tls: ssl.SSLObject, direction: str, _version: int, content: int, kind: int, _data: bytes
) -> None:
    messages = _messages.get(tls)
    if messages is None or direction != "read":
        return
    if content == _HANDSHAKE:
        messages.server_hello |= kind == _SERVER_HELLO
        messages.certificate_requested |= kind == _CERTIFICATE_REQUEST
    elif content == _ALERT and kind:
        messages.alert = int(kind)


class Channel:
    """A connection without TLS."""

    def __init__(self, streams: Streams) -> None:
        self._reader, self._writer = streams

    @property
    def has_ended(self) -> bool:
        """Whether the server has closed its side, as far as is known."""
        return self._reader.at_eof()

    async def read(self) -> bytes:
        """Read the next bytes; empty at the end.

        Raises:
            OSError: the connection is lost.
        """
        return await self._reader.read(CHUNK)

    async def write(self, data: bytes) -> None:
        """Send all data. If the server has hung up, its last bytes may still be readable.

        Raises:
            OSError: the connection is lost.
        """
        self._writer.write(data)
        with contextlib.suppress(ConnectionError):
            await self._writer.drain()

    def close(self) -> None:
        """Abort the connection at once."""
        self._writer.transport.abort()


class TlsChannel(Channel):
    """A connection with TLS."""

    def __init__(self, context: ssl.SSLContext, host: str, streams: Streams) -> None:
        """Prepare TLS; nothing is sent before `do_handshake`.

        Args:
            context: the trusted roots and the TLS options.
            host: the name or IP address that the certificate must be valid for.
            streams: an open connection.

        Raises:
            ValueError: the host cannot be used as a server name in TLS.
        """
        super().__init__(streams)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=host.rstrip(".")
        )
        self.messages = _messages[self._tls] = HandshakeMessages()
        self.first = b""
        """The first bytes that came."""
        self.ended = False
        """Whether the server sends no more."""
        self.lost = ""
        """How the connection broke; harmless."""
        self._count = 0
        self._is_open = False

    async def do_handshake(self) -> None:
        """Perform the TLS handshake.

        Raises:
            ssl.SSLError: it failed, or the certificate is not trusted.
            ValueError: the certificate cannot be verified.
        """
        await self._drive(self._tls.do_handshake)
        self._is_open = True

    async def read(self) -> bytes:
        """Read the next bytes; empty at the end, with or without a close_notify alert.

        Raises:
            OSError: the data is not TLS (`ssl.SSLError` is a subclass).
        """
        try:
            return await self._drive(lambda: self._tls.read(CHUNK))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            if self.lost:
                raise ConnectionResetError(self.lost) from None
            return b""

    async def write(self, data: bytes) -> None:
        """Send all data."""
        await self._drive(lambda: self._tls.write(data))

    @property
    def protocol(self) -> str:
        """The TLS version; after a refused handshake the lowest version that has the cipher."""
        name, protocol, _ = self._tls.cipher() or ("", "", 0)
        return self._tls.version() or (protocol if name.startswith("TLS_") else "TLSv1.2")

    @property
    def cipher(self) -> str:
        """The name of the cipher suite, as safe text."""
        return harmless((self._tls.cipher() or ("", "", 0))[0])

    def chain(self) -> Iterator[bytes]:
        """Yield the certificates that the server sent, in DER.

        The method is public from Python 3.13 on; before, only the inner object has it. If neither
        has it, only the server's own certificate is returned.
        """
        for holder in (self._tls, getattr(self._tls, "_sslobj", None)):
            read_chain = getattr(holder, "get_unverified_chain", None)
            if read_chain is not None:
                for sent in read_chain() or ():
                    yield sent if isinstance(sent, bytes) else sent.public_bytes(_DER)
                return
        with contextlib.suppress(ValueError):
            leaf = self._tls.getpeercert(binary_form=True)
            yield from [leaf] if leaf else []

    async def _drive(self, step: Callable[[], Result]) -> Result:
        """Run a step of the TLS state machine, and move bytes both ways until it is done."""
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._receive()
            except ssl.SSLError:
                with contextlib.suppress(OSError):
                    await self._flush()
                raise
            else:
                await self._flush()
                return result

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await super().write(self._outgoing.read())

    async def _receive(self) -> None:
        if self.ended:  # Were OpenSSL to ask on, this would turn round past every deadline.
            raise ssl.SSLEOFError
        try:
            data = await super().read()
        except OSError as problem:
            self.lost = harmless(problem.strerror or type(problem).__name__)
            data = b""
        if not self._is_open:
            self._count += len(data)
            if len(self.first) < CHUNK:
                self.first += data
        if data and self._count <= _MOST_BYTES:
            self._incoming.write(data)
        else:
            self.ended = True
            self._incoming.write_eof()


def tls_channel(context: ssl.SSLContext, host: str, streams: Streams) -> TlsChannel:
    """Wrap a connection in TLS; close it if the host cannot be used as a server name.

    Raises:
        ValueError: see `TlsChannel`.
    """
    try:
        return TlsChannel(context, host, streams)
    except ValueError:
        streams[1].transport.abort()
        raise
