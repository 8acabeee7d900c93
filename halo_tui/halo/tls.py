"""A strict TLS handshake with one address of a server, and what it tells.

The question is what a server elsewhere sees (Gradient's), so nothing that only this machine has
may decide: roots come from certifi or the profile's own file, never from the system's store, and
missing certificates are not filled in. The handshake runs over `ssl.MemoryBIO`, because the chain
that the server sent can then still be read after it has been refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

import certifi

from halo_tui.base.text import harmless
from halo_tui.halo.origin import Origin
from halo_tui.halo.proxy import Proxy, ProxyError, Streams, bracketed, tunnel
from halo_tui.halo.resolve import Resolver

Result = TypeVar("Result")

_NO_CHECK_TIME: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL; the ssl module has no name for it."""
_DER: Final = 2
"""_ssl.ENCODING_DER."""

_CHUNK: Final = 16 * 1024
_MOST_BYTES: Final = 512 * 1024
"""Bytes read of one handshake; OpenSSL itself refuses chains above 100 KiB."""

_TLS_RECORDS: Final = frozenset({20, 21, 22, 23})
_ALERT: Final = 21
_HANDSHAKE: Final = 22
_SERVER_HELLO: Final = 2
_CERTIFICATE_REQUEST: Final = 13
"""Content and handshake message types (RFC 8446 appendix B)."""
_PROBE_LIMIT: Final = 3.0
_PLAIN_LIMIT: Final = 1.0
"""Seconds for the probes that only explain a handshake which has failed already."""


class Failure(Enum):
    """Why no TLS connection came about; the names are the reasons of `tls.handshake`."""

    NOT_TLS = auto()
    OLD_PROTOCOL = auto()
    RESET = auto()
    TIMEOUT = auto()
    CLIENT_CERTIFICATE_WANTED = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Handshake:
    """What one handshake told. A chain that is not trusted is no failure of the handshake."""

    address: str
    failure: Failure | None = None
    verify_code: int = 0
    """OpenSSL's verdict on the chain (X509_V_ERR_…); 0 is trusted."""
    protocol: str = ""
    cipher: str = ""
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    """The certificates that the server sent, in DER, as it sent them."""
    detail: str = ""
    """What the server, or OpenSSL, said of it; harmless."""
    received: bytes = field(default=b"", repr=False)
    """The first bytes that came, if it was no TLS."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of a server, or the server behind a proxy."""

    origin: Origin
    resolver: Resolver
    address: str = ""
    """Empty where the proxy looks the name up."""
    proxy: Proxy | None = None

    @property
    def shown(self) -> str:
        """The address for people."""
        return self.address or self.origin.host

    async def open(self) -> Streams:
        """Connect; bound it with `asyncio.timeout`.

        Raises:
            OSError: no connection.
            ProxyError: no connection through the proxy.
        """
        if self.proxy:
            return await tunnel(self.proxy, self.origin.host, self.origin.port, self.resolver)
        return await asyncio.open_connection(self.address, self.origin.port)


class Trust:
    """The roots to judge by, and contexts that rely on them."""

    def __init__(self, ca_file: Path | None = None) -> None:
        """Choose the roots.

        Args:
            ca_file: PEM certificates to trust instead of the public ones.
        """
        self.ca_file = ca_file
        self.problem = ""
        """Why the file cannot be used, for people; then nothing is trusted."""
        self.strict = self.context()

    def context(self, *, chain_only: bool = False, extra: Sequence[bytes] = ()) -> ssl.SSLContext:
        """A context for a handshake that verifies.

        Args:
            chain_only: judge nothing but whether the chain leads to a root: not the name, the
                dates, or the strength of keys.
            extra: certificates in DER to fill a chain up with. Never one that is self-signed:
                it would become a root.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.hostname_checks_common_name = False
        # Set by default from Python 3.13 on; one would trust an intermediate, the other refuses
        # roots that every browser takes.
        context.verify_flags &= ~(ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT)
        if chain_only:
            context.check_hostname = False
            context.verify_flags |= _NO_CHECK_TIME
            context.set_ciphers("ALL:@SECLEVEL=0")
        self._load_roots(context)
        if extra:
            context.load_verify_locations(cadata=b"".join(extra))
        _listen(context)
        return context

    def _load_roots(self, context: ssl.SSLContext) -> None:
        try:
            context.load_verify_locations(cafile=self.ca_file or certifi.where())
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) if self.ca_file else None
            self.problem = harmless(reason or "it holds no certificate in PEM form")


async def meet(endpoint: Endpoint, trust: Trust, seconds: float) -> Handshake:
    """Shake hands strictly with one address; where that fails, find out why.

    Args:
        endpoint: where.
        trust: what to believe.
        seconds: for the handshake; probes that explain a failure take a little more.
    """
    met = await shake(endpoint, trust.strict, seconds)
    if met.failure in {Failure.REFUSED, Failure.RESET}:
        lenient = await shake(endpoint, _anything_goes(), min(seconds, _PROBE_LIMIT))
        if lenient.protocol in {"SSLv3", "TLSv1", "TLSv1.1"}:
            return replace(lenient, failure=Failure.OLD_PROTOCOL)
        if lenient.protocol:
            return replace(met, protocol=lenient.protocol, cipher=lenient.cipher)
    if met.failure in {Failure.RESET, Failure.TIMEOUT} and not met.received:
        answer = await _speak_plainly(endpoint, min(seconds, _PLAIN_LIMIT))
        if answer:
            return replace(met, failure=Failure.NOT_TLS, received=answer)
    return met


async def shake(endpoint: Endpoint, context: ssl.SSLContext, seconds: float) -> Handshake:
    """One handshake with one address, and no probe."""
    told = Handshake(endpoint.shown)
    try:
        async with asyncio.timeout(seconds), _opened(endpoint) as (reader, writer):
            return await _Talk(context, endpoint.origin, reader, writer).tell(told)
    except TimeoutError:
        return replace(told, failure=Failure.TIMEOUT, detail=f"no answer in {seconds:g} s")
    except ValueError:
        return replace(told, failure=Failure.REFUSED, detail="no name that TLS can ask for")
    except (OSError, ProxyError) as problem:
        detail = harmless(getattr(problem, "strerror", None) or str(problem))
        return replace(told, failure=Failure.RESET, detail=detail)


@contextlib.asynccontextmanager
async def _opened(endpoint: Endpoint) -> AsyncIterator[Streams]:
    reader, writer = await endpoint.open()
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


@dataclass(slots=True)
class _Overheard:
    """What OpenSSL reports of the messages of one handshake."""

    server_hello: bool = False
    certificate_requested: bool = False
    alert: int | None = None
    """The description of the alert that the server sent (RFC 8446 §6)."""


_overheard: WeakKeyDictionary[ssl.SSLObject, _Overheard] = WeakKeyDictionary()


def _listen(context: ssl.SSLContext) -> None:
    """Have the messages of handshakes reported.

    The hook is a private one of the ssl module, and the only way to see a certificate request
    under TLS 1.3. Without it, such a request shows only by what the server does next.
    """
    with contextlib.suppress(AttributeError):
        context._msg_callback = _overhear  # type: ignore[attr-defined]


def _overhear(
    tls: ssl.SSLObject, direction: str, _version: int, content: int, kind: int, _data: bytes
) -> None:
    notes = _overheard.get(tls)
    if notes is None or direction != "read":
        return
    if content == _HANDSHAKE:
        notes.server_hello |= kind == _SERVER_HELLO
        notes.certificate_requested |= kind == _CERTIFICATE_REQUEST
    elif content == _ALERT and kind:
        notes.alert = int(kind)


class _Talk:
    """TLS over a pair of streams."""

    def __init__(
        self,
        context: ssl.SSLContext,
        origin: Origin,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._origin = origin
        self._reader, self._writer = reader, writer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=origin.host.rstrip(".")
        )
        self._notes = _overheard[self._tls] = _Overheard()
        self._first = b""
        self._count = 0
        self._ended = False
        self._lost = ""

    async def tell(self, told: Handshake) -> Handshake:
        """Shake hands; the record of it."""
        try:
            await self._drive(self._tls.do_handshake)
        except ssl.SSLCertVerificationError as problem:
            told = self._with_chain(told)
            detail = harmless(problem.verify_message)
            return replace(told, verify_code=problem.verify_code, detail=detail)
        except (ssl.SSLError, ValueError) as problem:
            return self._failed(told, problem)
        told = self._with_chain(told)
        if self._notes.certificate_requested and await self._is_refused_without_certificate():
            return replace(told, failure=Failure.CLIENT_CERTIFICATE_WANTED)
        return told

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
            self._writer.write(self._outgoing.read())
            # A server that hangs up while we write may have said why before: read that first.
            with contextlib.suppress(ConnectionError):
                await self._writer.drain()

    async def _receive(self) -> None:
        if self._ended:  # Were OpenSSL to ask on, this would turn round past every deadline.
            raise ssl.SSLEOFError
        try:
            data = await self._reader.read(_CHUNK)
        except OSError as problem:
            self._lost = harmless(problem.strerror or type(problem).__name__)
            data = b""
        self._count += len(data)
        if len(self._first) < _CHUNK:
            self._first += data
        if data and self._count <= _MOST_BYTES:
            self._incoming.write(data)
        else:
            self._ended = True
            self._incoming.write_eof()

    def _with_chain(self, told: Handshake) -> Handshake:
        name, protocol, _ = self._tls.cipher() or ("", "", 0)
        # After a refusal only the cipher is known, with the first version that could use it.
        version = self._tls.version() or (protocol if name.startswith("TLS_") else "TLSv1.2")
        return replace(
            told, protocol=version, cipher=harmless(name), chain=tuple(_chain_of(self._tls))
        )

    def _failed(self, told: Handshake, problem: Exception) -> Handshake:
        detail = harmless(_alert_name(self._notes.alert) or getattr(problem, "reason", None) or "")
        told = replace(told, detail=self._lost or detail, received=self._first[:200])
        if self._first and not _looks_like_tls(self._first):
            return replace(told, failure=Failure.NOT_TLS)
        if self._notes.certificate_requested:
            return replace(self._with_chain(told), failure=Failure.CLIENT_CERTIFICATE_WANTED)
        if self._notes.alert is None and self._ended:
            return replace(told, failure=Failure.RESET)
        spoke_tls = self._notes.alert is not None or self._notes.server_hello
        return replace(told, failure=Failure.REFUSED if spoke_tls else Failure.NOT_TLS)

    async def _is_refused_without_certificate(self) -> bool:
        """Whether a server that asked for a certificate goes on without one.

        Under TLS 1.3 its alert comes after the handshake, with the first read; web servers that
        decide later answer a request with status 400.
        """
        host = bracketed(self._origin.host)
        request = f"HEAD / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        try:
            await self._drive(lambda: self._tls.write(request.encode("ascii")))
            answer = await self._drive(lambda: self._tls.read(_CHUNK))
        except (OSError, ValueError):
            return True
        words = answer.split(b" ", 2)
        return not answer or (words[0].startswith(b"HTTP/") and words[1:2] == [b"400"])


def _looks_like_tls(data: bytes) -> bool:
    return data[0] in _TLS_RECORDS and data[1:2] in {b"", b"\x03"}


def _chain_of(tls: ssl.SSLObject) -> Iterator[bytes]:
    """The certificates that the server sent, in DER.

    Python has a public name for it from 3.13 on; before, the inner object has it. Where neither
    is there, the server's own certificate has to do.
    """
    for holder in (tls, getattr(tls, "_sslobj", None)):
        read_chain = getattr(holder, "get_unverified_chain", None)
        if read_chain is not None:
            for sent in read_chain() or ():
                yield sent if isinstance(sent, bytes) else sent.public_bytes(_DER)
            return
    with contextlib.suppress(ValueError):
        leaf = tls.getpeercert(binary_form=True)
        yield from [leaf] if leaf else []


def _alert_name(alert: int | None) -> str:
    if alert is None:
        return ""
    try:
        name = ssl.AlertDescription(alert).name
    except ValueError:
        return f"alert {alert}"
    return "alert " + name.removeprefix("ALERT_DESCRIPTION_").lower()


def _anything_goes() -> ssl.SSLContext:
    """A context for probes that send nothing: any version, any cipher, any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ALL:@SECLEVEL=0")
    _listen(context)
    return context


async def _speak_plainly(endpoint: Endpoint, seconds: float) -> bytes:
    """What a server that ignores TLS answers to plain HTTP; empty for nothing, or not HTTP."""
    try:
        async with asyncio.timeout(seconds), _opened(endpoint) as (reader, writer):
            host = bracketed(endpoint.origin.host)
            writer.write(f"HEAD / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode("ascii"))
            answer = await reader.read(200)
    except (OSError, ProxyError):
        return b""
    return answer if answer.startswith(b"HTTP/") else b""
