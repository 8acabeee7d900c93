"""The client secret of the Hand-over screen, read from its storage when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.base.threads import in_daemon

if TYPE_CHECKING:
    from pydantic import SecretStr

    from halo_tui.profiles.model import Profile


class HeldSecret:
    """The client secret of one profile."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._secret: SecretStr | None = None
        self.problem = ""
        """Why the secret cannot be read, as a message; empty if there is no error."""

    @property
    def is_known(self) -> bool:
        """Whether the secret has been read."""
        return self._secret is not None

    @property
    def runs_a_command(self) -> bool:
        """Whether a command of the user supplies the secret; it is run only on demand."""
        return (self._profile.client_secret_ref or "").startswith("cmd:")

    @property
    def where(self) -> str:
        """Where the secret is stored, as words to show."""
        from halo_tui.profiles.secrets.resolving import where

        return where(self._profile)

    @property
    def text(self) -> str:
        """The secret in plain text; empty until it has been read."""
        return self._secret.get_secret_value() if self._secret else ""

    async def read(self) -> bool:
        """Read the secret unless it is known; return False and set `problem` on failure."""
        from halo_tui.profiles.errors import SecretUnreadableError
        from halo_tui.profiles.secrets.resolving import resolve

        if self._secret is None:
            try:
                self._secret = await in_daemon(lambda: resolve(self._profile), "secret")
                self.problem = ""
            except SecretUnreadableError as problem:
                self.problem = str(problem)
        return self.is_known
