"""Reads a profile's secret from the place that it names, and registers it with the redactor."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from halo_tui.base import tomlfile
from halo_tui.base.text import harmless, learn_secret
from halo_tui.profiles.errors import SecretUnreadableError
from halo_tui.profiles.secrets import keyrings
from halo_tui.profiles.secrets.references import (
    MalformedReferenceError,
    Reference,
    Storage,
    parse,
    shown_reference,
)

if TYPE_CHECKING:
    from pydantic import SecretStr

    from halo_tui.profiles.model import Profile

LIMIT: Final = 64 * 1024
"""The most bytes that a file or a command may supply."""

COMMAND_SECONDS: Final = 10.0


def resolve(profile: Profile) -> SecretStr:
    """Return the secret of a profile; may wait for a command or a keyring.

    Raises:
        SecretUnreadableError: there is none, or it cannot be read; the message says why.
    """
    from pydantic import SecretStr

    secret = _secret_of(profile)
    learn_secret(secret, client_id=profile.client_id)
    return SecretStr(secret)


def where(profile: Profile) -> str:
    """Describe where the secret is stored, for people, without any part of it."""
    if profile.client_secret_ref:
        return shown_reference(profile.client_secret_ref)
    if profile.client_secret or profile.secret_withheld:
        return "in the profile's file"
    return "nowhere yet"


def _secret_of(profile: Profile) -> str:
    plain, reference = profile.client_secret, profile.client_secret_ref
    if plain and reference:
        raise SecretUnreadableError(
            "a secret and a reference to one are both given; keep one of them"
        )
    if plain:
        return plain.get_secret_value()
    if reference:
        return read_reference(reference, client_id=profile.client_id)
    raise SecretUnreadableError(profile.secret_withheld or "the profile has no client secret")


def read_reference(text: str, *, client_id: str = "") -> str:
    """Return the secret that a reference names.

    Args:
        text: `env:NAME`, `file:PATH`, `cmd:[…]` or `keyring:`.
        client_id: the entry of the keyring, if the reference names none.

    Raises:
        SecretUnreadableError: the reference leads to no usable secret.
    """
    try:
        reference = parse(text)
    except MalformedReferenceError as problem:
        raise SecretUnreadableError(str(problem)) from None
    secret = _READERS[reference.storage](reference, client_id)
    if not secret:
        raise SecretUnreadableError(f"{harmless(str(reference))} is empty")
    return secret


def _from_environment(reference: Reference, _: str) -> str:
    name = reference.name
    if name not in os.environ:
        raise SecretUnreadableError(f"the variable {harmless(name)} is not set in the environment")
    return _decoded(os.environb[os.fsencode(name)], f"the variable {harmless(name)}")


def _from_file(reference: Reference, _: str) -> str:
    try:
        path = Path(reference.name).expanduser()
    except RuntimeError:
        path = Path(reference.name)
    if not path.is_absolute():
        raise SecretUnreadableError("the path after file: has to begin with / or ~")
    try:
        data, _state = tomlfile.read_bytes(path, limit=LIMIT)
    except tomlfile.UnreadableFileError as problem:
        raise SecretUnreadableError(harmless(str(problem))) from None
    return _decoded(_without_line_break(data), harmless(str(path)))


def _from_command(reference: Reference, _: str) -> str:
    program = harmless(reference.name, limit=80)
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
            reference.arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError, UnicodeError) as problem:
        why = tomlfile.reason_of(problem) if isinstance(problem, OSError) else "it is no command"
        raise SecretUnreadableError(f"the command {program} cannot be started: {why}") from None
    with process:
        try:
            output = _output_of(process, program)
        finally:
            _end(process)
    if process.returncode:
        raise SecretUnreadableError(
            f"the command {program} failed (exit status {process.returncode});"
            " run it in a terminal to see why"
        )
    return _decoded(_without_line_break(output), f"what the command {program} gives")


def _output_of(process: subprocess.Popen[bytes], program: str) -> bytes:
    """Return the output of a command; child processes that it leaves behind are not waited for."""
    assert process.stdout
    pipe = process.stdout.fileno()
    os.set_blocking(pipe, False)
    deadline = time.monotonic() + COMMAND_SECONDS
    output = b""
    while True:
        # Poll before reading: once the command has ended, all of its output is in the pipe.
        has_ended = process.poll() is not None
        chunk = _read_some(pipe)
        output += chunk
        if len(output) > LIMIT:
            raise SecretUnreadableError(f"the command {program} gives over {LIMIT // 1024} KiB")
        if has_ended and not chunk:
            return output
        if time.monotonic() > deadline:
            raise SecretUnreadableError(
                f"the command {program} did not end within {COMMAND_SECONDS:.0f} seconds"
            )
        if not chunk:
            time.sleep(0.01)


def _read_some(pipe: int) -> bytes:
    try:
        return os.read(pipe, LIMIT)
    except BlockingIOError:
        return b""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the command and all processes that it started, if they are still running."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _from_keyring(reference: Reference, client_id: str) -> str:
    entry = reference.name or client_id
    if not entry:
        raise SecretUnreadableError("keyring: needs the client ID, which is missing")
    try:
        secret = keyrings.read(entry)
    except keyrings.KeyringError as problem:
        raise SecretUnreadableError(str(problem)) from None
    if secret is None:
        raise SecretUnreadableError(
            f"the keyring has no secret for {harmless(entry)}; enter the secret anew"
        )
    return secret


_READERS: Final[Mapping[Storage, Callable[[Reference, str], str]]] = {
    Storage.ENV: _from_environment,
    Storage.FILE: _from_file,
    Storage.CMD: _from_command,
    Storage.KEYRING: _from_keyring,
}


def _without_line_break(data: bytes) -> bytes:
    return data.removesuffix(b"\n").removesuffix(b"\r")


def _decoded(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise SecretUnreadableError(f"{what} is not text in UTF-8") from None
