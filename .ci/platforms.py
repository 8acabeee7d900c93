"""Describes to pex the machines that the single file is for: `platforms.py ARCH FOLDER`.

A Linux with glibc 2.28 (RHEL 8, Debian 10) or newer, and each Python that halo_tui supports.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from packaging import tags

PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
OLDEST_GLIBC = 28
MANYLINUX_2014 = 17


def libraries(arch: str) -> list[str]:
    """The names for what such a Linux has, the newest first."""
    names = [f"manylinux_2_{minor}_{arch}" for minor in range(OLDEST_GLIBC, MANYLINUX_2014 - 1, -1)]
    return [*names, f"manylinux2014_{arch}", f"linux_{arch}"]


def platform(python: tuple[int, int], arch: str) -> dict[str, object]:
    """One of pex' complete platforms."""
    version = ".".join(map(str, python))
    names = libraries(arch)
    interpreter = f"cp{python[0]}{python[1]}"
    fitting = [
        *tags.cpython_tags(python, platforms=names),
        *tags.compatible_tags(python, interpreter, names),
    ]
    return {
        "marker_environment": {
            "implementation_name": "cpython",
            "implementation_version": f"{version}.0",
            "os_name": "posix",
            "platform_machine": arch,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": f"{version}.0",
            "python_version": version,
            "sys_platform": "linux",
        },
        "compatible_tags": [str(tag) for tag in fitting],
    }


if __name__ == "__main__":
    ARCH, FOLDER = sys.argv[1:]
    for PYTHON in PYTHONS:
        NAME = f"platform-{PYTHON[0]}.{PYTHON[1]}.json"
        (Path(FOLDER) / NAME).write_text(json.dumps(platform(PYTHON, ARCH)), "utf-8")
