"""References to a secret that is kept elsewhere: their syntax, without touching what they name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Where a secret can be kept instead of in the profile's file."""

    ENV = "env"
    FILE = "file"
    CMD = "cmd"
    KEYRING = "keyring"


_FORMS = 'env:NAME, file:/PATH, cmd:["program", "argument"] or keyring:'


class MalformedReferenceError(ValueError):
    """A reference is not written as one; the text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference taken apart."""

    kind: Kind
    name: str
    """The variable, the path, or the entry in the keyring; empty for the entry of the client ID."""
    arguments: tuple[str, ...] = ()
    """The program and its arguments."""

    def __str__(self) -> str:
        """What may be shown of it: arguments of a program can be confidential, so only its name."""
        if self.kind is Kind.CMD:
            return f"cmd: {self.arguments[0]} …" if self.arguments[1:] else f"cmd: {self.name}"
        return f"{self.kind}:{self.name}"


def parse(text: str) -> Reference:
    """Take a reference apart.

    Raises:
        MalformedReferenceError: it has an unknown kind, or lacks what its kind needs.
    """
    prefix, colon, rest = text.partition(":")
    if not colon or prefix not in list(Kind):
        raise MalformedReferenceError(f"a reference is written as {_FORMS}")
    kind = Kind(prefix)
    if kind is Kind.CMD:
        arguments = _arguments(rest)
        return Reference(kind, arguments[0], arguments)
    if kind is not Kind.KEYRING and not rest.strip():
        raise MalformedReferenceError(f"after {kind}: there is nothing")
    if "\0" in rest or (kind is Kind.ENV and "=" in rest):
        raise MalformedReferenceError(f"the name after {kind}: has a character that none can have")
    return Reference(kind, rest)


def _arguments(text: str) -> tuple[str, ...]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        parsed = None
    strings = isinstance(parsed, list) and all(isinstance(item, str) for item in parsed)
    if not strings or not parsed or not parsed[0] or any("\0" in item for item in parsed):
        raise MalformedReferenceError(
            'after cmd: there has to be a list in JSON, such as ["pass", "show", "halo"]'
        )
    return tuple(parsed)
