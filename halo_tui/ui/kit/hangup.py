"""Detects that the terminal was closed even if no signal arrives.

The kernel sends SIGHUP to the session leader. A program that a script or `sudo` started may not
get it. It would then read end-of-file in an endless loop and use a whole CPU.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from typing import Final

_INPUT: Final = 0
_OUTPUTS: Final = (1, 2)
"""File descriptors, because Textual replaces `sys.stdout` and `sys.stderr` while it runs."""


def watch_terminal(on_hangup: Callable[[], object]) -> None:
    """Wait on a separate thread until the terminal on standard input hangs up.

    The thread uses no CPU while it waits. No thread is started if standard input is not a terminal.
    `on_hangup` is never called on macOS, which cannot poll a terminal.

    Args:
        on_hangup: called once, on that thread.
    """
    if os.isatty(_INPUT):
        threading.Thread(target=_wait, args=(on_hangup,), name="hangup", daemon=True).start()


def _wait(on_hangup: Callable[[], object]) -> None:
    poll = select.poll()
    poll.register(_INPUT, 0)  # POLLHUP is always reported, so no event is requested
    if any(found & select.POLLHUP for _, found in poll.poll()):
        _write_into_nothing()
        on_hangup()


def _write_into_nothing() -> None:
    """Redirect the output to /dev/null: later frames and Python's flush at exit would fail."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in _OUTPUTS:
        os.dup2(nothing, descriptor)
    os.close(nothing)
