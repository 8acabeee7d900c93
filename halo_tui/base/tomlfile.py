"""Reads TOML files that a person may have edited, and says where a file is broken."""

from __future__ import annotations

import errno
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any, Final

from halo_tui.base.text import harmless

LIMIT: Final = 256 * 1024
"""Bytes. Our own files are a thousand times smaller."""

PATH_LIMIT: Final = 400
"""The most characters of a path, or of an explanation, in a message."""

_MOST_PARTS: Final = 32
"""The most parts of a dotted key: the time that `tomllib` needs grows with their third power."""
_STRING_OR_COMMENT = re.compile(
    r'''""".*?"""|\'{3}.*?\'{3}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*''', re.DOTALL
)
_ENDLESS_KEY = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}[\w-]")

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_WHY = {
    errno.EACCES: "this user is not allowed to read it",
    errno.EPERM: "this user is not allowed to read it",
    errno.ELOOP: "its links lead in a circle",
    errno.ENOENT: "it does not exist, or is a link to a file that does not exist",
    errno.ENXIO: "it is a socket, not a file",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.ENAMETOOLONG: "its name is too long",
}


class UnreadableFileError(Exception):
    """A file cannot be used. The message is for people and quotes nothing from the file."""

    def __init__(
        self, path: Path, why: str, *, line: int | None = None, column: int | None = None
    ) -> None:
        """Take the path, the explanation, and the line and column, which count from 1."""
        self.path = path
        self.why = harmless(why, limit=PATH_LIMIT)
        self.line = line
        self.column = column
        super().__init__(f"{harmless(str(path), limit=PATH_LIMIT)}{self._place}: {self.why}")

    @property
    def _place(self) -> str:
        if self.line is None:
            return ""
        return f", line {self.line}" + (f", column {self.column}" if self.column else "")


def reason_of(problem: OSError) -> str:
    """Explain to a person why the system refused to read a file."""
    return _WHY.get(problem.errno or 0) or (problem.strerror or type(problem).__name__).lower()


def read_bytes(path: Path, *, limit: int = LIMIT) -> tuple[bytes, os.stat_result]:
    """Read a regular file without blocking, and return its content and its `stat` result.

    Raises:
        UnreadableFileError: it cannot be read, is not a regular file, or has more than `limit`
            bytes.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            state = os.fstat(handle)
            if stat.S_ISDIR(state.st_mode):
                raise UnreadableFileError(path, "it is a folder, not a file")
            if not stat.S_ISREG(state.st_mode):
                raise UnreadableFileError(path, "it is a pipe or a device, not a file")
            data = file.read(limit + 1)
    except IsADirectoryError:
        raise UnreadableFileError(path, "it is a folder, not a file") from None
    except (OSError, ValueError) as problem:
        why = reason_of(problem) if isinstance(problem, OSError) else "its name cannot be used"
        raise UnreadableFileError(path, why) from None
    if len(data) > limit:
        raise UnreadableFileError(path, f"it is larger than {limit // 1024} KiB")
    return data, state


def parse(data: bytes, path: Path) -> dict[str, Any]:
    """Parse a TOML document in UTF-8; a byte order mark is ignored.

    Raises:
        UnreadableFileError: it is not TOML in UTF-8; the error has the line and column.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = data[: problem.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise UnreadableFileError(
            path, "it is not text in UTF-8", line=line, column=column
        ) from None
    if _has_endless_key(text):
        raise UnreadableFileError(path, "it is nested too deeply")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise UnreadableFileError(path, "it is nested too deeply") from None
    except ValueError as problem:
        raise _broken(path, text, str(problem)) from None


def _has_endless_key(text: str) -> bool:
    """Whether a key has so many parts that parsing it would take minutes."""
    if text.count(".") <= _MOST_PARTS:
        return False
    return _ENDLESS_KEY.search(_STRING_OR_COMMENT.sub("x", text)) is not None


def line_of(data: bytes, key: str) -> int | None:
    """Return the line, counted from 1, on which a top-level key is set."""
    text = data.decode("utf-8-sig", "replace")
    match = re.search(rf"""^[ \t]*["']?{re.escape(key)}["']?[ \t]*[=.]""", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None


def _broken(path: Path, text: str, message: str) -> UnreadableFileError:
    place = _PLACE.search(message)
    line = column = None
    if place:
        line = int(place[1]) if place[1] else text.count("\n") + 1
        column = int(place[2]) if place[2] else None
    why = _PLACE.sub("", message) if place else "it has a value that cannot be read"
    if why == "Cannot overwrite a value":
        why = "the same key is here a second time"
    return UnreadableFileError(path, f"it is not TOML: {why}", line=line, column=column)
