"""Origins: the scheme, host and port that a connection is made to (RFC 6454)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

HTTPS_PORT = 443
HTTP_PORT = 80


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """The server and port that a connection goes to."""

    host: str
    """Lower case, in ASCII form (RFC 5890), IPv6 without brackets."""
    port: int = HTTPS_PORT
    scheme: str = "https"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = HTTPS_PORT if self.scheme == "https" else HTTP_PORT
        return f"{self.scheme}://{host}" + ("" if self.port == usual else f":{self.port}")


def origin_of(address: str) -> Origin:
    """Return the origin of an address that has passed the field rules.

    Raises:
        ValueError: the address has no usable scheme, host or port.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("not an address of a web server")
    usual = HTTPS_PORT if parts.scheme == "https" else HTTP_PORT
    host = parts.hostname
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    return Origin(host.lower(), parts.port if parts.port is not None else usual, parts.scheme)
