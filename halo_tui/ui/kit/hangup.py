"""Noticing that the terminal is gone where no signal tells it.

SIGHUP goes to the leader of a session. A program below a script that waits for it, or below `sudo`,
may get none, and would then read the end of its input for ever, at the cost of a whole processor.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from typing import Final

_INPUT: Final = 0
_OUTPUTS: Final = (1, 2)
"""By their numbers: while the application runs, `sys.stdout` and `sys.stderr` are its own."""


def watch_terminal(tell: Callable[[], object]) -> None:
    """Call something, on a thread of its own, once the terminal on standard input hangs up.

    Costs nothing while the terminal is there. Nothing happens where input is no terminal, or where
    the system cannot poll one (macOS).
    """
    if os.isatty(_INPUT):
        threading.Thread(target=_wait, args=(tell,), name="hangup", daemon=True).start()


def _wait(tell: Callable[[], object]) -> None:
    poll = select.poll()
    poll.register(_INPUT, 0)  # a hang-up is always reported; input is none of our business
    if any(found & select.POLLHUP for _, found in poll.poll()):
        _write_into_nothing()
        tell()


def _write_into_nothing() -> None:
    """What is still to be painted would fail, and Python's own last flush with it."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in _OUTPUTS:
        os.dup2(nothing, descriptor)
    os.close(nothing)
