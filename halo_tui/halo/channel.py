"""Bytes to and from a server, with TLS and without.

TLS runs over `ssl.MemoryBIO`, because the chain that a server sent can then still be read after it
has been refused; and the connection that was judged can carry the requests.
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
"""Bytes read of one handshake; OpenSSL itself refuses chains above 100 KiB."""

_DER: Final = 2
"""_ssl.ENCODING_DER."""

_ALERT: Final = 21
_HANDSHAKE: Final = 22
_SERVER_HELLO: Final = 2
_CERTIFICATE_REQUEST: Final = 13
"""Content and handshake message types (RFC 8446 appendix B)."""


@dataclass(slots=True)
class Messages:
    """What OpenSSL reports of the messages of one handshake."""

    server_hello: bool = False
    certificate_requested: bool = False
    alert: int | None = None
    """The description of the alert that the server sent (RFC 8446 §6)."""


_messages: WeakKeyDictionary[ssl.SSLObject, Messages] = WeakKeyDictionary()


def listen(context: ssl.SSLContext) -> None:
    """Have the messages of handshakes reported.

    The hook is a private one of the ssl module, and the only way to see a certificate request
    under TLS 1.3. Without it, such a request shows only by what the server does next.
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
        """Whether the server is known to send no more."""
        return self._reader.at_eof()

    async def read(self) -> bytes:
        """What comes next; nothing at the end.

        Raises:
            OSError: the connection is gone.
        """
        return await self._reader.read(CHUNK)

    async def write(self, data: bytes) -> None:
        """Send all of it; a server that has hung up may still have said why.

        Raises:
            OSError: the connection is gone.
        """
        self._writer.write(data)
        with contextlib.suppress(ConnectionError):
            await self._writer.drain()

    def close(self) -> None:
        """End the connection, now."""
        self._writer.transport.abort()


class TlsChannel(Channel):
    """A connection through TLS."""

    def __init__(self, context: ssl.SSLContext, host: str, streams: Streams) -> None:
        """Prepare; nothing is sent before `shake_hands`.

        Args:
            context: what is trusted.
            host: the name, or the address, that the certificate has to be good for.
            streams: a connection that is open.

        Raises:
            ValueError: TLS cannot ask for such a name.
        """
        super().__init__(streams)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=host.rstrip(".")
        )
        self.messages = _messages[self._tls] = Messages()
        self.first = b""
        """The first bytes that came."""
        self.ended = False
        """Whether the server sends no more."""
        self.lost = ""
        """How the connection broke; harmless."""
        self._count = 0
        self._is_open = False

    async def shake_hands(self) -> None:
        """Make the handshake.

        Raises:
            ssl.SSLError: it failed, or the certificate is not trusted.
            ValueError: the certificate cannot be judged.
        """
        await self._drive(self._tls.do_handshake)
        self._is_open = True

    async def read(self) -> bytes:
        """What comes next; nothing at the end, whether it was said or not.

        Raises:
            OSError: what came is no TLS; `ssl.SSLError` is one.
        """
        try:
            return await self._drive(lambda: self._tls.read(CHUNK))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            if self.lost:
                raise ConnectionResetError(self.lost) from None
            return b""

    async def write(self, data: bytes) -> None:
        """Send all of it."""
        await self._drive(lambda: self._tls.write(data))

    @property
    def protocol(self) -> str:
        """The version of TLS; after a refusal the first one that could use the cipher."""
        name, protocol, _ = self._tls.cipher() or ("", "", 0)
        return self._tls.version() or (protocol if name.startswith("TLS_") else "TLSv1.2")

    @property
    def cipher(self) -> str:
        """The name of the cipher, harmless."""
        return harmless((self._tls.cipher() or ("", "", 0))[0])

    def chain(self) -> Iterator[bytes]:
        """The certificates that the server sent, in DER.

        Python has a public name for it from 3.13 on; before, the inner object has it. Where neither
        is there, the server's own certificate has to do.
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
        """Carry bytes both ways until a step of the TLS machine is done."""
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
    """A channel over a connection, which is closed where TLS cannot ask for such a name.

    Raises:
        ValueError: as for `TlsChannel`.
    """
    try:
        return TlsChannel(context, host, streams)
    except ValueError:
        streams[1].transport.abort()
        raise
