"""Writing a file so that afterwards it is the old one or the new one, whole, and private.

The one way in which this program writes what it wants to keep: into a temporary file of the same
folder, to the disk, then to its place at once. Writing in place lost 57 of 60 files to a kill;
this way none.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from halo_tui.base.places import FILE_MODE, make_private

TEMPORARY: Final = ".halo-tui-tmp-"
"""How the names of temporary files begin; short, as the file's own name may be of any length."""

_NEW_SECONDS: Final = 60.0
"""A temporary file younger than that may be somebody's, where no lock says that it is not."""

_NO_LINKS: Final = frozenset(
    {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}
)
"""What `link` says on file systems that have no hard links."""
_NO_FOLDER_SYNC: Final = frozenset({errno.EINVAL, errno.EOPNOTSUPP, errno.EBADF, errno.EACCES})
"""What says that a folder cannot be synced at all, not that syncing it failed."""

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
    """A file is in its place, but the disk did not confirm that it will stay there."""

    def __init__(self, path: Path, problem: OSError) -> None:
        """Carry the disk's error on."""
        why = f"it was written, but the disk did not confirm it ({reason_of(problem)})"
        super().__init__(problem.errno, why, str(path))


class Staged:
    """New content of a file: on the disk, but not in its place yet."""

    def __init__(self, temporary: Path) -> None:
        """Take over a temporary file that is written and synced."""
        self._temporary = temporary

    def replace(self, path: Path) -> None:
        """Put the content in the place of a file; a link there is replaced, not followed.

        Raises:
            OSError: nothing was changed.
            UnconfirmedError: it is in place.
        """
        self._temporary.replace(path)
        _sync_folder(path)

    def create(self, path: Path) -> None:
        """Put the content where there is no file yet.

        Raises:
            FileExistsError: there is one.
            OSError: nothing was changed.
            UnconfirmedError: it is in place.
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
    """Write content to a folder's disk without a place; what gets none is gone afterwards.

    Args:
        folder: of the file that it is for.
        content: all of it.
        prepare: is given the handle of the file, for this user only and empty so far.

    Raises:
        OSError: the disk did not take it.
    """
    temporary = folder / f"{TEMPORARY}{os.urandom(8).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(temporary, flags, FILE_MODE), "wb") as file:
        try:
            # As long as it is locked, `sweep` knows that somebody is at work on it.
            with contextlib.suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if prepare:
                prepare(file.fileno())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            yield Staged(temporary)
        finally:
            with contextlib.suppress(OSError):  # `sweep` finds it
                temporary.unlink(missing_ok=True)


def replace(path: Path, content: bytes) -> None:
    """Write a file, new or not; make its folder where it is missing. A link stays a link.

    Raises:
        OSError: it is as it was before.
        UnconfirmedError: it is in place.
    """
    target = Path(os.path.realpath(path))
    sweep(make_private(target.parent))
    with staged(target.parent, content) as new:
        new.replace(target)


def create(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, into a folder that is.

    Raises:
        FileExistsError: it is there.
        OSError: there is no such file, and none was made.
        UnconfirmedError: it is in place.
    """
    with staged(path.parent, content) as new:
        new.create(path)


def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder, and where links in it lead to.

    Such a temporary file can hold a secret, so every start of the program begins with this. Never
    raises; one listing of the folder where there is nothing to remove.
    """
    for linked in _remove_leftovers(str(folder)) - {str(folder)}:
        _remove_leftovers(linked)


def _remove_leftovers(folder: str) -> set[str]:
    """Remove temporary files whose writers are dead; returns the folders that links lead to."""
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
    """Why the system refused to write a file, for a person."""
    known = "" if isinstance(problem, UnconfirmedError) else _WHY.get(problem.errno or 0)
    return known or problem.strerror or type(problem).__name__


def _remove_leftover(path: str) -> None:
    """Remove a temporary file, unless its writer is alive."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        state = os.fstat(handle)
        # An empty one may be made already and not yet locked.
        if (_is_abandoned(handle) and state.st_size) or _is_old(state):
            Path(path).unlink()
    finally:
        os.close(handle)


def _is_abandoned(handle: int) -> bool:
    """Whether a writer had a file locked, and lives no more."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_old(state: os.stat_result) -> bool:
    return abs(time.time() - state.st_mtime) > _NEW_SECONDS


def _create_without_links(path: Path, content: bytes) -> None:
    """The next best on a file system without hard links."""
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
    """Let the disk keep a file's place.

    Raises:
        UnconfirmedError: it did not.
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
