"""One HTTP request and its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from halo_tui.halo.errors import UnusableAddressError
from halo_tui.halo.origin import Origin, origin_of

if TYPE_CHECKING:
    from pydantic import SecretStr

MAX_REQUESTS: Final = 40
"""The most requests of one run."""


@dataclass(slots=True)
class Request:
    """A request that is being sent."""

    method: str
    url: str = field(repr=False)
    origin: Origin
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(default=b"", repr=False)
    sent: bool = False
    """Whether any byte of it may have been sent."""
    has_own_connection: bool = False
    """Whether a connection was opened for this request."""
    answered: bool = False
    """Whether the response has started."""

    @property
    def is_repeatable(self) -> bool:
        """Whether it may be sent twice (RFC 9110 §9.2.2)."""
        return self.method == "GET"

    @property
    def may_have_hit_closed_connection(self) -> bool:
        """Whether it was sent on a reused connection that the server may have closed before."""
        return self.is_repeatable and not self.has_own_connection and not self.answered

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Record httpx's events: a new connection, sending, receiving."""
        if event == "connection.connect_tcp.complete":
            self.has_own_connection = not info["return_value"].was_waiting
        self.sent = self.sent or event.endswith("send_request_headers.started")
        self.answered = self.answered or event.endswith("receive_response_headers.complete")


def prepare(
    method: str,
    url: str,
    headers: Mapping[str, str],
    form: Mapping[str, str | SecretStr] | None,
    bearer: SecretStr | None,
) -> Request:
    """Build a request; secrets are revealed only here.

    Args:
        method: GET or POST.
        url: absolute, http or https.
        headers: additional headers.
        form: sent as `application/x-www-form-urlencoded`.
        bearer: an access token (RFC 6750 §2.1).

    Raises:
        UnusableAddressError: no request can be sent to this address.
    """
    try:
        origin = origin_of(url)
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
        return Request(method, url, origin, sent)
    opened = {
        name: value if isinstance(value, str) else value.get_secret_value()
        for name, value in form.items()
    }
    sent["Content-Type"] = "application/x-www-form-urlencoded"
    return Request(method, url, origin, sent, urlencode(opened).encode("ascii"))
