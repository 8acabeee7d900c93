"""The secret on the hand-over: got when it is needed, and only lent to a widget for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.base.threads import in_daemon

if TYPE_CHECKING:
    from pydantic import SecretStr

    from halo_tui.profiles.model import Profile


class HeldSecret:
    """One profile's secret."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._secret: SecretStr | None = None
        self.problem = ""
        """Why it cannot be read, for a person."""

    @property
    def is_known(self) -> bool:
        """Whether it has been read."""
        return self._secret is not None

    @property
    def runs_a_command(self) -> bool:
        """Whether a program of the person's own is run to get it: only on demand."""
        return (self._profile.client_secret_ref or "").startswith("cmd:")

    @property
    def where(self) -> str:
        """Where it lives, for a person."""
        from halo_tui.profiles.secrets.resolving import where

        return where(self._profile)

    @property
    def text(self) -> str:
        """The secret in clear; empty while it is not known."""
        return self._secret.get_secret_value() if self._secret else ""

    async def read(self) -> bool:
        """Read it, if that has not been done; False if it cannot be read."""
        from halo_tui.profiles.errors import SecretUnreadableError
        from halo_tui.profiles.secrets.resolving import resolve

        if self._secret is None:
            try:
                self._secret = await in_daemon(lambda: resolve(self._profile), "secret")
                self.problem = ""
            except SecretUnreadableError as problem:
                self.problem = str(problem)
        return self.is_known
