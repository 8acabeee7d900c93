"""Keys in the order in which they were pressed, however many arrive at once.

Textual sends each key to the focused widget at once, but acts on a bound key only after it has
bubbled up to the application (Textual's issue 6605). Of keys in one packet, from a slow connection
or a password manager that types, the text after a Tab would go into the field before it: a secret
into a field that shows it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from textual import events

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
        """The widget that got the key under way; None if there is none."""
        self._trips = 0
        self._number = 0
        self._patience: Timer | None = None

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
        if passed.number == self._number:
            self._trips -= 1
            if self._trips == 0 or not self._send_marker():
                self._target = None
                await self._go_on()

    async def _give_up(self, number: int) -> None:
        self._patience = None
        if number == self._number:
            self._target = None
        await self._go_on()

    async def _go_on(self) -> None:
        while self._waiting and self._target is None:
            event = self._waiting.popleft()
            target = self._app.focused or self._app.screen
            if not self._app.takes(event):
                await self._handle(event)
                if not _is_text(event, target):
                    self._follow(target)
        self._limit_the_wait()

    def _limit_the_wait(self) -> None:
        if self._waiting and self._patience is None:
            give_up = partial(self._give_up, self._number)
            self._patience = self._app.set_timer(_LONGEST, give_up)
        elif not self._waiting and self._patience is not None:
            self._patience.stop()
            self._patience = None

    def _follow(self, target: Widget) -> None:
        self._target = target
        self._trips = _TRIPS
        self._number += 1
        if not self._send_marker():
            self._target = None

    def _send_marker(self) -> bool:
        assert self._target is not None
        return self._target.post_message(_HasPassed(self._number))


def _is_text(event: _Typed, target: Widget) -> bool:
    """Whether the widget itself takes a key as text, so that nothing needs to be waited for."""
    return isinstance(event, events.Key) and target.check_consume_key(event.key, event.character)
