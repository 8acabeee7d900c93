"""Timers that fire once, even if the process gets no processor time when they start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer


def once(owner: MessagePump, seconds: float, call: Callable[[], object]) -> Timer:
    """Call a function once, after some seconds.

    A timer of Textual leaves out what it is too late for. One that is to fire only once leaves
    out that, and never fires, if the process stands still for the whole wait just after it has
    started.

    Args:
        owner: the widget, screen or application that calls; the timer ends with it.
        seconds: the time to wait.
        call: the function; it may be a coroutine function.

    Returns:
        The timer; its `stop` cancels the call.
    """
    timer = owner.set_timer(seconds, call)
    timer._skip = False
    return timer
