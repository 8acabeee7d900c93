"""The log of unexpected exceptions, so that they can be reported after the screen is gone.

The file is private and rotated. It holds exception types, places in the code, and messages in
which everything that looks like a secret is masked.
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
"""Bytes. A longer log is renamed to `halo-tui.log.1` and a new one is started."""

_SECRET_LIKE: Final = re.compile(r"[A-Za-z0-9+/=_\-.~%]{20,}")
_WORD: Final = re.compile(r"(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)(?:[_./-](?:[a-z]+|[A-Z]+|[A-Z][a-z]+))*")
MASK: Final = "[masked]"


def path() -> Path:
    """Return the path of the log, whether or not it exists."""
    return places.state_dir() / NAME


def masked(text: str) -> str:
    """Mask everything in a text that may be a secret: long strings that are not plain words.

    Args:
        text: a message that has passed `text.harmless`.
    """
    return _SECRET_LIKE.sub(lambda run: run[0] if _WORD.fullmatch(run[0]) else MASK, text)


def append(text: str) -> bool:
    """Append a time stamp and lines to the log; return False if the log cannot be written.

    Args:
        text: masked lines without control characters, separated by line breaks.
    """
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    with suppress(OSError, RuntimeError):  # no home folder, or no space left
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
    """Return the content of the log, the older file first; empty if there is none.

    Raises:
        OSError: a file cannot be read.
    """
    log = path()
    files = (log.with_name(f"{NAME}.1"), log)
    return "".join(file.read_text("utf-8", "replace") for file in files if file.exists())
