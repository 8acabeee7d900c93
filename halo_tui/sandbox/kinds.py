"""The kinds of record that the API serves, and the rights that each needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from halo_tui.halo import permissions
from halo_tui.sandbox.instance import Target


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record."""

    place: Target
    path: str
    """Below the resource server, in lower case."""
    array_key: str
    """The member of the answer with the rows; empty if a list is always a bare array."""
    scope: str
    """The part after `read:` and `edit:` in its permissions; empty if any token is accepted."""
    resource: permissions.Resource | None = None
    """The agent's level that is needed; None if it is not simulated."""


_OF_GRADIENT: Final = {resource.name: resource for resource in permissions.RESOURCES}

_ALL: Final = (
    *(
        Kind(Target(name), resource.path.lower(), resource.array_key, name, resource)
        for name, resource in _OF_GRADIENT.items()
    ),
    Kind(
        Target.RECURRING, "recurringinvoice", "invoices", "invoices", _OF_GRADIENT["invoices"]
    ),
    Kind(Target.SITES, "site", "sites", "customers", _OF_GRADIENT["customers"]),
    Kind(Target.USERS, "users", "users", "customers", _OF_GRADIENT["customers"]),
    Kind(Target.TICKETS, "tickets", "tickets", "tickets"),
    Kind(Target.AGENTS, "agent", "", ""),
    Kind(Target.TICKET_TYPES, "tickettype", "", ""),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = {kind.path: kind for kind in _ALL}
"""By their path."""
