"""Certificates of the sandbox: a root, an intermediate, leaves, and the faulty variants of each.

Keys are EC P-256 and are generated once for each process; signing a further leaf takes about a
millisecond.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from halo_tui.sandbox.constants import FIRST, PROXIED, SECOND, SIXTH
from halo_tui.sandbox.faults import Chain

_Key: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_NAMES: Final = ("localhost", "*.sandbox.test", "halo.northwind.example")
_ADDRESSES: Final = (FIRST, SECOND, SIXTH, PROXIED)

_OTHER_NAMES: Final = ("www.other-company.test",)
_WEAK_BITS: Final = 1024
_YEAR: Final = 365.0


@dataclass(frozen=True, slots=True)
class Served:
    """The certificates and the key of one TLS listener."""

    pem: bytes
    """The certificates in the order in which they are sent."""
    key: bytes
    weak: bool = False
    """Whether OpenSSL must be configured to accept the key."""


@dataclass(frozen=True, slots=True)
class _Use:
    """The permitted use of a certificate."""

    authority: bool = False
    signs: bool = False
    """Whether its key may sign certificates."""
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH


_AUTHORITY: Final = _Use(authority=True, signs=True)
_SERVER: Final = _Use()
_PERSON: Final = _Use(purpose=ExtendedKeyUsageOID.CLIENT_AUTH)


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    key: _Key

    @property
    def name(self) -> x509.Name:
        return self.certificate.subject


def root_pem() -> bytes:
    """Return the only root to trust: the content of the profile's `ca_file`."""
    return _pem([_root().certificate])


def aia_files(base: str) -> dict[str, bytes]:
    """Return the files at the AIA addresses of the certificates, by path (RFC 5280 §4.2.2.1).

    Args:
        base: the address below which they are served over plain HTTP, as given to `serve`.
    """
    der = Encoding.DER
    return {
        "/intermediate.cer": _intermediate().certificate.public_bytes(der),
        "/intermediate.p7c": pkcs7.serialize_certificates([_intermediate().certificate], der),
        "/second.cer": _second(base).certificate.public_bytes(der),
        "/unknown-root.cer": _unknown_root().certificate.public_bytes(der),
    }


@lru_cache(maxsize=64)
def serve(chain: Chain, base: str) -> Served:
    """Return the certificates and the key for a chain.

    Args:
        chain: the kind of chain.
        base: the address of the files of `aia_files`, `http://host:port`.
    """
    if chain in _SELF_SIGNED:
        key, (name, names) = _leaf_key(), _SELF_SIGNED[chain]
        return _served([_sign(name, key, None, names=names)], key)
    if chain in _UNTRUSTED:
        return _untrusted(chain, base)
    if chain is Chain.INCOMPLETE_TWO:
        return _served([_leaf(_second(base), aia=f"{base}/second.cer")])
    issuer = _ISSUERS.get(chain, _intermediate)()
    if chain in _INCOMPLETE:
        file = _INCOMPLETE[chain]
        return _served([_leaf(issuer, aia=f"{base}{file}" if file else "")])
    return _variant(chain, issuer)


_SELF_SIGNED: Final = {
    Chain.SELF_SIGNED: ("Halo Sandbox", _NAMES),
    Chain.CAPTIVE_PORTAL: ("login.hotel-wifi.test", ("login.hotel-wifi.test",)),
}
"""The common name of the certificate, and its alternative names."""

_UNTRUSTED: Final = frozenset(
    {
        Chain.UNTRUSTED_ROOT, Chain.UNTRUSTED_ROOT_SENT, Chain.INSPECTED, Chain.HOSTILE_NAMES,
        Chain.UNREADABLE,
    }
)  # fmt: skip
_INCOMPLETE: Final = {
    Chain.INCOMPLETE: "/intermediate.cer",
    Chain.INCOMPLETE_PKCS7: "/intermediate.p7c",
    Chain.INCOMPLETE_AIA_LOST: "/gone.cer",
    Chain.INCOMPLETE_NO_AIA: "",
}
_DAYS: Final = {
    Chain.EXPIRED: (-_YEAR, -12.0),
    Chain.NOT_YET_VALID: (5.0, _YEAR),
    Chain.EXPIRES_SOON: (-80.0, 9.5),
}
"""First and last day of a leaf's validity, counted from today, if they are not the usual ones."""

_ALTERNATIVES: Final[dict[Chain, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    Chain.WRONG_HOST: (_OTHER_NAMES, ()),
    Chain.NO_SAN: ((), ()),
}
"""The alternative names and addresses of a leaf, if they are not the usual ones."""

_HOSTILE: Final = "\x1b]52;c;aGVsbG8=\x07[@click=app.quit]Inspector[/]\u202e"


def _variant(chain: Chain, issuer: _Authority) -> Served:
    """Return a complete chain in which only the leaf is special."""
    weak = chain is Chain.WEAK
    use = _PERSON if chain is Chain.WRONG_PURPOSE else _SERVER
    key = _weak_key() if weak else _leaf_key()
    names, addresses = _ALTERNATIVES.get(chain, (_NAMES, _ADDRESSES))
    days = _DAYS.get(chain, (-20.0, _YEAR))
    name = _OTHER_NAMES[0] if chain is Chain.WRONG_HOST else "localhost"
    leaf = _sign(name, key, issuer, names=names, addresses=addresses, days=days, use=use)
    return _served([leaf, issuer.certificate], key, weak=weak)


def _untrusted(chain: Chain, base: str) -> Served:
    """Return a chain to a root that is not trusted."""
    if chain is Chain.UNTRUSTED_ROOT:
        issuer = _authority("Private Issuing CA", _unknown_root(), aia=f"{base}/unknown-root.cer")
        return _served([_leaf(issuer), issuer.certificate])
    if chain is Chain.UNREADABLE:
        return Served(_of_no_version(_leaf(_unknown_root())), _private(_leaf_key()))
    names = {Chain.INSPECTED: "Web Gateway Inspection CA", Chain.HOSTILE_NAMES: _HOSTILE}
    root = _authority(names[chain], None) if chain in names else _unknown_root()
    return _served([_leaf(root), root.certificate])


def _leaf(issuer: _Authority, *, aia: str = "") -> x509.Certificate:
    return _sign("localhost", _leaf_key(), issuer, names=_NAMES, addresses=_ADDRESSES, aia=aia)


def _served(
    sent: Iterable[x509.Certificate], key: _Key | None = None, *, weak: bool = False
) -> Served:
    return Served(_pem(sent), _private(key or _leaf_key()), weak)


def _private(key: _Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _pem(certificates: Iterable[x509.Certificate]) -> bytes:
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


def _of_no_version(certificate: x509.Certificate) -> bytes:
    """Return the certificate as PEM, with a version that does not exist (RFC 5280 §4.1.2.1).

    OpenSSL accepts it; stricter parsers do not. Its signature becomes invalid, which a client
    notices only if it knows the issuer.
    """
    der = certificate.public_bytes(Encoding.DER)
    return ssl.DER_cert_to_PEM_cert(der.replace(_THIRD, _FOURTH, 1)).encode()


_THIRD: Final = bytes.fromhex("a003020102")
_FOURTH: Final = bytes.fromhex("a003020103")
"""A certificate's version field in DER for version 4; 3 is the highest that exists."""


@cache
def _root() -> _Authority:
    return _authority("Halo Sandbox Root", None)


@cache
def _unknown_root() -> _Authority:
    return _authority("Private Root CA", None)


@cache
def _intermediate() -> _Authority:
    return _authority("Halo Sandbox Issuing CA", _root())


@lru_cache(maxsize=8)
def _second(base: str) -> _Authority:
    """Return an intermediate below the intermediate."""
    return _authority("Halo Sandbox Issuing CA 2", _intermediate(), f"{base}/intermediate.cer")


@cache
def _lapsed() -> _Authority:
    """Return the intermediate as it was before its renewal."""
    key = _intermediate().key
    certificate = _sign(
        "Halo Sandbox Issuing CA", key, _root(), use=_AUTHORITY, days=(-5 * _YEAR, -30.0)
    )
    return _Authority(certificate, key)


@cache
def _no_authority() -> _Authority:
    """Return a server's certificate that is used as an issuer, which is not permitted."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _sign("intranet.sandbox.test", key, _root(), use=_Use(signs=True))
    return _Authority(certificate, key)


_ISSUERS: Final = {Chain.INTERMEDIATE_EXPIRED: _lapsed, Chain.BROKEN: _no_authority}
"""The issuer of a leaf, if it is not the usual intermediate."""


@cache
def _leaf_key() -> _Key:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def _weak_key() -> _Key:
    return rsa.generate_private_key(65537, _WEAK_BITS)


def _authority(name: str, issuer: _Authority | None, aia: str = "") -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    days = (-2 * _YEAR, 8 * _YEAR)
    return _Authority(_sign(name, key, issuer, use=_AUTHORITY, days=days, aia=aia), key)


def _sign(  # noqa: PLR0913 - a certificate has that many parts
    name: str,
    key: _Key,
    issuer: _Authority | None,
    *,
    names: tuple[str, ...] = (),
    addresses: tuple[str, ...] = (),
    days: tuple[float, float] = (-20.0, _YEAR),
    use: _Use = _SERVER,
    aia: str = "",
) -> x509.Certificate:
    """Create a certificate; without an issuer it is self-signed."""
    now = datetime.now(UTC)
    signer = issuer.key if issuer else key
    subject = _name(name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.name if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
    )
    for extension, critical in _extensions(key, signer, use, aia):
        builder = builder.add_extension(extension, critical)
    known: list[x509.GeneralName] = [x509.DNSName(entry) for entry in names]
    known += [x509.IPAddress(ipaddress.ip_address(entry)) for entry in addresses]
    if known:
        builder = builder.add_extension(x509.SubjectAlternativeName(known), critical=False)
    return builder.sign(signer, SHA256())


def _extensions(
    key: _Key, signer: _Key, use: _Use, aia: str
) -> Iterable[tuple[x509.ExtensionType, bool]]:
    yield x509.BasicConstraints(ca=use.authority, path_length=None), True
    yield x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False
    yield x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
    yield _key_usage(use), True
    if not use.authority:
        yield x509.ExtendedKeyUsage([use.purpose]), False
    if aia:
        place = x509.UniformResourceIdentifier(aia)
        issuers = AuthorityInformationAccessOID.CA_ISSUERS
        yield x509.AuthorityInformationAccess([x509.AccessDescription(issuers, place)]), False


def _key_usage(use: _Use) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=not use.authority,
        data_encipherment=False, key_agreement=False, key_cert_sign=use.signs,
        crl_sign=use.signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Halo Sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
