"""The kinds of record that the API serves, and the rights that each needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from halo_tui.halo import permissions
from halo_tui.sandbox.instance import Place


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record."""

    place: Place
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
        Kind(Place(name), resource.path.lower(), resource.array_key, name, resource)
        for name, resource in _OF_GRADIENT.items()
    ),
    Kind(
        Place.RECURRING, "recurringinvoice", "invoices", "invoices", _OF_GRADIENT["invoices"]
    ),
    Kind(Place.SITES, "site", "sites", "customers", _OF_GRADIENT["customers"]),
    Kind(Place.USERS, "users", "users", "customers", _OF_GRADIENT["customers"]),
    Kind(Place.TICKETS, "tickets", "tickets", "tickets"),
    Kind(Place.AGENTS, "agent", "", ""),
    Kind(Place.TICKET_TYPES, "tickettype", "", ""),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = {kind.path: kind for kind in _ALL}
"""By their path."""
