"""Profiles and runs for the tests of the screens."""

from __future__ import annotations

from pathlib import Path

import tomli_w
from kept_runs import record

from halo_tui.base import places

__all__ = ["ACME", "SECRET", "record", "write"]

SECRET = "5b1f7f0e-2a52-4f0e-8c43-0c1f6dd3f3a1-91f0c8d2-77a1-4b6e-9a55-6a2e3d1c0b9f"
ACME: dict[str, object] = {
    "name": "Acme production",
    "hosting": "hosted",
    "resource_server": "https://acme.halopsa.com/api",
    "authorization_server": "https://acme.halopsa.com/auth/",
    "tenant": "acme",
    "client_id": "c9534241-dde9-4d04-9d45-32b1fbff22ed",
    "client_secret": SECRET,
}


def write(slug: str, values: dict[str, object] = ACME, **others: object) -> Path:
    """A profile's file."""
    path = places.make_private(places.profiles_dir()) / f"{slug}.toml"
    path.write_text(tomli_w.dumps({"schema": 1, **values, **others}), "utf-8")
    path.chmod(places.FILE_MODE)
    return path
