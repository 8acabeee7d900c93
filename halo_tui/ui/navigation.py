"""From screen to screen, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from halo_tui.ui.host import Host

_LONGEST_TRAIL: Final = 8
"""Screens that `escape` remembers."""


class Navigation:
    """Knows the way that led to the open screen."""

    def __init__(self, host: Host) -> None:
        """Make it for an application."""
        self._host = host
        self._trail: list[str] = []

    def go(self, mode: str, *, aside: bool = False) -> None:
        """Show a screen, and remember the one before it for `escape`.

        Args:
            mode: of the screen.
            aside: whether this is a look aside, from which `escape` leads straight back.
        """
        here = self._host.current_mode
        if mode != here:
            trail = [*self._trail, here]
            # Back at a screen that was left before, the way there is no part of the way back.
            straight = trail[: trail.index(mode)] if mode in trail and not aside else trail
            self._trail = straight[-_LONGEST_TRAIL:]
            self._host.switch_mode(mode)

    def go_to_step(self, step_id: str) -> None:
        """Show a step of the checklist."""
        self._host.session.wanted_step = step_id
        self.go("checklist", aside=True)

    def go_to_field(self, field: str) -> None:
        """Show a field of the credentials."""
        self._host.session.wanted_field = field
        self.go("credentials", aside=True)

    def back(self) -> None:
        """Show the screen before this one, where there is one."""
        if self._trail:
            self._host.switch_mode(self._trail.pop())

    @property
    def can_go_back(self) -> bool:
        """Whether there is a screen to go back to."""
        return bool(self._trail)
