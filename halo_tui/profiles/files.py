"""The files of profiles: private, locked while they are written, with the previous version kept."""

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
    """Whether others than this user can read, or have written, a file."""
    own = os.geteuid()
    if state.st_uid != own:
        return Exposure(path, f"it belongs to {_user_name(state.st_uid)}, not to you", False)
    if state.st_mode & _OTHERS:
        mode = stat.S_IMODE(state.st_mode)
        return Exposure(path, f"others can read it or write to it (its mode is {mode:04o})", True)
    return None


def make_file_private(path: Path) -> None:
    """Take a file from everybody else.

    Raises:
        NotSavedError: it is not this user's, or its file system knows no such rights.
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
    """Hold the lock of a folder; create the folder where it is missing.

    Raises:
        BusyError: another process held it for all of `seconds`.
        NotSavedError: the folder, or the lock in it, cannot be made.
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
    """Put new content in place of a file's, at once; call it while holding the folder's lock.

    A link stays a link: the file that it leads to is replaced.

    Args:
        path: the file; it need not exist.
        content: all of it.
        keep_previous: keep the old content beside it, in `previous_of`; otherwise no older
            content is left there either.
        private: refuse a file system on which the file cannot be made private.

    Raises:
        NotSavedError: nothing was changed.
        UnconfirmedSaveError: the disk did not confirm the change.
    """
    with _problems_of(path), _staged(path, content, private=private) as (new, target):
        # Before the new content is there: a secret that is no more in use must not outlive a kill.
        drop_previous(target)
        if keep_previous:
            _keep(target)
        new.replace(target)


def move(path: Path, to: Path, content: bytes, *, private: bool) -> None:
    """Give a file another name and new content, both or neither; hold the folder's lock.

    Args:
        path: the file, or the link to it, which is what moves then.
        to: its new path, where nothing is.
        content: all of it.
        private: as for `replace`.

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
    """Where the version before the present one is kept."""
    return path.with_name(f"{path.name}~")


def drop_previous(path: Path) -> None:
    """Remove the previous version of a file.

    Raises:
        OSError: it is there and cannot be removed.
    """
    try:
        previous_of(path).unlink(missing_ok=True)
    except OSError as problem:
        if problem.errno != errno.ENAMETOOLONG:  # then there cannot be one
            raise


def not_saved(path: Path, problem: OSError) -> ProfileError:
    """What a failed write means, for a person."""
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
    """New content beside the file that a path leads to, and that file."""
    target = Path(os.path.realpath(path))
    writing.sweep(target.parent)

    def prepare(handle: int) -> None:
        _give_to_owner(handle, target)
        if private and os.fstat(handle).st_mode & _OTHERS:
            raise _rights_do_not_stick(target)

    with writing.staged(target.parent, content, prepare) as new:
        yield new, target


def _give_to_owner(handle: int, target: Path) -> None:
    """Under sudo, a file stays the property of the user whose it is."""
    if os.geteuid() == 0 and target.exists():
        state = target.stat()
        os.fchown(handle, state.st_uid, state.st_gid)


def _keep(target: Path) -> None:
    """Keep the present content by a second link to it, where the file system has such links."""
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
