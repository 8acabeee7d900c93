"""What the sandbox was sent, so that tests can prove what was, and what was not.

Secrets and tokens are compared when they arrive, and never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110 §9.2.1)."""


class Given(StrEnum):
    """Whether a credential was sent, and whether it was the one in force."""

    NONE = "none"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(slots=True)
class Received:
    """One request."""

    place: str
    """What was asked for; a `Place` of the instance model."""
    method: str
    path: str
    """As it was sent, without its query."""
    host: str
    """The header that names the server."""
    node: str
    """The loopback address that the connection came in on."""
    tenant: str | None = None
    scopes: tuple[str, ...] = ()
    client_id: Given = Given.NONE
    secret: Given = Given.NONE
    secret_elsewhere: bool = False
    """Whether the secret stood in the address or in a header."""
    bearer: Given = Given.NONE
    writes: bool = False
    """Whether it would have changed a record in a real Halo."""
    status: int = 0
    """What was answered; 0 while it is not."""


@dataclass(frozen=True, slots=True)
class Connected:
    """One connection."""

    node: str
    tls: str
    """The protocol version, or empty if there was no handshake to the end."""
    secret_in_clear: bool = False
    """Whether the secret came over it without TLS."""


class Log:
    """Requests and connections in the order in which they came; read it from any thread."""

    def __init__(self) -> None:
        self._requests: list[Received] = []
        self._connections: list[Connected] = []

    def __iter__(self) -> Iterator[Received]:
        return iter(tuple(self._requests))

    def __len__(self) -> int:
        return len(self._requests)

    @property
    def connections(self) -> tuple[Connected, ...]:
        """Every connection that was accepted."""
        return tuple(self._connections)

    @property
    def writes(self) -> list[Received]:
        """Requests that would have changed something in a real Halo; each was refused."""
        return self.those(lambda request: request.writes)

    @property
    def secret_was_sent(self) -> bool:
        """Whether the application's secret came in any request, or in clear."""
        in_request = any(r.secret is Given.RIGHT or r.secret_elsewhere for r in self)
        return in_request or any(connection.secret_in_clear for connection in self.connections)

    def to(self, place: str) -> list[Received]:
        """The requests to one place."""
        return self.those(lambda request: request.place == place)

    def those(self, wanted: Callable[[Received], bool]) -> list[Received]:
        """The requests that a condition holds for."""
        return [request for request in self if wanted(request)]

    def add(self, request: Received) -> None:
        """Note a request."""
        self._requests.append(request)

    def add_connection(self, connection: Connected) -> None:
        """Note a connection."""
        self._connections.append(connection)

    def clear(self) -> None:
        """Forget everything."""
        self._requests.clear()
        self._connections.clear()
