"""Words that the lines of several commands share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from halo_tui.checks.events import Status

STATUS_WORDS: Final[Mapping[Status, str]] = {
    Status.PASS: "pass",
    Status.WARN: "LOOK",
    Status.FAIL: "FAIL",
    Status.SKIP: "skip",
    Status.UNKNOWN: "unknown",
}
