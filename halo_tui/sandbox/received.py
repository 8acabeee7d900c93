"""A log of everything that the sandbox received, for tests.

Secrets and tokens are compared when they arrive, and never stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110 §9.2.1)."""


class SentCredential(StrEnum):
    """Whether a credential was sent, and whether it was the valid one."""

    NONE = "none"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(slots=True)
class Received:
    """One request."""

    place: str
    """The target, a `Target` of the instance model."""
    method: str
    path: str
    """The path as it was sent, without its query."""
    host: str
    """The header `Host`."""
    node: str
    """The loopback address at which the connection arrived."""
    tenant: str | None = None
    scopes: tuple[str, ...] = ()
    client_id: SentCredential = SentCredential.NONE
    secret: SentCredential = SentCredential.NONE
    secret_elsewhere: bool = False
    """Whether the secret was in the address or in a header."""
    bearer: SentCredential = SentCredential.NONE
    writes: bool = False
    """Whether it would have changed a record in a real Halo."""
    status: int = 0
    """The status of the answer; 0 before it is sent."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection."""

    node: str
    tls: str
    """The protocol version; empty if the handshake was not completed."""
    secret_in_clear: bool = False
    """Whether the secret arrived without TLS."""


class Log:
    """Requests and connections in the order of their arrival; any thread may read it."""

    def __init__(self) -> None:
        self._requests: list[Received] = []
        self._connections: list[Connection] = []

    def __iter__(self) -> Iterator[Received]:
        return iter(tuple(self._requests))

    def __len__(self) -> int:
        return len(self._requests)

    @property
    def connections(self) -> tuple[Connection, ...]:
        """Every connection that was accepted."""
        return tuple(self._connections)

    @property
    def writes(self) -> list[Received]:
        """Requests that would have changed something in a real Halo; each of them was refused."""
        return self.those(lambda request: request.writes)

    @property
    def secret_was_sent(self) -> bool:
        """Whether the application's secret was in any request, or arrived without TLS."""
        in_request = any(r.secret is SentCredential.RIGHT or r.secret_elsewhere for r in self)
        return in_request or any(connection.secret_in_clear for connection in self.connections)

    def to(self, place: str) -> list[Received]:
        """Return the requests to one place."""
        return self.those(lambda request: request.place == place)

    def those(self, wanted: Callable[[Received], bool]) -> list[Received]:
        """Return the requests that fulfil a condition."""
        return [request for request in self if wanted(request)]

    def add(self, request: Received) -> None:
        """Add a request."""
        self._requests.append(request)

    def add_connection(self, connection: Connection) -> None:
        """Add a connection."""
        self._connections.append(connection)

    def clear(self) -> None:
        """Remove all entries."""
        self._requests.clear()
        self._connections.clear()
