"""The faults below HTTP: of the connection, of TLS, of the certificate chain, of a proxy."""

from __future__ import annotations

from enum import StrEnum


class Wire(StrEnum):
    """The behaviour of a connection before a request can be answered."""

    SERVE = "serve"
    """TLS 1.2 or newer, then HTTP: no fault."""
    REFUSE = "refuse"
    DROP = "drop"
    """Connection attempts are dropped without an answer, as by a firewall."""
    RESET_AT_ACCEPT = "reset-at-accept"
    STALL = "stall"
    """The connection opens, but nothing is sent."""
    RESET_IN_HANDSHAKE = "reset-in-handshake"
    CLOSE_IN_HANDSHAKE = "close-in-handshake"
    RESET_AFTER_HANDSHAKE = "reset-after-handshake"
    PLAIN_HTTP = "plain-http"
    """HTTP without TLS on the port of HTTPS."""
    BANNER = "banner"
    """Another protocol sends its greeting."""
    OLD_TLS = "old-tls"
    """At most TLS 1.1."""
    CLIENT_CERTIFICATE = "client-certificate"
    """A client certificate is required under TLS 1.3, where the failure appears at the first
    read."""
    CLIENT_CERTIFICATE_TLS12 = "client-certificate-tls12"
    OLD_CIPHERS = "old-ciphers"
    """TLS 1.2 with a single cipher, which uses SHA-1."""
    UNKNOWN_NAME = "unknown-name"
    """The server rejects every server name (RFC 6066 §3)."""


class ProxyFault(StrEnum):
    """The proxy's reaction to CONNECT on the plain port (RFC 9110 §9.3.6)."""

    TUNNEL = "tunnel"
    WANTS_PASSWORD = "wants-password"  # noqa: S105 - an answer, 407
    FORBIDS = "forbids"
    FAILS = "fails"
    STALL = "stall"
    NONSENSE = "nonsense"


class Chain(StrEnum):
    """The certificates that a server sends, and their fault."""

    GOOD = "good"
    INCOMPLETE = "incomplete"
    """The intermediate is missing; its address is in the leaf (AIA), in DER."""
    INCOMPLETE_PKCS7 = "incomplete-pkcs7"
    """The same, in PKCS #7."""
    INCOMPLETE_TWO = "incomplete-two"
    """Two intermediates are missing; the first names the address of the second."""
    INCOMPLETE_AIA_LOST = "incomplete-aia-lost"
    """The address of the missing intermediate answers 404."""
    INCOMPLETE_NO_AIA = "incomplete-no-aia"
    SELF_SIGNED = "self-signed"
    UNTRUSTED_ROOT = "untrusted-root"
    """Complete, but the root is neither trusted nor sent."""
    UNTRUSTED_ROOT_SENT = "untrusted-root-sent"
    INSPECTED = "inspected"
    """The chain of a TLS-inspecting proxy, which sends its own root."""
    EXPIRED = "expired"
    INTERMEDIATE_EXPIRED = "intermediate-expired"
    NOT_YET_VALID = "not-yet-valid"
    BROKEN = "broken"
    """Signed by a certificate that may not issue others."""
    UNREADABLE = "unreadable"
    """From an unknown root, with an X.509 version that does not exist."""
    WRONG_PURPOSE = "wrong-purpose"
    """For users, not for servers."""
    WRONG_HOST = "wrong-host"
    NO_SAN = "no-san"
    """The name is only in the subject, which clients no longer use (RFC 9525 §2)."""
    CAPTIVE_PORTAL = "captive-portal"
    """Self-signed, for the log-in page of a hotel: the network answers, not the server."""
    WEAK = "weak"
    EXPIRES_SOON = "expires-soon"
    HOSTILE_NAMES = "hostile-names"
    """Untrusted, with terminal sequences and markup in the name of the issuer."""
