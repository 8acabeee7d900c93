"""What is imported once the first screen stands still, while a person looks at it."""

from __future__ import annotations

import gc
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from halo_tui.ui.host import Host

_STILL: Final = 1.0
"""Seconds after the first frame: what begins sooner competes with it for the interpreter."""

_PATIENCE: Final = 3.0
"""Seconds that the end of the program may wait for imports under way."""

_LATER: Final = (
    "halo_tui.profiles.model", "halo_tui.profiles.store", "halo_tui.ui.checklist.screen",
    "halo_tui.checks.runner", "halo_tui.halo.http", "halo_tui.ui.verify.screen",
    "halo_tui.ui.credentials.screen", "halo_tui.ui.handover.screen",
)  # fmt: skip
"""What later screens need."""


class Preparation:
    """Imports what later screens need, on a thread."""

    def __init__(self, host: Host) -> None:
        """Make it for an application."""
        self._host = host
        self._thread = threading.Thread(target=_import_all, name="prepare", daemon=True)

    def start_soon(self) -> None:
        """Begin once the first screen stands still; collecting garbage begins now.

        What is there by the first frame stays to the end, so it need not be looked at again.
        """
        gc.freeze()
        gc.enable()
        self._host.set_timer(_STILL, self._thread.start)

    def finish(self) -> None:
        """Wait, for a moment, for imports that are under way.

        A thread that Python ends within an extension module may abort the process.
        """
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)


def _import_all() -> None:
    for name in _LATER:
        import_module(name)
