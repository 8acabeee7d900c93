"""One HTTP request, ready to be written, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode, urlsplit

from halo_tui.halo.errors import UnusableAddressError
from halo_tui.halo.origin import Origin, origin_of

if TYPE_CHECKING:
    from pydantic import SecretStr

_KEPT_IN_TARGET: Final = "!$%&'()*+,-./:;=?@_~"
"""What stands in a path or a query as it is (RFC 3986 §3.3 and §3.4); the rest is encoded."""


@dataclass(slots=True)
class Request:
    """A request on its way."""

    method: str
    origin: Origin
    target: bytes
    """Path and query."""
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(default=b"", repr=False)
    sent: bool = False
    """Whether any byte of it may have left."""
    answered: bool = False
    """Whether an answer has begun."""

    @property
    def can_be_repeated(self) -> bool:
        """Whether it may be sent a second time (RFC 9110 §9.2.2)."""
        return self.method == "GET"


def prepare(
    method: str,
    url: str,
    headers: Mapping[str, str],
    form: Mapping[str, str | SecretStr] | None,
    bearer: SecretStr | None,
) -> Request:
    """Make a request; secrets are opened only here.

    Args:
        method: GET or POST.
        url: absolute, http or https.
        headers: besides the usual ones.
        form: sent as `application/x-www-form-urlencoded`.
        bearer: an access token (RFC 6750 §2.1).

    Raises:
        UnusableAddressError: nothing can be sent to such an address.
    """
    try:
        origin, target = origin_of(url), _target(url)
    except ValueError as problem:
        raise UnusableAddressError("Nothing can be sent to this address") from problem
    sent = {
        "Host": str(origin).partition("://")[2],
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "halo-tui",
        **headers,
    }
    if bearer is not None:
        sent["Authorization"] = f"Bearer {bearer.get_secret_value()}"
    if form is None:
        return Request(method, origin, target, sent)
    opened = {
        name: value if isinstance(value, str) else value.get_secret_value()
        for name, value in form.items()
    }
    content = urlencode(opened).encode("ascii")
    sent["Content-Type"] = "application/x-www-form-urlencoded"
    sent["Content-Length"] = str(len(content))
    return Request(method, origin, target, sent, content)


def _target(url: str) -> bytes:
    """What is asked for at the server; whatever cannot stand in a request line is encoded."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(target, safe=_KEPT_IN_TARGET).encode("ascii")
