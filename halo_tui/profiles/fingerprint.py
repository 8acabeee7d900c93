"""A fingerprint of the values of a connection: it shows whether a result still applies to them.

It is computed with a key that never leaves this machine. A fingerprint that is seen elsewhere
cannot be used to guess the secret.
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
    """Return the fingerprint of the values; empty if there is no key, as then no run has one.

    Args:
        values: the text of every field, with the secret in clear text; a missing field counts as
            empty.
    """
    try:
        secret = _key(_key_file())
    except tomlfile.UnreadableFileError:
        return ""
    import hmac

    text = "\0".join(values.get(key, "") for key in FINGERPRINTED)
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:16]


def lasting_fingerprint(values: Mapping[str, str]) -> str:
    """Return the fingerprint of the values for storing; the key is created if it is missing.

    Args:
        values: as in `fingerprint`.

    Raises:
        OSError: the key cannot be written.
    """
    if not _key_file().exists():
        import secrets

        places.make_private(_key_file().parent)
        with suppress(FileExistsError):  # another run or process has just created it
            writing.create(_key_file(), secrets.token_hex(_KEY_BYTES).encode("ascii"))
    return fingerprint(values)


def _key_file() -> Path:
    return places.state_dir() / "fingerprint.key"


@cache
def _key(path: Path) -> bytes:
    return tomlfile.read_bytes(path)[0]
