"""Keys in the order in which they were pressed, however many arrive at once.

Textual sends each key to the focused widget at once, but acts on a bound key only after it has
bubbled up to the application (Textual's issue 6605). Of keys in one packet, from a slow connection
or a password manager that types, the text after a Tab would go into the field before it: a secret
into a field that shows it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from textual import events
from textual.screen import Screen

from halo_tui.ui.kit.inner import PAINTED_BY, LeanScreen
from halo_tui.ui.kit.timers import once

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

    from halo_tui.ui.kit.lean_app import LeanApp

_Typed: TypeAlias = events.Key | events.Paste

_TRIPS: Final = 2
"""The first follows the key up to its action, the second the message that the action sends, such as
`Input.Submitted`."""

_LONGEST: Final = 0.5
"""The longest wait for a key's action, in seconds: a widget can be removed with the marker."""

_LOOK: Final = 0.02
"""Seconds between two looks whether the keys may go on."""


class Wait(NamedTuple):
    """What the next key has to wait for."""

    cause: object
    """What is under way; for another cause, the wait begins anew."""
    longest: float
    """Seconds after which the key goes on all the same."""


def _wait_for(screen: Screen[Any]) -> Wait | None:
    is_ready = not isinstance(screen, LeanScreen) or screen.settling.is_over
    return None if is_ready else Wait(screen, PAINTED_BY)


class _HasPassed(events.Event, bubble=True):
    """Bubbles up behind a key; the application then goes on with the next."""

    def __init__(self, number: int) -> None:
        """Make it for the key of a number."""
        super().__init__()
        self.number = number


class KeyOrder:
    """Holds keys and pasted text back until the key before has done what it does."""

    def __init__(self, app: LeanApp, handle: Callable[[events.Event], Awaitable[None]]) -> None:
        """Make it for an application; `handle` does with an event what Textual does."""
        self._app = app
        self._handle = handle
        self._waiting: deque[_Typed] = deque()
        self._target: Widget | None = None
        """The widget that got the keys under way; None if there are none."""
        self._text_to: Widget | None = None
        """The widget that has got text which nothing follows yet."""
        self._trips = 0
        self._number = 0
        self._wait: object = None
        """The cause of the present wait."""
        self._since = 0.0
        """When the present wait, or the first trip of the marker, began."""
        self._timer: Timer | None = None

    async def take(self, event: events.Event) -> None:
        """Handle an event; hold back a key or pasted text while another is under way."""
        if isinstance(event, _HasPassed):
            await self._note(event)
        elif isinstance(event, _Typed) and not event.is_forwarded:
            self._waiting.append(event)
            await self._go_on()
        elif not self._app.takes(event):
            await self._handle(event)

    async def _note(self, passed: _HasPassed) -> None:
        if passed.number == self._number and self._target is not None:
            self._trips -= 1
            if self._trips == 0 or not self._send_marker():
                self._target = None
                await self._go_on()

    async def _go_on(self) -> None:
        while self._waiting and not self._must_wait():
            event, target = self._waiting[0], self._app.focused or self._app.screen
            is_text = isinstance(event, events.Key) and target.check_consume_key(
                event.key, event.character
            )
            if self._text_to is not None and not is_text:
                self._follow(self._text_to)
                continue
            self._waiting.popleft()
            if not self._app.takes(event):
                await self._handle(event)
                if is_text:  # more text need not wait for it
                    self._text_to = target
                else:
                    self._follow(target)
        if self._waiting and self._timer is None:
            self._timer = once(self._app, _LOOK, self._look)

    async def _look(self) -> None:
        self._timer = None
        if self._target is not None and time.monotonic() - self._since > _LONGEST:
            self._target = None
        await self._go_on()

    def _must_wait(self) -> bool:
        if self._target is not None:
            return True
        wait = _wait_for(self._app.screen) or self._app.wait_of_keys()
        if wait is None:
            self._wait = None
            return False
        if wait.cause is not self._wait:
            self._wait, self._since = wait.cause, time.monotonic()
        return time.monotonic() - self._since < wait.longest

    def _follow(self, target: Widget) -> None:
        self._target, self._text_to, self._wait = target, None, None
        self._trips, self._since = _TRIPS, time.monotonic()
        self._number += 1
        if not self._send_marker():
            self._target = None

    def _send_marker(self) -> bool:
        assert self._target is not None
        return self._target.post_message(_HasPassed(self._number))
