"""The errors of HTTP requests.

    HttpError
    ├── BudgetExceededError     the run has used all its requests
    ├── UnusableAddressError    no request can be sent to this address
    ├── TrustStoreError         the file with the trusted root cannot be used
    ├── RequestTimeoutError     no complete answer within the time limit
    ├── ConnectFailedError      no connection: unknown name, refused, no route
    │   └── ProxyFailedError    the proxy of this machine refused the connection
    ├── TlsFailedError          connected, but without trusted encryption
    │   └── UntrustedRootError      the certificate leads to no trusted root
    ├── ConnectionLostError     the connection ended before the answer was complete
    ├── MalformedReplyError     the answer is not HTTP, or cannot be decompressed
    └── TooLargeError           the answer is larger than any answer of Halo

The messages hold no secret: they name the server and the error, never the request.
"""

from __future__ import annotations


class HttpError(Exception):
    """A request got no usable answer."""

    def __init__(self, explanation: str, *, sent: bool = False) -> None:
        """Store what happened.

        Args:
            explanation: one sentence for people, safe to show and without secrets.
            sent: whether any byte of the request may have reached the server.
        """
        super().__init__(explanation)
        self.explanation = explanation
        self.sent = sent


class BudgetExceededError(HttpError):
    """The run has used all its requests."""


class UnusableAddressError(HttpError):
    """No request can be sent to this address."""


class TrustStoreError(HttpError):
    """The file with the trusted root cannot be read, or holds no certificate."""


class RequestTimeoutError(HttpError):
    """No complete answer came within the time limit."""

    def __init__(self, explanation: str, *, seconds: float, sent: bool = False) -> None:
        """Store what happened and the time limit in seconds."""
        super().__init__(explanation, sent=sent)
        self.seconds = seconds


class ConnectFailedError(HttpError):
    """No connection: the name is unknown, the server refused, or there is no route."""


class ProxyFailedError(ConnectFailedError):
    """The proxy of this machine refused the connection."""


class TlsFailedError(HttpError):
    """The connection could not be encrypted, or the server's certificate is not trusted."""


class UntrustedRootError(TlsFailedError):
    """The server's certificate leads to no trusted root."""


class ConnectionLostError(HttpError):
    """The connection ended before the answer was complete."""


class MalformedReplyError(HttpError):
    """The answer is not HTTP, or its body cannot be decompressed."""


class TooLargeError(HttpError):
    """The answer is larger than any answer of Halo."""
