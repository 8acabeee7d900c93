"""A whole block copied from Halo's or Gradient's page, an e-mail or a note, taken apart.

What has a caption goes by it; what has none goes by its shape, where only one field is left for
it. Values stay as they were pasted: the field rules say what is wrong with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from halo_tui.profiles.rules import address_parser, shapes
from halo_tui.profiles.schema import Hosting

LONGEST: Final = 20_000
"""Characters; a longer text is no block of five values."""

_CAPTIONS: Final = {
    "client_id": r"(?:api )?client id|application id|app id",
    "client_secret": r"(?:api )?client secret|secret(?: key)?|api secret",
    "resource_server": r"resource (?:server|url)|api (?:url|server)|base url",
    "authorization_server": r"authori[sz]ation (?:server|url)|auth (?:server|url)",
    "tenant": r"tenant(?: name| id)?",
    "hosting": r"hosting",
    "ca_file": r"ca file|root certificate",
}
_LEAD: Final = r"[\W_]*(?:halo(?:psa)?[ _-]+|your )?"
_LINE = re.compile(
    _LEAD
    + "(?:"
    + "|".join(f"(?P<{name}>{words.replace(' ', '[ _-]?')})" for name, words in _CAPTIONS.items())
    + r")(?![a-z0-9])(?P<note>[ \t]*\([^)]*\))?(?P<rest>.*)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"""["'*`_]*[ \t]*(?:[:=|\t]|->|=>|\u2192|[-\u2013][ \t])[ \t|*`]*""")
_WRAPPING: Final = " \t,;|*`"


def take_apart(text: str) -> dict[str, str]:
    """The values in a block, by field; empty where nothing is recognized.

    A single value without a caption is recognized as well: whoever wants blocks alone asks for
    two values or more.
    """
    if len(text) > LONGEST:
        return {}
    found: dict[str, str] = {}
    loose: list[str] = []
    waiting: str | None = None
    for line in _lines(text):
        caption, rest = _captioned(line)
        if caption:
            waiting = None if rest else caption
            if rest:
                found.setdefault(caption, rest)
        elif waiting:
            found.setdefault(waiting, _unwrapped(line))
            waiting = None
        else:
            loose.append(line)
    return _with_loose(found, loose)


def _lines(text: str) -> Iterable[str]:
    for line in re.split(r"[\r\n\u2028\u2029\x0b\x0c]+", text):
        bare = line.strip(" \t{}")
        if bare and any(char.isalnum() or char in "•●*" for char in bare):
            yield bare


def _captioned(line: str) -> tuple[str | None, str]:
    """The field that a line's caption names, and what follows it; no field for no caption."""
    match = _LINE.match(line)
    if not match:
        return None, ""
    name = next(field for field in _CAPTIONS if match[field])
    if name == "hosting":
        words = line.lower().replace(" ", "-")
        return next(((name, kind) for kind in Hosting if words.endswith(kind)), (None, ""))
    rest = match["rest"].rstrip()
    separator = _SEPARATOR.match(rest)
    if separator:
        return name, _unwrapped(rest[separator.end() :])
    value = _unwrapped(rest)
    if not value.strip(".:"):
        return name, ""
    is_value = rest[0] in " \t" and (field_by_shape(value) or _fits(name, value))
    return (name, value) if is_value else (None, "")


def _fits(name: str, value: str) -> bool:
    """Whether a value that has no shape of its own may belong to the caption before it."""
    if name == "ca_file":
        return value.startswith(("/", "~"))
    return name == "tenant" and len(value.split()) == 1


def _unwrapped(text: str) -> str:
    """A value without the marks of JSON, TOML, Markdown or a table around it."""
    bare = text.strip(_WRAPPING)
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
        return bare[1:-1]
    return bare


def field_by_shape(text: str) -> str | None:
    """The field that a text belongs to by its looks alone."""
    clean = shapes.clean(text)
    if shapes.is_id(clean):
        return "client_id"
    if shapes.is_secret(clean):
        return "client_secret"
    address = address_parser.read(text).address
    if address is None or ("." not in address.host and "//" not in text):
        return None
    if "api" in address.segments:
        return "resource_server"
    return "authorization_server" if {"auth", "token"} & set(address.segments) else None


def _with_loose(found: dict[str, str], loose: Iterable[str]) -> dict[str, str]:
    """Add what has no caption, where one field claims it and no two lines claim one field."""
    claims: dict[str, list[str]] = {}
    for line in loose:
        value = _unwrapped(line)
        name = field_by_shape(value)
        if name and name not in found:
            claims.setdefault(name, []).append(value)
    sure = {name: values[0] for name, values in claims.items() if len(set(values)) == 1}
    return {name: value for name in _CAPTIONS for value in [found.get(name) or sure.get(name)]
            if value}  # fmt: skip
