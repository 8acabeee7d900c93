"""The log: faults of this program, so that they can be reported after the screen is gone.

Private, rotated, and without a secret: it holds types, places in the code, and messages in which
everything that has the shape of a secret is masked.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from halo_tui.base import places

NAME: Final = "halo-tui.log"
LONGEST: Final = 256 * 1024
"""Bytes after which a new file is begun; the one before it is kept as `halo-tui.log.1`."""

_SECRET_LIKE: Final = re.compile(r"[A-Za-z0-9+/=_\-.~%]{20,}")
_WORD: Final = re.compile(r"(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)(?:[_./-](?:[a-z]+|[A-Z]+|[A-Z][a-z]+))*")
MASK: Final = "[masked]"


def path() -> Path:
    """Where the log is, whether or not anything stands in it."""
    return places.state_dir() / NAME


def masked(text: str) -> str:
    """The text without what may be a secret: long runs of characters that are no words.

    Args:
        text: of a message; it has passed the gate.
    """
    return _SECRET_LIKE.sub(lambda run: run[0] if _WORD.fullmatch(run[0]) else MASK, text)


def append(text: str) -> bool:
    """Add lines, with the time before them; False where the log cannot be written.

    Args:
        text: masked, without control characters but line breaks.
    """
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    with suppress(OSError, RuntimeError):  # there is no home, or no room
        log = path()
        places.make_private(log.parent)
        if log.exists() and log.stat().st_size > LONGEST:
            log.replace(log.with_name(f"{NAME}.1"))
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(log, flags, places.FILE_MODE)
        try:
            os.fchmod(descriptor, places.FILE_MODE)
            os.write(descriptor, f"{now}\n{text}\n\n".encode())
        finally:
            os.close(descriptor)
        return True
    return False


def read() -> str:
    """What stands in the log, the older file first; empty where there is none.

    Raises:
        OSError: it cannot be read.
    """
    log = path()
    files = (log.with_name(f"{NAME}.1"), log)
    return "".join(file.read_text("utf-8", "replace") for file in files if file.exists())
