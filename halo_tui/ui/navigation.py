"""Navigation between the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from halo_tui.ui.host import Host

_LONGEST_TRAIL: Final = 8
"""How many screens `escape` can go back."""


class Navigation:
    """Changes the screen and remembers the screens before it."""

    def __init__(self, host: Host) -> None:
        """Make it for an application."""
        self._host = host
        self._trail: list[str] = []

    def go(self, mode: str, *, aside: bool = False) -> None:
        """Show the screen of a mode; `escape` leads back to the previous screen.

        Args:
            mode: the mode of the screen.
            aside: whether this is a short detour, such as from a finding to its step. Then
                `escape` leads back to this screen even if the target was visited before.
        """
        here = self._host.current_mode
        if mode != here:
            trail = [*self._trail, here]
            # Returning to a screen that was visited before removes the screens visited in between.
            straight = trail[: trail.index(mode)] if mode in trail and not aside else trail
            self._trail = straight[-_LONGEST_TRAIL:]
            self._host.switch_mode(mode)

    def go_to_step(self, step_id: str) -> None:
        """Show a step on the checklist."""
        self._host.session.wanted_step = step_id
        self.go("checklist", aside=True)

    def go_to_field(self, field: str) -> None:
        """Show a field on the Credentials screen."""
        self._host.session.wanted_field = field
        self.go("credentials", aside=True)

    def back(self) -> None:
        """Show the previous screen, if there is one."""
        if self._trail:
            self._host.switch_mode(self._trail.pop())

    @property
    def can_go_back(self) -> bool:
        """Whether there is a screen to go back to."""
        return bool(self._trail)
