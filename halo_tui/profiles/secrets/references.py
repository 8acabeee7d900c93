"""References to a secret: the notation in a profile's file, and the one that users type.

In the file a reference is one text: `cmd:["pass", "show", "halo"]`. In the form the user chooses
the place and types the rest as in a shell: `pass show halo`. This module never accesses the place
that a reference names.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from enum import StrEnum

from halo_tui.base.text import harmless


class Storage(StrEnum):
    """A place for the secret; the values are the prefixes of `client_secret_ref`."""

    PROFILE = "profile"
    """In clear text in the profile's own file; there is no reference."""
    ENV = "env"
    FILE = "file"
    CMD = "cmd"
    KEYRING = "keyring"

    @property
    def is_masked(self) -> bool:
        """Whether the form's field holds the secret itself, rather than a reference."""
        return self in (Storage.PROFILE, Storage.KEYRING)


FORMS = 'env:NAME, file:/PATH, cmd:["program", "argument"] or keyring:'
"""The notations of a reference in a file and on the command line."""


class MalformedReferenceError(ValueError):
    """A text is not a valid reference; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A parsed reference."""

    storage: Storage
    name: str
    """The variable, the path, or the keyring's entry; empty for the entry of the client ID."""
    arguments: tuple[str, ...] = ()
    """The program and its arguments."""

    def __str__(self) -> str:
        """Only the name, which may be shown; the arguments of a program can be confidential."""
        if self.storage is Storage.CMD:
            return f"cmd: {self.arguments[0]} …" if self.arguments[1:] else f"cmd: {self.name}"
        return f"{self.storage}:{self.name}"


def parse(text: str) -> Reference:
    """Parse a reference in the notation of a profile's file.

    Raises:
        MalformedReferenceError: its kind is unknown, or a part that its kind needs is missing.
    """
    prefix, colon, rest = text.partition(":")
    if not colon or prefix not in set(Storage) - {Storage.PROFILE}:
        raise MalformedReferenceError(f"a reference is written as {FORMS}")
    storage = Storage(prefix)
    if storage is Storage.CMD:
        arguments = _arguments_in(rest)
        return Reference(storage, arguments[0], arguments)
    if storage is not Storage.KEYRING and not rest.strip():
        raise MalformedReferenceError(f"after {storage}: there is nothing")
    if "\0" in rest or (storage is Storage.ENV and "=" in rest):
        raise MalformedReferenceError(
            f"the name after {storage}: has a character that none can have"
        )
    return Reference(storage, rest)


def shown_reference(text: str) -> str:
    """Return the part of a reference that may be shown, also for a malformed one."""
    try:
        return harmless(str(parse(text)))
    except MalformedReferenceError:
        return "a reference that cannot be understood"


def to_typed(reference: str) -> tuple[Storage, str]:
    """Return the place that a reference in a file names, and the rest as a user types it.

    A malformed reference is returned unchanged, as the name of a variable.
    """
    prefix, _, rest = reference.partition(":")
    try:
        storage = Storage(prefix)
    except ValueError:
        return Storage.ENV, reference
    if storage is Storage.KEYRING:
        return storage, ""
    return storage, _command_line(rest) if storage is Storage.CMD else rest


def from_typed(storage: Storage, text: str) -> str:
    """Return the reference for the file from a place and the typed text; empty for none."""
    if storage is Storage.PROFILE:
        return ""
    if storage is Storage.KEYRING:
        return f"{storage}:"
    text = text.strip()
    return f"{storage}:{_list_of(text) if storage is Storage.CMD else text}"


def _arguments_in(text: str) -> tuple[str, ...]:
    parsed = _strings_in(text)
    if not parsed or not parsed[0] or any("\0" in item for item in parsed):
        raise MalformedReferenceError(
            'after cmd: there has to be a list in JSON, such as ["pass", "show", "halo"]'
        )
    return tuple(parsed)


def _strings_in(text: str) -> list[str] | None:
    """Return the strings of a JSON list; None for any other text."""
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(parsed, list) and all(isinstance(item, str) for item in parsed)
    return parsed if is_list else None


def _command_line(arguments: str) -> str:
    """Return `["pass", "show"]` as a user types it."""
    parsed = _strings_in(arguments)
    return arguments if parsed is None else shlex.join(parsed)


def _list_of(text: str) -> str:
    """Return a command line as the list that is saved; unchanged if it cannot be split."""
    if text.startswith("["):
        return text
    try:
        return json.dumps(shlex.split(text), ensure_ascii=False)
    except ValueError:
        return text
