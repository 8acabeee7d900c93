"""A profile's file as a TOML document: which keys it may hold, and how it is changed.

This module does not import pydantic, because it is loaded before the first frame is drawn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from halo_tui.base import tomlfile
from halo_tui.base.tomlfile import UnreadableFileError
from halo_tui.profiles.errors import NotSavedError
from halo_tui.profiles.records import Document
from halo_tui.profiles.schema import KEYS, OPTIONAL, Hosting

SCHEMA: Final = 1
"""The version of the format that this program writes."""


def read(data: bytes, path: Path) -> Document:
    """Parse the content of a profile's file.

    Raises:
        UnreadableFileError: it is not TOML, is empty, or a value has the wrong type.
    """
    document = tomlfile.parse(data, path)
    if not document:
        raise UnreadableFileError(path, "it is empty")
    for key, why in _complaints(document):
        raise UnreadableFileError(path, f"{key} {why}", line=tomlfile.line_of(data, key))
    return document


def is_newer(document: Mapping[str, Any]) -> bool:
    """Whether a newer version of this program wrote the document."""
    return bool(document.get("schema", SCHEMA) > SCHEMA)


def text_of(document: Mapping[str, Any], key: str) -> str:
    """Return the text of a key; empty if the key is missing."""
    return str(document.get(key, ""))


def has_secret(document: Mapping[str, Any]) -> bool:
    """Whether the document itself contains a secret."""
    return bool(text_of(document, "client_secret"))


def values_of(document: Mapping[str, Any], *, withheld: bool) -> dict[str, str]:
    """Return the text of every key, as a run uses it.

    Args:
        document: the profile's document.
        withheld: whether the secret in the document must not be used.
    """
    values = {key: text_of(document, key) for key in KEYS}
    return {**values, "hosting": values["hosting"] or Hosting.HOSTED.value} | (
        {"client_secret": ""} if withheld else {}
    )


def new(values: Mapping[str, str], unknown: Mapping[str, Any]) -> Document:
    """Create the document of a new profile.

    Args:
        values: the text of every key.
        unknown: keys of newer versions, which are copied unchanged.
    """
    known = {key: values.get(key, "") for key in KEYS}
    return {
        "schema": SCHEMA,
        **{key: text for key, text in known.items() if text or key not in OPTIONAL},
        **unknown,
    }


def changed(document: Document, changes: Mapping[str, str]) -> Document:
    """Return a copy with changed texts; an optional key is removed if its text is empty."""
    merged = {**document, **changes}
    return {key: value for key, value in merged.items() if value != "" or key not in OPTIONAL}


def dump(document: Document) -> bytes:
    """Encode the document, and parse the bytes again to make sure that nothing was changed.

    Raises:
        NotSavedError: a value cannot be written as TOML in UTF-8.
    """
    import tomli_w

    try:
        text = tomli_w.dumps(document)
        data = text.encode("utf-8")
        says_the_same = _canonical(tomllib.loads(text)) == _canonical(document)
    except (ValueError, TypeError, RecursionError):
        says_the_same = False
    if not says_the_same:
        raise NotSavedError(
            "Not saved: a value has characters that cannot be stored in a file."
            " Type it anew instead of pasting it."
        )
    return data


def _complaints(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [
        (key, "has to be text in quotation marks")
        for key in KEYS
        if not isinstance(document.get(key, ""), str)
    ]
    schema = document.get("schema", SCHEMA)
    if type(schema) is not int or schema < 1:
        found.append(("schema", "has to be a number from 1 on"))
    if not found and document.get("hosting", Hosting.HOSTED) not in list(Hosting):
        names = " or ".join(f'"{hosting}"' for hosting in Hosting)
        found.append(("hosting", f"has to be {names}"))
    if "\0" in text_of(document, "ca_file"):
        found.append(("ca_file", "is no path"))
    return found


def _canonical(document: Mapping[str, Any]) -> str:
    import json

    return json.dumps(document, sort_keys=True, default=repr)
