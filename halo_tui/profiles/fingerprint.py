"""A mark of the values of a connection: when it differs, a verdict was given on other values.

It is keyed with bytes that never leave this machine, so that whoever sees it elsewhere cannot try
secrets against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from halo_tui.base import places, tomlfile, writing
from halo_tui.profiles.schema import FINGERPRINTED

_KEY_BYTES: Final = 32


def fingerprint(values: Mapping[str, str]) -> str:
    """The mark of some values; empty as long as there is no key, so that no run has one either.

    Args:
        values: the text of every field, the secret in clear; what is missing counts as empty.
    """
    try:
        secret = _key(_key_file())
    except tomlfile.UnreadableFileError:
        return ""
    import hmac

    text = "\0".join(values.get(key, "") for key in FINGERPRINTED)
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:16]


def lasting_fingerprint(values: Mapping[str, str]) -> str:
    """The mark of some values, to be kept: makes the key where there is none yet.

    Args:
        values: as for `fingerprint`.

    Raises:
        OSError: the key cannot be written.
    """
    if not _key_file().exists():
        import secrets

        places.make_private(_key_file().parent)
        with suppress(FileExistsError):  # another run, also of another process, has just made it
            writing.create(_key_file(), secrets.token_hex(_KEY_BYTES).encode("ascii"))
    return fingerprint(values)


def _key_file() -> Path:
    return places.state_dir() / "fingerprint.key"


@cache
def _key(path: Path) -> bytes:
    return tomlfile.read_bytes(path)[0]
