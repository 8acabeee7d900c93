"""Which profiles have changed on the disk since they were read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from halo_tui.profiles.store import SUFFIX
from halo_tui.workspace.last_run import newest_file

if TYPE_CHECKING:
    from halo_tui.profiles.store import Store


def file_states(store: Store) -> dict[str, tuple[int, ...]]:
    """Return a value for each profile that changes with its file or its last run; blocks.

    Returns:
        By the name on the command line; empty if the folder cannot be read.
    """
    with suppress(OSError), os.scandir(store.folder) as entries:
        names = [entry.name.removesuffix(SUFFIX) for entry in entries if _is_profile(entry.name)]
        return {slug: file_state_of(store, slug) for slug in names}
    return {}


def file_state_of(store: Store, slug: str) -> tuple[int, ...]:
    """Return a value that changes when a profile's file or its last run changes."""
    return *_times(store.folder / f"{slug}{SUFFIX}"), *_times(newest_file(slug))


def _is_profile(name: str) -> bool:
    return name.endswith(SUFFIX) and not name.startswith(".")


def _times(path: str | Path) -> tuple[int, ...]:
    try:
        found = Path(path).stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size
