"""The files of profiles: private, locked during a write, with the previous version kept."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from halo_tui.base import writing
from halo_tui.base.places import FILE_MODE, make_private
from halo_tui.base.text import harmless
from halo_tui.profiles.errors import (
    BusyError,
    NotSavedError,
    ProfileError,
    UnconfirmedSaveError,
)
from halo_tui.profiles.records import Exposure

LOCK_NAME: Final = ".lock"
LOCK_SECONDS: Final = 5.0
_OTHERS: Final = 0o077


def exposure_of(path: Path, state: os.stat_result) -> Exposure | None:
    """Return why other users can read a file, or may have written it; None if they cannot."""
    own = os.geteuid()
    if state.st_uid != own:
        return Exposure(path, f"it belongs to {_user_name(state.st_uid)}, not to you", False)
    if state.st_mode & _OTHERS:
        mode = stat.S_IMODE(state.st_mode)
        return Exposure(path, f"others can read it or write to it (its mode is {mode:04o})", True)
    return None


def make_file_private(path: Path) -> None:
    """Remove the access of all other users to a file.

    Raises:
        NotSavedError: the file belongs to another user, or its file system has no such permissions.
    """
    try:
        path.chmod(FILE_MODE)
        exposure = exposure_of(path, path.stat())
    except OSError as problem:
        raise not_saved(path, problem) from None
    if exposure:
        raise _rights_do_not_stick(path)


@contextlib.contextmanager
def locked(folder: Path, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of a folder; the folder is created if it is missing.

    Raises:
        BusyError: another process held the lock for all of `seconds`.
        NotSavedError: the folder, or the lock file in it, cannot be created.
    """
    from filelock import FileLock, Timeout

    try:
        make_private(folder)
        lock = FileLock(folder / LOCK_NAME, timeout=seconds, mode=FILE_MODE, fallback_to_soft=False)
        lock.acquire()
    except Timeout:
        raise BusyError(
            f"Not saved: another halo-tui has been writing to {harmless(str(folder))} for"
            f" {seconds:.0f} seconds. Try again."
        ) from None
    except (OSError, NotImplementedError) as problem:
        known = problem if isinstance(problem, OSError) else OSError(errno.ENOTSUP, "no locks")
        raise not_saved(folder, known) from None
    try:
        yield
    finally:
        lock.release()


def replace(path: Path, content: bytes, *, keep_previous: bool, private: bool) -> None:
    """Replace the content of a file in one step. The caller holds the folder's lock.

    If the path is a link, its target is replaced and the link remains.

    Args:
        path: the file; it need not exist.
        content: the complete new content.
        keep_previous: whether to keep the old content in the file `previous_of(path)`; if not, a
            previous version that exists is removed.
        private: whether to refuse a file system on which the file cannot be made private.

    Raises:
        NotSavedError: nothing was changed.
        UnconfirmedSaveError: the disk did not confirm the change.
    """
    with _problems_of(path), _staged(path, content, private=private) as (new, target):
        # Remove it before the new content is written: if the process is killed in between, no
        # secret that is no longer in use remains on the disk.
        drop_previous(target)
        if keep_previous:
            _keep(target)
        new.replace(target)


def move(path: Path, to: Path, content: bytes, *, private: bool) -> None:
    """Give a file a new name and new content, both or neither. The caller holds the lock.

    Args:
        path: the file; if it is a link, the link itself is moved.
        to: the new path, at which no file exists.
        content: the complete new content.
        private: as in `replace`.

    Raises:
        NotSavedError: nothing was changed.
        UnconfirmedSaveError: the disk did not confirm the change.
    """
    with _problems_of(path), _staged(path, content, private=private) as (new, target):
        drop_previous(target)
        path.rename(to)
        try:
            new.replace(to if target == path else target)
        except writing.UnconfirmedError:
            raise
        except BaseException:
            to.rename(path)
            raise


def previous_of(path: Path) -> Path:
    """Return the path of the previous version of a file."""
    return path.with_name(f"{path.name}~")


def drop_previous(path: Path) -> None:
    """Remove the previous version of a file.

    Raises:
        OSError: it exists and cannot be removed.
    """
    try:
        previous_of(path).unlink(missing_ok=True)
    except OSError as problem:
        if problem.errno != errno.ENAMETOOLONG:  # such a file cannot exist
            raise


def not_saved(path: Path, problem: OSError) -> ProfileError:
    """Return the error to raise for a failed write, with a message for people."""
    shown = harmless(str(path))
    if isinstance(problem, writing.UnconfirmedError):
        return UnconfirmedSaveError(
            f"Saved, but the disk did not confirm it: {shown} may be as it was before after a"
            " power cut. Look at the disk before relying on it."
        )
    return NotSavedError(f"Not saved: {shown} cannot be written: {writing.reason_of(problem)}.")


@contextlib.contextmanager
def _problems_of(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise not_saved(path, problem) from None


@contextlib.contextmanager
def _staged(path: Path, content: bytes, *, private: bool) -> Iterator[tuple[writing.Staged, Path]]:
    """Write the content to a temporary file next to the target of a path; yield both."""
    target = Path(os.path.realpath(path))
    writing.sweep(target.parent)

    def prepare(handle: int) -> None:
        _give_to_owner(handle, target)
        if private and os.fstat(handle).st_mode & _OTHERS:
            raise _rights_do_not_stick(target)

    with writing.staged(target.parent, content, prepare) as new:
        yield new, target


def _give_to_owner(handle: int, target: Path) -> None:
    """Under sudo, keep the file the property of the user who called sudo."""
    if os.geteuid() == 0 and target.exists():
        state = target.stat()
        os.fchown(handle, state.st_uid, state.st_gid)


def _keep(target: Path) -> None:
    """Keep the current content through a hard link, if the file system supports hard links."""
    with contextlib.suppress(OSError):
        os.link(target, previous_of(target))
        previous_of(target).chmod(FILE_MODE)


def _rights_do_not_stick(path: Path) -> NotSavedError:
    mount = next((parent for parent in path.absolute().parents if parent.is_mount()), path.parent)
    return NotSavedError(
        f"Not saved: on {harmless(str(mount))} no file can be kept from other users, so a secret"
        " must not be stored there. Use a reference to the secret instead (env:, file:, cmd: or"
        " keyring:)."
    )


def _user_name(uid: int) -> str:
    import pwd

    try:
        return f"the user {harmless(pwd.getpwuid(uid).pw_name)}"
    except KeyError:
        return f"the user number {uid}"
