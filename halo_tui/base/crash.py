"""What becomes of a fault of the program itself: enough to report it, and no secret."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from halo_tui.base.text import harmless

STATUS = 70
"""The exit status after a fault of the program (EX_SOFTWARE of sysexits.h)."""

_HEADING = "halo_tui stopped because of a fault of its own. Your profiles are as they were saved."

_listeners: list[Callable[[BaseException], None]] = []
"""Whoever has the terminal: a fault on another thread must not be written over what it paints."""


def describe(error: BaseException | None = None) -> str:
    """The fault in a few lines: its type, where it arose, what to do; the log keeps the same lines.

    No locals; in the message, what may be a secret is masked.

    Args:
        error: the exception; the one being handled when omitted.
    """
    from halo_tui.base import faultlog

    lines = _lines(error or sys.exception())
    if faultlog.append(lines):
        where = f"The log keeps them: {harmless(str(faultlog.path()))}"
    else:
        where = f"The log could not be written: {harmless(str(faultlog.path()))}"
    report = "Please report these lines to the maintainers of halo-tui; they hold no secret."
    return "\n".join([_HEADING, lines, report, where])


def note(error: BaseException) -> None:
    """Write a fault that ends nothing into the log."""
    from halo_tui.base import faultlog

    faultlog.append(_lines(error))


def _lines(error: BaseException | None) -> str:
    import traceback  # late: it takes longer than all the rest of a short command

    from halo_tui.base.faultlog import masked

    frames = traceback.extract_tb(error.__traceback__ if error else None)
    places = [f"{place.name} ({Path(place.filename).name}:{place.lineno})" for place in frames]
    message = masked(harmless(str(error)))
    return f"  {type(error).__name__}: {message}\n  in {' < '.join(reversed(places[-4:]))}"


def install() -> None:
    """Let every exception that nobody caught end in `describe`, on every thread."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        error = error.with_traceback(trace)
        if _listeners:
            _listeners[-1](error)
        else:
            print(describe(error), file=sys.stderr)  # noqa: T201

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            hook(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = hook
    threading.excepthook = thread_hook
    sys.unraisablehook = _note_unraisable
    _no_core_dumps()


def listen(take: Callable[[BaseException], None]) -> Callable[[], None]:
    """Give faults of other threads to whoever has the terminal; returns what ends that.

    Args:
        take: gets each fault, on the thread where it arose.
    """
    _listeners.append(take)
    return lambda: _listeners.remove(take)


def _note_unraisable(fault: sys.UnraisableHookArgs) -> None:
    """An exception where Python can raise none: in a destructor, or while it ends."""
    if fault.exc_value is not None:
        note(fault.exc_value)


def _no_core_dumps() -> None:
    """A core file would hold every secret in memory."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return
