"""Reads profiles from files: TOML with one or many, CSV with a row for each, lines with captions.

Values are not checked here; the field rules report their problems later.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as member
from pathlib import Path
from typing import TYPE_CHECKING, Final

from halo_tui.base import tomlfile
from halo_tui.base.text import harmless, learn_secret
from halo_tui.profiles.schema import BY_KEY, KEYS, Hosting

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile

LIMIT: Final = 4 * 1024 * 1024
"""The most bytes that are read from one source."""

MANY: Final = "profile"
"""The array of tables in a TOML document with many profiles."""

VARIABLE: Final = "HALO_"
"""The prefix of the environment variables with the values of a connection."""

_VERSION: Final = "schema"
"""The member of a profile's file that says its version."""
_DELIMITERS: Final = ",;\t"
_LABELS: Final = {row.label.casefold(): row.key for row in reversed(BY_KEY.values()) if row.saved}
_SPELLINGS: Final = {"authorisation server": "authorization_server", "secret": "client_secret"}
_HOSTINGS: Final = {
    **{str(hosting): hosting for hosting in Hosting}, "cloud": Hosting.HOSTED,
    "on-prem": Hosting.ON_PREMISE, "on-premises": Hosting.ON_PREMISE,
    "self-hosted": Hosting.ON_PREMISE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One profile in a source, or why it could not be read."""

    place: str
    """Its place in the source, for people; empty if it is the only one."""
    values: Mapping[str, str] = member(default_factory=dict, repr=False)
    problem: str = ""
    not_understood: tuple[str, ...] = ()
    """Parts of the source that went into no field, one sentence each, without secrets."""


def read_profiles(data: bytes, name: str = "") -> list[Found]:
    """Return the profiles in the content of a file, or of standard input.

    Args:
        data: TOML, CSV with the names of the fields in its first line, or lines with captions.
        name: the name for a profile that has none.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [Found("", problem="it is not text in UTF-8")]
    found = _in_toml(data) or _in_csv(text) or _in_lines(text)
    fallback = name if len(found) == 1 else ""
    return [_named(each, fallback) for each in found] or [Found("", problem="no profile is in it")]


def profile_of(found: Found) -> Profile:
    """Return the profile that was found, and register its secret with the redactor.

    Raises:
        ValueError: it could not be read; the message says why.
    """
    from halo_tui.profiles.model import Profile

    if found.problem:
        raise ValueError(found.problem)
    known = {key: found.values[key] for key in KEYS if found.values.get(key)}
    if "hosting" in known:
        known["hosting"] = _hosting(known["hosting"])
    if known.get("client_secret"):
        learn_secret(known["client_secret"], client_id=known.get("client_id", ""))
    return Profile(name=known.pop("name", "unnamed")).changed(**known)


def holds_many(path: Path) -> bool:
    """Whether a TOML file contains many profiles; False for an unreadable file."""
    try:
        return isinstance(tomlfile.parse(*_read(path)).get(MANY), list)
    except tomlfile.UnreadableFileError:
        return False


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the values of variables such as `HALO_CLIENT_ID`, by field."""
    found = {key: environment.get(f"{VARIABLE}{key.upper()}", "") for key in KEYS}
    return {key: value for key, value in found.items() if value}


def _read(path: Path) -> tuple[bytes, Path]:
    return tomlfile.read_bytes(path, limit=LIMIT)[0], path


def _named(found: Found, name: str) -> Found:
    if found.problem or found.values.get("name", "").strip():
        return found
    if not name:
        return Found(found.place, problem="it does not say what the profile is called")
    return replace(found, values={**found.values, "name": name})


def _hosting(text: str) -> Hosting:
    spelled = "-".join(text.casefold().replace("-", " ").split())
    if spelled not in _HOSTINGS:
        raise ValueError(
            f"the hosting {harmless(text, limit=40)!r} is neither hosted nor on-premise"
        )
    return _HOSTINGS[spelled]


def _in_toml(data: bytes) -> list[Found]:
    try:
        document = tomlfile.parse(data, Path("standard input"))
    except tomlfile.UnreadableFileError:
        return []
    tables = document.get(MANY)
    if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
        return [
            Found(f"profile {place}", _texts(table), not_understood=tuple(_unknown(table)))
            for place, table in enumerate(tables, 1)
        ]
    values = _texts(document)
    return [Found("", values, not_understood=tuple(_unknown(document)))] if values else []


def _texts(table: Mapping[str, object]) -> dict[str, str]:
    """Return the fields of a table; keys may also be names of environment variables."""
    plain = {_field_of(key): value for key, value in table.items()}
    return {key: plain[key] for key in KEYS if isinstance(plain.get(key), str)}  # type: ignore[misc]


def _field_of(key: str) -> str:
    return key.lower().removeprefix(VARIABLE.lower())


def _unknown(table: Mapping[str, object]) -> Iterator[str]:
    for key, value in table.items():
        if _field_of(key) not in (*KEYS, _VERSION):
            yield f"{harmless(key, limit=40)!r} is not taken: there is no such field"
        elif _field_of(key) != _VERSION and not isinstance(value, str):
            yield f"{key} is not taken: it is no text"


def _in_csv(text: str) -> list[Found]:
    import csv  # late: the list of profiles needs this module, but not CSV

    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        titles = next(rows, [])
        keys = [_key_of(title) for title in titles]
        if len([key for key in keys if key]) < 2:
            return []
        unknown = tuple(
            f"the column {harmless(title, limit=40)!r} is not taken: there is no such field"
            for title, key in zip(titles, keys, strict=True)
            if title.strip() and not key
        )
        return list(_rows(rows, keys, unknown))
    except csv.Error as problem:
        return [Found(f"line {rows.line_num}", problem=f"it is no CSV: {harmless(str(problem))}")]


def _rows(rows: Iterable[list[str]], keys: list[str], unknown: tuple[str, ...]) -> Iterator[Found]:
    """Yield a profile for each row; the first one says which columns are unknown."""
    for number, row in enumerate(rows, start=2):
        values = {key: cell.strip() for key, cell in zip(keys, row, strict=False) if key}
        if not any(values.values()):
            continue
        left = unknown
        if any(cell.strip() for cell in row[len(keys) :]):
            left += (f"it has {len(row)} values for {len(keys)} columns",)
        yield Found(f"row {number}", values, not_understood=left)
        unknown = ()


def _key_of(title: str) -> str:
    """Return the field that a column's title names; empty if it names none."""
    plain = " ".join(title.strip().casefold().replace("_", " ").split())
    key = plain.replace(" ", "_")
    return key if key in KEYS else _LABELS.get(plain) or _SPELLINGS.get(plain, "")


def _in_lines(text: str) -> list[Found]:
    from halo_tui.profiles.rules.paste import read_block

    block = read_block(text)
    left = tuple(f"line {one.line} is not taken, {one.why}: {one.text}" for one in block.unplaced)
    return [Found("", block.values, not_understood=left)] if block.values else []
