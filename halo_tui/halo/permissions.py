"""The permission levels of the agent that an application acts as, and those that Gradient needs.

Halo reports them as `claims` in `GET /Agent/me`: pairs of a short code and a level.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Resource(NamedTuple):
    """One kind of record that Gradient uses."""

    name: str
    """As in the check ids (`access.NAME`, `role.NAME`) and in the scopes."""
    path: str
    """The path below the Resource Server."""
    array_key: str
    """The member of the answer that holds the list."""
    claim: str
    """The code of the level in `claims`."""
    label: str
    """Halo's label of the permission in a role."""
    levels: tuple[str, ...]
    """Halo's labels for the levels; the index is the level."""
    read_level: int
    """The lowest level that may read whole records."""
    needed_level: int
    """The lowest level that Gradient needs."""
    edit_level: int
    """The lowest level that may change records."""
    edited: bool
    """Whether Gradient changes these records."""

    def label_of(self, level: int) -> str:
        """Return Halo's label for a level, or the number if it has none."""
        return self.levels[level] if 0 <= level < len(self.levels) else f"level {level}"


_SIMPLE_LEVELS: Final = ("No Access", "Read Only", "Read and Modify")

RESOURCES: Final = (
    Resource(
        "customers", "Client", "clients", "Ux", "Clients Access Level",
        ("No Access", "Read Only (names only)", "Read Only", "Read and Modify"), 2, 2, 3, False,
    ),
    Resource(
        "contracts", "ClientContract", "contracts", "Cx", "Client Contracts Access Level",
        _SIMPLE_LEVELS, 1, 2, 2, True,
    ),
    Resource(
        "items", "Item", "items", "Ix", "Items Access Level",
        ("No Access", "Read Only (names only)", "Read Only", "Read and Modify"), 2, 3, 3, True,
    ),
    Resource(
        "invoices", "Invoice", "invoices", "Xx", "Invoices Access Level",
        (*_SIMPLE_LEVELS, "Read, Modify and Remove"), 1, 2, 2, True,
    ),
)  # fmt: skip

ALL_CLIENTS: Final = "Fc"
"""1 if the agent may see every client ("Allow use of all Clients")."""

ADMINISTRATOR: Final = "SA"
"""True for a Halo administrator, which outranks every level."""


def level(claims: Mapping[str, str], code: str) -> int | None:
    """Return the level behind a code; None if it is missing or not a number.

    Args:
        claims: see `halo_tui.halo.records.AgentRecord`.
        code: the code of a permission, for example `Ux`.
    """
    value = claims.get(code, "")
    return int(value) if value.isascii() and value.isdigit() else None


def is_administrator(claims: Mapping[str, str]) -> bool:
    """Whether the agent is a Halo administrator."""
    return claims.get(ADMINISTRATOR, "") in {"true", "1"}


def resource(name: str) -> Resource:
    """Return the resource with that name.

    Raises:
        KeyError: there is none.
    """
    for candidate in RESOURCES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)
