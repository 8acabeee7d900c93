"""Parses X.509 certificates (RFC 5280) into records that are safe to show.

Certificates come from unknown servers. Each part is parsed on its own, so that a broken part does
not hide the others, and every text passes `harmless`.
"""

from __future__ import annotations

import ipaddress
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
)

from halo_tui.base.text import harmless
from halo_tui.halo.resolve import ip_address_of

LONGEST_CHAIN: Final = 16
"""The most certificates read from one chain; real chains have two to four."""

_MOST_NAMES: Final = 1000
_NAME_LIMIT: Final = 200

_SMALLEST_RSA: Final = 2048
_SMALLEST_CURVE: Final = 224
"""Bits. Smaller keys have less than 112 bits of strength (NIST SP 800-57; OpenSSL's level 2)."""
_WEAK_HASHES: Final = frozenset({"md2", "md4", "md5", "sha1"})

_UNREADABLE: Final = (
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    UnsupportedAlgorithm,
    InvalidSignature,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)

# The library warns of odd certificates on standard error, which would be over the screen.
warnings.filterwarnings("ignore", module=r"halo_tui\.halo\.certificates")

Part = TypeVar("Part")
Other = TypeVar("Other")
Extension = TypeVar("Extension", bound=x509.ExtensionType)


class UnreadableCertificateError(ValueError):
    """The bytes are not a certificate."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The parts of a certificate that the checks need."""

    der: bytes = field(repr=False)
    subject: str
    """The distinguished name in RFC 4514 form, as safe text."""
    issuer: str
    names: tuple[str, ...]
    """DNS names and IP addresses of the subjectAltName; no other names count (RFC 9525)."""
    not_before: datetime
    not_after: datetime
    key: str
    """Type and size, for example `RSA 2048`."""
    key_is_weak: bool
    signature_is_weak: bool
    """Whether the signature uses MD5 or SHA-1."""
    serves_tls: bool
    """Whether the extended key usage allows it for servers."""
    self_issued: bool
    """Whether issuer and subject are the same: a root, or a self-signed certificate."""
    ca_issuers: tuple[str, ...]
    """Addresses of the issuer's certificate (authorityInfoAccess), exactly as given."""
    parsed: x509.Certificate = field(repr=False, compare=False)

    @property
    def short_name(self) -> str:
        """The common name, or the whole subject if there is none."""
        return _common_name(self.parsed) or self.subject

    @property
    def pem(self) -> str:
        """The certificate in PEM format."""
        return self.parsed.public_bytes(Encoding.PEM).decode("ascii")

    def days_left(self, now: datetime) -> int:
        """Whole days until it expires; negative if it has expired."""
        return (self.not_after - now).days

    def covers(self, host: str) -> bool:
        """Whether it is valid for a host name or an IP address (RFC 9525 §6)."""
        address = ip_address_of(host)
        if address is not None:
            return any(ip_address_of(name) == address for name in self.names)
        wanted = host.lower().rstrip(".")
        return any(_name_covers(name.lower(), wanted) for name in self.names)


def read(der: bytes) -> Certificate:
    """Parse a certificate in DER.

    Raises:
        UnreadableCertificateError: the bytes are not a certificate.
    """
    parsed = _part(lambda: x509.load_der_x509_certificate(der), None)
    if parsed is None:
        raise UnreadableCertificateError("not a certificate")
    dates = _part(lambda: (parsed.not_valid_before_utc, parsed.not_valid_after_utc), None)
    subject, issuer = _part(lambda: (parsed.subject, parsed.issuer), (None, None))
    if dates is None or subject is None or issuer is None:
        raise UnreadableCertificateError("a certificate without dates or names that can be read")
    key, key_is_weak = _part(lambda: _describe_key(parsed), ("a kind unknown here", False))
    return Certificate(
        der=der,
        subject=_shown(subject),
        issuer=_shown(issuer),
        names=_part(lambda: _names(parsed), ()),
        not_before=dates[0],
        not_after=dates[1],
        key=key,
        key_is_weak=key_is_weak,
        signature_is_weak=_part(lambda: _signature_is_weak(parsed), False),
        serves_tls=_part(lambda: _serves_tls(parsed), True),
        self_issued=subject == issuer,
        ca_issuers=_part(lambda: _ca_issuers(parsed), ()),
        parsed=parsed,
    )


def read_chain(ders: Iterable[bytes]) -> list[Certificate]:
    """Parse the certificates that a server sent, its own first; unreadable ones are left out.

    Returns an empty list if the server's own is unreadable: the others are useless without it.
    """
    chain: list[Certificate] = []
    for position, der in enumerate(list(ders)[:LONGEST_CHAIN]):
        try:
            chain.append(read(der))
        except UnreadableCertificateError:
            if position == 0:
                return []
    return chain


def read_bundle(body: bytes) -> list[Certificate]:
    """Parse a file that a CA publishes: DER, PEM, or PKCS #7 (RFC 5280 §4.2.2.1)."""
    parsed = _part(lambda: _parse_bundle(body), [])
    ders = _part(lambda: [one.public_bytes(Encoding.DER) for one in parsed], [])
    return [certificate for der in ders[:LONGEST_CHAIN] for certificate in read_chain([der])]


def _parse_bundle(body: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN CERTIFICATE-----" in body:
        return x509.load_pem_x509_certificates(body)
    if body.lstrip().startswith(b"-----BEGIN"):
        return pkcs7.load_pem_pkcs7_certificates(body)
    single = _part(lambda: x509.load_der_x509_certificate(body), None)
    return [single] if single else pkcs7.load_der_pkcs7_certificates(body)


def issued_by(child: Certificate, parent: Certificate) -> bool:
    """Whether `parent` signed `child`, by names and signature.

    For SHA-1 and older the library does not check signatures, so only the names are compared.
    That is enough to find candidates; a handshake decides.
    """
    if child.parsed.issuer != parent.parsed.subject:
        return False
    if child.signature_is_weak:
        return True

    def verify() -> bool:
        child.parsed.verify_directly_issued_by(parent.parsed)
        return True

    return _part(verify, False)


def path_of(chain: Sequence[Certificate]) -> list[Certificate]:
    """Return the certification path from the server's certificate up, as far as the chain goes.

    Order, duplicates and unrelated certificates do not matter (RFC 8446 §4.4.2).
    """
    path = list(chain[:1])
    while path and not path[-1].self_issued:
        above = [other for other in chain if other not in path and issued_by(path[-1], other)]
        if not above:
            break
        # Of two for the same key, the one that lasts longer is what a client would rely on.
        path.append(max(above, key=lambda certificate: certificate.not_after))
    return path


def _part(read_part: Callable[[], Part], otherwise: Other) -> Part | Other:
    """Return one part of a certificate, or `otherwise` if it cannot be parsed.

    The library's parser is written in Rust. Some broken input makes it panic; that exception is not
    an `Exception` and has no public name.
    """
    try:
        return read_part()
    except _UNREADABLE:
        return otherwise
    except BaseException as problem:
        if type(problem).__name__ == "PanicException":
            return otherwise
        raise


def _shown(name: x509.Name) -> str:
    return harmless(_part(name.rfc4514_string, ""), limit=_NAME_LIMIT)


def _common_name(parsed: x509.Certificate) -> str:
    values = parsed.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return harmless(values[0].value, limit=_NAME_LIMIT) if values else ""


def _extension(parsed: x509.Certificate, kind: type[Extension]) -> Extension | None:
    try:
        return parsed.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _names(parsed: x509.Certificate) -> tuple[str, ...]:
    found = _extension(parsed, x509.SubjectAlternativeName)
    if found is None:
        return ()
    names = found.get_values_for_type(x509.DNSName)
    addresses: list[object] = list(found.get_values_for_type(x509.IPAddress))
    usable = [a for a in addresses if isinstance(a, ipaddress.IPv4Address | ipaddress.IPv6Address)]
    texts = [harmless(str(name), limit=_NAME_LIMIT) for name in (*names, *usable)[:_MOST_NAMES]]
    return tuple(dict.fromkeys(texts))


def _describe_key(parsed: x509.Certificate) -> tuple[str, bool]:
    """Return type and size of the public key, and whether it is too weak."""
    key = parsed.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}", key.key_size < _SMALLEST_RSA
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}", key.key_size < _SMALLEST_RSA
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}", key.key_size < _SMALLEST_CURVE
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "Ed25519", False
    if isinstance(key, ed448.Ed448PublicKey):
        return "Ed448", False
    return "a kind unknown here", False


def _signature_is_weak(parsed: x509.Certificate) -> bool:
    used = parsed.signature_hash_algorithm
    return used is not None and used.name.lower() in _WEAK_HASHES


def _serves_tls(parsed: x509.Certificate) -> bool:
    usage = _extension(parsed, x509.ExtendedKeyUsage)
    allowed = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)
    return usage is None or any(purpose in usage for purpose in allowed)


def _ca_issuers(parsed: x509.Certificate) -> tuple[str, ...]:
    access = _extension(parsed, x509.AuthorityInformationAccess)
    return tuple(
        str(entry.access_location.value)
        for entry in access or ()
        if entry.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(entry.access_location, x509.UniformResourceIdentifier)
    )


def _name_covers(name: str, host: str) -> bool:
    """Whether a DNS name in a certificate matches; `*` stands for the whole leftmost label.

    As in OpenSSL, `*` does not match the label directly below a top-level domain.
    """
    name = name.rstrip(".")
    if not name.startswith("*."):
        return name == host
    label, dot, rest = host.partition(".")
    return bool(label and dot) and rest == name[2:] and "." in rest


def today() -> datetime:
    """The present time in UTC, the time zone of certificates."""
    return datetime.now(UTC)
