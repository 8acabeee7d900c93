"""What was typed and not saved when a signal or a lost terminal ended the application.

One private file a profile, in the state folder. The secret is kept by the rules of a profile's
file: in clear only where it would go into that file, never where it is meant for the keyring, and
not used from a file that others can read.
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
"""Bytes; nothing that a person types comes near it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of one draft."""

    at: str
    """When, as RFC 3339."""
    values: Mapping[str, str] = field(repr=False)
    """The keys of the profile's file that were changed, and the log-in address; as `Draft.take`
    takes them."""
    withheld: str = ""
    """Why the secret is not among them, for a person; empty where none was typed, or it is."""


def keep(draft: Draft) -> None:
    """Keep what is not saved of a draft; blocks for a moment.

    Raises:
        OSError: the disk does not take it.
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


def load(slug: str) -> Kept | None:
    """What was kept of a profile's draft; None where there is nothing, or nothing readable."""
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
    return Kept(_moment(data.get("at")), values, withheld) if values or withheld else None


def forget(slug: str) -> None:
    """Remove what was kept; it was taken or refused, or its profile is gone.

    Raises:
        OSError: it is still there.
    """
    _path(slug).unlink(missing_ok=True)


def rename(old: str, new: str) -> None:
    """Let what was kept follow its profile.

    Raises:
        OSError: it is where it was.
    """
    with suppress(FileNotFoundError):
        _path(old).replace(_path(new))


def slugs() -> list[str]:
    """The profiles of which something was kept."""
    try:
        return sorted(path.stem for path in _folder().iterdir() if path.suffix == _SUFFIX)
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


def _folder() -> Path:
    return places.state_dir() / "unsaved"


def _path(slug: str) -> Path:
    return _folder() / f"{slug}{_SUFFIX}"
