"""Words in the output of several commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from halo_tui.checks.verdicts import Status, Who

STATUS_WORDS: Final[Mapping[Status, str]] = {
    Status.PASS: "pass",
    Status.WARN: "WARN",
    Status.FAIL: "FAIL",
    Status.SKIP: "skip",
    Status.UNKNOWN: "unknown",
}

WHO_WORDS: Final[Mapping[str, str]] = {
    Who.YOU: "you",
    Who.HALO_ADMIN: "Halo administrator",
    Who.WEB_SERVER: "web server",
    Who.FIREWALL: "firewall",
    Who.NETWORK_HERE: "network here",
    Who.GRADIENT: "Gradient",
}
"""Who has to act, in a column."""
