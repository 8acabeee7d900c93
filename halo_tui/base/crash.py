"""Reports an unexpected exception of this program without a traceback or a secret."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from halo_tui.base.text import harmless

STATUS = 70
"""The exit status after an unexpected exception (EX_SOFTWARE in sysexits.h)."""

_HEADING = "halo_tui stopped because of a fault of its own. Your profiles are as they were saved."

_listeners: list[Callable[[BaseException], None]] = []
"""Callbacks of the running application. While it owns the terminal, a fault on another thread
must not be printed over the screen.
"""


def describe(error: BaseException | None = None) -> str:
    """Describe an unexpected exception in a few lines, and write the same lines to the log.

    The lines hold the type, the place and what to do; no local variables. Anything in the message
    that looks like a secret is masked.

    Args:
        error: the exception; by default the one that is being handled.
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
    """Write an exception to the log after which the program goes on."""
    from halo_tui.base import faultlog

    faultlog.append(_lines(error))


def _lines(error: BaseException | None) -> str:
    import traceback  # late import: it takes longer than the rest of a short command

    from halo_tui.base.faultlog import masked

    frames = traceback.extract_tb(error.__traceback__ if error else None)
    places = [f"{place.name} ({Path(place.filename).name}:{place.lineno})" for place in frames]
    message = masked(harmless(str(error)))
    return f"  {type(error).__name__}: {message}\n  in {' < '.join(reversed(places[-4:]))}"


def install() -> None:
    """Report every uncaught exception through `describe`, on all threads."""

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
    """Pass uncaught exceptions to the application while it owns the terminal.

    Args:
        take: called with each exception, on the thread that raised it.

    Returns:
        A function that ends this.
    """
    _listeners.append(take)
    return lambda: _listeners.remove(take)


def _note_unraisable(fault: sys.UnraisableHookArgs) -> None:
    """Log an exception that Python cannot raise, for example in a destructor or at exit."""
    if fault.exc_value is not None:
        note(fault.exc_value)


def _no_core_dumps() -> None:
    """Disable core dumps: a core file would contain every secret in memory."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return
