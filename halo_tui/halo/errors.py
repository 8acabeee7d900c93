"""What can go wrong between a request and its answer.

    HttpError
    ├── BudgetExceededError     the run has made as many requests as it may
    ├── UnusableAddressError    nothing can be sent to such an address
    ├── TrustStoreError         the file with the trusted root cannot be used
    ├── RequestTimeoutError     no whole answer within the time allowed
    ├── ConnectFailedError      no connection: name, refusal, no route
    │   └── ProxyFailedError    the proxy of this machine does not let us through
    ├── TlsFailedError          a connection, but no trusted encryption on it
    │   └── UntrustedRootError      its certificate leads to no root that is trusted
    ├── ConnectionLostError     the connection ended before the answer did
    ├── MalformedReplyError     what came back is not HTTP, or cannot be unpacked
    └── TooLargeError           the answer is larger than any answer of Halo

No text of theirs holds a secret: they name the server and the fault, never the request.
"""

from __future__ import annotations


class HttpError(Exception):
    """A request got no usable answer."""

    def __init__(self, explanation: str, *, sent: bool = False) -> None:
        """Keep what happened.

        Args:
            explanation: one sentence for people, harmless and free of secrets.
            sent: whether any byte of the request may have reached the server.
        """
        super().__init__(explanation)
        self.explanation = explanation
        self.sent = sent


class BudgetExceededError(HttpError):
    """The run has made as many requests as it may."""


class UnusableAddressError(HttpError):
    """Nothing can be sent to such an address."""


class TrustStoreError(HttpError):
    """The file with the trusted root cannot be read, or holds no certificate."""


class RequestTimeoutError(HttpError):
    """No whole answer came within the time allowed."""

    def __init__(self, explanation: str, *, seconds: float, sent: bool = False) -> None:
        """Keep what happened, and how long it was waited for."""
        super().__init__(explanation, sent=sent)
        self.seconds = seconds


class ConnectFailedError(HttpError):
    """No connection came about: the name, a refusal, no route."""


class ProxyFailedError(ConnectFailedError):
    """The proxy that this machine uses did not let the request through."""


class TlsFailedError(HttpError):
    """The connection could not be encrypted, or the server's certificate is not trusted."""


class UntrustedRootError(TlsFailedError):
    """The server's certificate leads to no root that is trusted here."""


class ConnectionLostError(HttpError):
    """The connection ended before the answer did."""


class MalformedReplyError(HttpError):
    """What came back is not HTTP, or its body cannot be unpacked."""


class TooLargeError(HttpError):
    """The answer is larger than any answer of Halo needs to be."""
