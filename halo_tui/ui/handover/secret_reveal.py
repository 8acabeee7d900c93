"""Shows the secret on the Hand-over screen for a few seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.kit.timers import once

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.handover.values import HandoverValues

SECONDS: Final = 5.0
"""Seconds for which the secret is shown."""


class SecretReveal:
    """Reads, shows and hides the secret of the open profile."""

    def __init__(self, app: Frame, values: HandoverValues, draw: Callable[[], None]) -> None:
        """Make it for a screen.

        Args:
            app: shows why the secret cannot be read.
            values: the values, including the secret.
            draw: redraws the rows.
        """
        self._app = app
        self._values = values
        self._draw = draw
        self._hiding: Timer | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the secret is shown now."""
        return self._hiding is not None

    async def toggle(self) -> bool:
        """Show the secret for `SECONDS`, or hide it again; return whether it is shown now."""
        if self._hiding is not None:
            self.hide()
        elif await self.read():
            self._hiding = once(self._app, SECONDS, self.hide)
            self._draw()
            self._app.say(f"Shown for {SECONDS:.0f} seconds; {key_of('handover.reveal')} hides it")
        return self.is_shown

    def hide(self) -> None:
        """Hide the secret."""
        if self._hiding is not None:
            self._hiding.stop()
            self._hiding = None
            self._draw()

    async def read(self) -> bool:
        """Read the secret unless it is known; on failure show the reason and return False."""
        secret = self._values.secret
        if secret is None:
            key = key_of("app.show_profiles")
            self._app.say(f"No profile is open, so there is no secret: {key} opens one")
            return False
        if not secret.is_known:
            self._app.say(f"Reading the secret ({secret.where}) …")
        known = await secret.read()
        self._draw()
        problem = "" if known else f"The secret cannot be read: {secret.problem}"
        self._app.say(problem, "" if known else "error")
        return known
