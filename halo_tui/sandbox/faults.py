"""What can go wrong below HTTP: on the wire, in TLS, in the chain, at a proxy."""

from __future__ import annotations

from enum import StrEnum


class Wire(StrEnum):
    """What happens to a connection before a request can be answered."""

    SERVE = "serve"
    """TLS 1.2 or newer, then HTTP, as it should be."""
    REFUSE = "refuse"
    DROP = "drop"
    """Connection attempts are dropped, as by a firewall: no answer ever comes."""
    RESET_AT_ACCEPT = "reset-at-accept"
    STALL = "stall"
    """The connection opens, then nothing is sent."""
    RESET_IN_HANDSHAKE = "reset-in-handshake"
    CLOSE_IN_HANDSHAKE = "close-in-handshake"
    RESET_AFTER_HANDSHAKE = "reset-after-handshake"
    PLAIN_HTTP = "plain-http"
    """HTTP without TLS on the port of HTTPS."""
    BANNER = "banner"
    """Another protocol altogether greets first."""
    OLD_TLS = "old-tls"
    """TLS 1.1 at most."""
    CLIENT_CERTIFICATE = "client-certificate"
    """A client certificate is demanded under TLS 1.3, where it shows at the first read only."""
    CLIENT_CERTIFICATE_TLS12 = "client-certificate-tls12"
    OLD_CIPHERS = "old-ciphers"
    """TLS 1.2 with nothing but a cipher whose checksum is SHA-1."""
    UNKNOWN_NAME = "unknown-name"
    """The server refuses whatever name is asked for (RFC 6066 §3)."""


class Proxy(StrEnum):
    """What the proxy on the plain port does with CONNECT (RFC 9110 §9.3.6)."""

    TUNNEL = "tunnel"
    WANTS_PASSWORD = "wants-password"  # noqa: S105 - an answer, 407
    FORBIDS = "forbids"
    FAILS = "fails"
    STALL = "stall"
    NONSENSE = "nonsense"


class Chain(StrEnum):
    """What a server sends as its certificates, and how that is wrong."""

    GOOD = "good"
    INCOMPLETE = "incomplete"
    """Without the intermediate; the leaf says where to get it (AIA), as DER."""
    INCOMPLETE_PKCS7 = "incomplete-pkcs7"
    """The same, as PKCS #7."""
    INCOMPLETE_TWO = "incomplete-two"
    """Two intermediates are missing, the first says where to get the second."""
    INCOMPLETE_AIA_LOST = "incomplete-aia-lost"
    """The address given for the intermediate answers 404."""
    INCOMPLETE_NO_AIA = "incomplete-no-aia"
    SELF_SIGNED = "self-signed"
    UNTRUSTED_ROOT = "untrusted-root"
    """Complete up to a root that is neither trusted nor sent."""
    UNTRUSTED_ROOT_SENT = "untrusted-root-sent"
    INSPECTED = "inspected"
    """As a TLS-inspecting proxy answers: its own root, sent along."""
    EXPIRED = "expired"
    INTERMEDIATE_EXPIRED = "intermediate-expired"
    NOT_YET_VALID = "not-yet-valid"
    BROKEN = "broken"
    """Signed with the key of a certificate that may not issue others."""
    UNREADABLE = "unreadable"
    """From an unknown root, and of a version of X.509 that does not exist."""
    WRONG_PURPOSE = "wrong-purpose"
    """Good for users, not for servers."""
    WRONG_HOST = "wrong-host"
    NO_SAN = "no-san"
    """The name stands in the subject only, where nobody looks any more (RFC 9525 §2)."""
    CAPTIVE_PORTAL = "captive-portal"
    """Self-signed, of a hotel's log-in page: this network answers, not the server."""
    WEAK = "weak"
    EXPIRES_SOON = "expires-soon"
    HOSTILE_NAMES = "hostile-names"
    """Untrusted, with terminal sequences and markup where a person would read the issuer."""
