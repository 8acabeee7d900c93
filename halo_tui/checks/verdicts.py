"""The status of a check, the verdict of a run, and who has to act."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """The result of a whole run."""

    READY = "ready"
    NOT_READY = "not_ready"
    UNDECIDED = "undecided"
    PARTIAL = "partial"
    """Some checks were left out or stopped, and none failed; nothing is concluded."""


class Who(StrEnum):
    """Who has to act."""

    YOU = "you"
    """The user who fills in the profile."""
    HALO_ADMIN = "halo_admin"
    """The administrator of Halo: its application, agents and roles."""
    WEB_SERVER = "web_server"
    """The operator of Halo's web server, with its certificate and its DNS record."""
    FIREWALL = "firewall"
    """The operator of the firewall, CDN or log-in gateway in front of Halo."""
    NETWORK_HERE = "network_here"
    """The operator of the network, or the machine, where the checks run."""
    GRADIENT = "gradient"


ACTORS: Final[Mapping[str | None, str]] = {
    Who.YOU: "You",
    Who.HALO_ADMIN: "A Halo administrator",
    Who.WEB_SERVER: "Whoever runs Halo's web server",
    Who.FIREWALL: "Whoever runs the firewall before Halo",
    Who.NETWORK_HERE: "Whoever runs this network",
    Who.GRADIENT: "Gradient's support",
}
"""The names of these people on screens and in reports."""
