"""Unsaved text that is kept when a signal or the loss of the terminal ends the application.

There is one private file for each profile, in the state folder. The secret follows the rules of a
profile's file: it is stored in clear text only if it would go into that file, not if it would go
into the keyring, and it is not used from a file that others can read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from halo_tui.base import places, tomlfile, writing
from halo_tui.profiles.files import exposure_of
from halo_tui.profiles.schema import KEYS, LOG_IN
from halo_tui.workspace.drafts.notes import SECRET

if TYPE_CHECKING:
    from halo_tui.workspace.drafts.draft import Draft

_SUFFIX: Final = ".json"
_SCHEMA: Final = 1
_LARGEST: Final = 1 << 20
"""Bytes; text that a user types is far below it."""


@dataclass(frozen=True, slots=True)
class UnsavedText:
    """The unsaved text of one draft."""

    at: str
    """The time (RFC 3339)."""
    values: Mapping[str, str] = field(repr=False)
    """The changed keys of the profile's file, and the log-in address; in the format of
    `Draft.take`."""
    withheld: str = ""
    """Why the secret is not among them, for people; empty if it is, or if none was typed."""


def keep(draft: Draft) -> None:
    """Write the unsaved text of a draft; blocks.

    Raises:
        OSError: the file cannot be written.
    """
    values = {key: draft.profile_values()[key] for key in draft.changes}
    if draft.secret.for_keyring:
        values.pop(SECRET, None)
    if draft.text(LOG_IN):
        values[LOG_IN] = draft.text(LOG_IN)
    data = {
        "schema": _SCHEMA,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "values": values,
        "secret_for_keyring": bool(draft.secret.for_keyring),
    }
    writing.replace(_path(draft.slug), json.dumps(data).encode())


def load(slug: str) -> UnsavedText | None:
    """Return the unsaved text of a profile's draft; None if there is no readable one."""
    path = _path(slug)
    try:
        content, state = tomlfile.read_bytes(path, limit=_LARGEST)
        exposure = exposure_of(path, state)
        data = json.loads(content)
    except (tomlfile.UnreadableFileError, ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.get("schema") != _SCHEMA:
        return None
    values = _texts(data.get("values"))
    withheld = "it was meant for the keyring" if data.get("secret_for_keyring") is True else ""
    if exposure is not None and SECRET in values:
        del values[SECRET]
        withheld = exposure.why
    return UnsavedText(_moment(data.get("at")), values, withheld) if values or withheld else None


def forget(slug: str) -> None:
    """Remove the unsaved text after it was accepted or declined, or its profile was deleted.

    Raises:
        OSError: it cannot be removed.
    """
    _path(slug).unlink(missing_ok=True)


def rename(old: str, new: str) -> None:
    """Move the unsaved text of a renamed profile.

    Raises:
        OSError: it cannot be moved; it is in its old place.
    """
    with suppress(FileNotFoundError):
        _path(old).replace(_path(new))


def slugs() -> list[str]:
    """Return the profiles that have unsaved text."""
    try:
        return sorted(path.stem for path in folder().iterdir() if path.suffix == _SUFFIX)
    except OSError:
        return []


def _moment(at: object) -> str:
    try:
        return datetime.fromisoformat(str(at)).isoformat()
    except ValueError:
        return datetime.now(UTC).isoformat(timespec="seconds")


def _texts(values: object) -> dict[str, str]:
    known = {*KEYS, LOG_IN}
    found = values if isinstance(values, dict) else {}
    return {key: text for key, text in found.items() if key in known and isinstance(text, str)}


def folder() -> Path:
    """Return the folder of the files."""
    return places.state_dir() / "unsaved"


def _path(slug: str) -> Path:
    return folder() / f"{slug}{_SUFFIX}"
