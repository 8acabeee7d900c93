"""What is read and imported behind the first frame, while a person looks at it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from halo_tui.settings import Settings
    from halo_tui.ui.host import Host

_PATIENCE: Final = 3.0
"""Seconds that the end of the program may wait for imports under way."""

_LATER: Final = (
    "halo_tui.profiles.model", "halo_tui.profiles.store", "halo_tui.settings",
    "halo_tui.checks.runner", "halo_tui.halo.http", "halo_tui.ui.checklist.screen",
    "halo_tui.ui.verify.screen", "halo_tui.ui.credentials.screen", "halo_tui.ui.handover.screen",
)  # fmt: skip
"""What later screens need."""


class Preparation:
    """Reads the settings and imports what later screens need, on a thread."""

    def __init__(self, host: Host, use: Callable[[Settings], None]) -> None:
        """Make it for an application.

        Args:
            host: the application.
            use: takes the settings, on the application's own thread.
        """
        self._host = host
        self._use = use
        self._thread = threading.Thread(target=self._prepare, name="prepare", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def finish(self) -> None:
        """Wait, for a moment, for imports that are under way.

        A thread that Python ends within an extension module may abort the process.
        """
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)

    def _prepare(self) -> None:
        from halo_tui.settings import SettingsError

        try:
            settings = self._host.session.settings
        except SettingsError as problem:
            self._host.call_later(self._host.say, str(problem), "error")
        else:
            self._host.call_later(self._use, settings)
        for name in _LATER:
            import_module(name)
