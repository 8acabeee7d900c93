"""The folders and files of halo_tui. No other module decides on a path."""

from __future__ import annotations

import os
from pathlib import Path

APP = "halo-tui"
FOLDER_MODE = 0o700
FILE_MODE = 0o600


def config_dir() -> Path:
    """Folder of settings and profiles: `$HALO_TUI_CONFIG_DIR`, or the platform's default."""
    given = os.environ.get("HALO_TUI_CONFIG_DIR")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False)


def state_dir() -> Path:
    """Folder of progress, history and log: `$HALO_TUI_STATE_DIR`, or the platform's default."""
    given = os.environ.get("HALO_TUI_STATE_DIR")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False)


def config_file() -> Path:
    """Path of the settings file."""
    return config_dir() / "config.toml"


def profiles_dir() -> Path:
    """Folder with one TOML file for each profile."""
    return config_dir() / "profiles"


def history_dir() -> Path:
    """Folder with one subfolder of saved runs for each profile."""
    return state_dir() / "history"


def make_private(folder: Path) -> Path:
    """Create a folder and its missing parents with access for this user only.

    Raises:
        OSError: the folder cannot be created.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)
    return folder
