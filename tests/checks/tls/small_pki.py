"""A small certificate authority for tests: every fault that a server's chain can have."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC).replace(microsecond=0)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Issued:
    """A certificate with the key that it is for."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def pkcs7(self) -> bytes:
        return pkcs7.serialize_certificates([self.certificate], Encoding.DER)

    @property
    def subject(self) -> str:
        return self.certificate.subject.rfc4514_string()

    @property
    def key_pem(self) -> str:
        form = PrivateFormat.TraditionalOpenSSL
        return self.key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()

    def store(self, folder: Path, *above: Issued) -> tuple[Path, Path]:
        """Write the chain and the key, as a web server wants them."""
        folder.mkdir(parents=True, exist_ok=True)
        chain, key = folder / "chain.pem", folder / "key.pem"
        chain.write_text("".join(one.pem for one in (self, *above)))
        key.write_text(self.key_pem)
        return chain, key


@cache
def strong_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def weak_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)


def issue(
    name: str,
    by: Issued | None = None,
    *,
    names: Sequence[str] = (),
    ca: bool = False,
    begins: int = -1,
    ends: int = 365,
    aia: str = "",
    key: Key | None = None,
    usage: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.SERVER_AUTH,
) -> Issued:
    """Issue a certificate; self-signed without an issuer. `begins`, `ends`: days from now."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=begins))
        .not_valid_after(NOW + timedelta(days=ends, hours=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_general_name(one) for one in names]), critical=False
        )
    if usage and not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    if aia:
        where = x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(aia)
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([where]), critical=False)
    signer = by.key if by else key
    return Issued(builder.sign(signer, hashes.SHA256()), key)


def _general_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def sign_with_sha1(issued: Issued, by: Issued) -> Issued:
    """The same certificate, signed anew over SHA-1, as no library does any more.

    The two identifiers of the algorithm differ in their last byte only, and a signature by the
    same RSA key is as long as the one that it replaces.
    """
    assert isinstance(by.key, rsa.RSAPrivateKey)
    sha256, sha1 = (bytes.fromhex("2a864886f70d0101") + last for last in (b"\x0b", b"\x05"))
    certificate = issued.certificate
    body = certificate.tbs_certificate_bytes.replace(sha256, sha1)
    der = issued.der.replace(sha256, sha1)[: -len(certificate.signature)]
    der += by.key.sign(body, padding.PKCS1v15(), hashes.SHA1())
    return Issued(x509.load_der_x509_certificate(der), issued.key)


def with_broken_signature(issued: Issued) -> Issued:
    """The same certificate, one bit of its signature turned."""
    der = bytearray(issued.der)
    der[-1] ^= 1
    return Issued(x509.load_der_x509_certificate(bytes(der)), issued.key)
