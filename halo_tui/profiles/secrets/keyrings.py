"""Access to the system's keyring that can neither block nor store a secret in clear text unnoticed.

A Secret Service that does not answer blocks for ever. Each call therefore has its own thread and a
deadline. Backends that only encode their content are not used.
"""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Callable
from typing import Final, Protocol, TypeVar, cast

SERVICE: Final = "halo-tui"
SECONDS: Final = 3.0
"""Seconds for one operation, including the first import."""

_REAL_BACKENDS: Final = frozenset(
    f"keyring.backends.{name}"
    for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
)
_Answer = TypeVar("_Answer")


class _Backend(Protocol):
    """The part of a backend of the library `keyring` that is used here."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class KeyringError(Exception):
    """An operation of the keyring failed; the message says why, for people."""


def read(entry: str) -> str | None:
    """Return the keyring's entry; None if there is none.

    Raises:
        KeyringError: there is no keyring, it is locked, or it does not answer.
    """
    return _ask(lambda backend: backend.get_password(SERVICE, entry))


def write(entry: str, secret: str) -> None:
    """Store a secret in the keyring.

    Raises:
        KeyringError: as for `read`.
    """
    _ask(lambda backend: backend.set_password(SERVICE, entry, secret))


def remove(entry: str) -> None:
    """Remove a secret from the keyring.

    Raises:
        KeyringError: as for `read`, or the entry does not exist.
    """
    _ask(lambda backend: backend.delete_password(SERVICE, entry))


def prove() -> None:
    """Store, read and remove a random value. The keyring is offered to users only if this succeeds.

    Raises:
        KeyringError: as for `read`, or the value that was read is different.
    """
    entry, value = f"test-{secrets.token_hex(8)}", secrets.token_urlsafe(24)

    def round_trip(backend: _Backend) -> str | None:
        backend.set_password(SERVICE, entry, value)
        came_back = backend.get_password(SERVICE, entry)
        backend.delete_password(SERVICE, entry)
        return came_back

    if _ask(round_trip) != value:
        raise KeyringError("the keyring did not give back what was stored in it")


def _ask(question: Callable[[_Backend], _Answer]) -> _Answer:
    answers: queue.SimpleQueue[tuple[_Answer | None, str]] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put((question(_backend()), ""))
        except KeyringError as problem:
            answers.put((None, str(problem)))
        except Exception as problem:
            # Show only the type of the error: the text of a backend may repeat the secret.
            answers.put((None, _what(problem)))

    threading.Thread(target=work, name="keyring", daemon=True).start()
    try:
        answer, why = answers.get(timeout=SECONDS)
    except queue.Empty:
        raise KeyringError(
            f"the keyring does not answer within {SECONDS:.0f} seconds; it may be waiting for a"
            " password in a window elsewhere"
        ) from None
    if why:
        raise KeyringError(why)
    return cast(_Answer, answer)


def _backend() -> _Backend:
    try:
        import keyring
    except ImportError:
        raise KeyringError(
            "support for keyrings is not installed: the package keyring is missing beside halo_tui"
        ) from None
    chosen = keyring.get_keyring()
    for backend in (chosen, *getattr(chosen, "backends", ())):
        if type(backend).__module__ in _REAL_BACKENDS:
            return cast(_Backend, backend)
    raise KeyringError("there is no keyring on this machine that encrypts what it stores")


def _what(problem: Exception) -> str:
    kind = type(problem).__name__
    if "Lock" in kind or kind == "InitError":
        return "the keyring is locked; unlock it, or type the secret for this time only"
    if kind == "PasswordDeleteError":
        return "the keyring has no such entry"
    return f"the keyring reports an error ({kind})"
