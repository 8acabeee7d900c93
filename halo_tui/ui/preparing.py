"""Imports the modules of the other screens in the background, after the first screen is shown."""

from __future__ import annotations

import gc
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Final

from halo_tui.ui.kit.timers import once

if TYPE_CHECKING:
    from halo_tui.ui.host import Host

_STILL: Final = 1.0
"""Seconds to wait after the first frame: an earlier start would slow the first screen down."""

_PATIENCE: Final = 3.0
"""The longest wait, in seconds, for running imports at the end of the program."""

_LATER: Final = (
    "halo_tui.profiles.model", "halo_tui.profiles.store", "halo_tui.ui.checklist.screen",
    "halo_tui.checks.runner", "halo_tui.halo.http", "halo_tui.ui.verify.screen",
    "halo_tui.ui.credentials.screen", "halo_tui.ui.handover.screen",
)  # fmt: skip
"""The modules that the other screens need."""


class Preparation:
    """Imports on a thread the modules that the other screens need."""

    def __init__(self, host: Host) -> None:
        """Make it for an application."""
        self._host = host
        self._thread = threading.Thread(target=_import_all, name="prepare", daemon=True)

    def start_soon(self) -> None:
        """Start the imports after a short wait, and enable garbage collection now.

        Objects that exist by the first frame live until the end, so the collector skips them.
        """
        gc.freeze()
        gc.enable()
        once(self._host, _STILL, self._thread.start)

    def finish(self) -> None:
        """Wait a few seconds at most for running imports.

        If Python ends a thread inside an extension module, the process may abort.
        """
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)


def _import_all() -> None:
    for name in _LATER:
        import_module(name)
