"""A disk that fails, or a machine that dies, at the nth thing that is asked of it."""

from __future__ import annotations

import itertools
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

STEPS = ("open", "fsync", "link", "rename", "replace", "unlink", "chmod")
"""The calls of `os` that change the disk, or come between changes."""


def at_each_step(
    work: Callable[[], object], fail: Callable[[], None], before: Callable[[], object]
) -> Iterator[int]:
    """Do the work in processes of their own; in each, another step fails instead of being done.

    Yields:
        The exit status after each; ends when the work has no more steps.
    """
    for number in itertools.count(1):
        before()
        child = os.fork()
        if child == 0:
            _work_in_child(work, fail, number)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == _ALL_DONE:
            assert number > 3, "the work asks nothing of the disk"
            return
        yield status


_ALL_DONE = 77


def _work_in_child(work: Callable[[], object], fail: Callable[[], None], number: int) -> None:
    status = 1
    try:
        count = itertools.count(1)
        for name in STEPS:
            setattr(os, name, _counted(getattr(os, name), count, number, fail))
        status = _outcome(work)
        if next(count) <= number:
            status = _ALL_DONE
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _outcome(work: Callable[[], object]) -> int:
    from halo_tui.profiles.errors import ProfileError

    try:
        work()
    except (ProfileError, OSError) as problem:
        return 3 if str(problem).startswith("Saved") else 2
    return 0


def _counted(
    real: Callable[..., Any], count: Iterator[int], number: int, fail: Callable[[], None]
) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        if next(count) == number:
            fail()
        return real(*args, **named)

    return call


def killed() -> None:
    """The machine stops."""
    os.kill(os.getpid(), signal.SIGKILL)


def failing(errno: int) -> Callable[[], None]:
    """The disk refuses."""

    def fail() -> None:
        raise OSError(errno, os.strerror(errno))

    return fail


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, also hidden ones."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
