"""Shows the secret on the hand-over for a moment, and reads it when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.handover.values import HandoverValues

SECONDS: Final = 5.0
"""Seconds for which the secret is shown."""


class SecretReveal:
    """Whether the secret of the open profile is in clear."""

    def __init__(self, app: Frame, values: HandoverValues, draw: Callable[[], None]) -> None:
        """Make it for a screen.

        Args:
            app: says why a secret cannot be read.
            values: hold the secret.
            draw: draws the rows anew.
        """
        self._app = app
        self._values = values
        self._draw = draw
        self._hiding: Timer | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the secret is in clear now."""
        return self._hiding is not None

    async def toggle(self) -> bool:
        """Show the secret for a moment, or hide it again; whether it is shown now."""
        if self._hiding is not None:
            self.hide()
        elif await self.read():
            self._hiding = self._app.set_timer(SECONDS, self.hide)
            self._draw()
            self._app.say(f"Shown for {SECONDS:.0f} seconds; v hides it")
        return self.is_shown

    def hide(self) -> None:
        """Show the secret no longer."""
        if self._hiding is not None:
            self._hiding.stop()
            self._hiding = None
            self._draw()

    async def read(self) -> bool:
        """Read the secret if that has not been done; False, and said why, if it cannot be read."""
        secret = self._values.secret
        if secret is None:
            self._app.say("No profile is open, so there is no secret: 1 opens one")
            return False
        if not secret.is_known:
            self._app.say(f"Reading the secret ({secret.where}) …")
        known = await secret.read()
        self._draw()
        problem = "" if known else f"The secret cannot be read: {secret.problem}"
        self._app.say(problem, "" if known else "error")
        return known
