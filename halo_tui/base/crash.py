"""What is said when the program itself is at fault: enough to report it, and no secret."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import TracebackType

from halo_tui.base.text import harmless

STATUS = 70
"""The exit status after a fault of the program (EX_SOFTWARE of sysexits.h)."""


def describe(error: BaseException | None = None) -> str:
    """The fault in a few lines: its type, where it arose, what to do. No locals, no secrets.

    Args:
        error: the exception; the one being handled when omitted.
    """
    import traceback  # late: it takes longer than all the rest of a short command

    error = error or sys.exception()
    frames = traceback.extract_tb(error.__traceback__ if error else None)
    places = [f"{place.name} ({Path(place.filename).name}:{place.lineno})" for place in frames]
    lines = [
        "halo_tui stopped because of a fault of its own. Your profiles are as they were saved.",
        f"  {type(error).__name__}: {harmless(str(error))}",
        f"  in {' < '.join(reversed(places[-4:]))}",
        "Please report these lines; they hold no secret.",
    ]
    return "\n".join(lines)


def install() -> None:
    """Let every exception that nobody caught end in `describe`, on every thread."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        print(describe(error.with_traceback(trace)), file=sys.stderr)  # noqa: T201

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            hook(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = hook
    threading.excepthook = thread_hook
    _no_core_dumps()


def _no_core_dumps() -> None:
    """A core file would hold every secret in memory."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return
