"""The rights of the agent that an application acts as, and what Gradient needs of them.

Halo reports them in `claims` of `GET /Agent/me`: pairs of a short code and a level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of record that Gradient works with."""

    name: str
    """As in the check ids: `access.NAME`, `role.NAME`, and in the scopes."""
    path: str
    """Below the resource server."""
    array_key: str
    """The member of the answer that holds the rows."""
    claim: str
    """The code of the agent's level in `claims`."""
    label: str
    """Halo's own label of that level in the role."""
    levels: tuple[str, ...]
    """Halo's labels for the levels, by their number."""
    read_level: int
    """The lowest level that reads whole records."""
    needed_level: int
    """The lowest level that Gradient works with."""
    edit_level: int
    """The lowest level that changes records."""
    edited: bool
    """Whether Gradient also edits these records."""

    def label_of(self, level: int) -> str:
        """Halo's label for a level; the number itself where no label is known."""
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
    """The level behind a code; None if it is not reported, or no number.

    Args:
        claims: as in `halo_tui.halo.records.Agent`.
        code: the code of a level, for example `Ux`.
    """
    value = claims.get(code, "")
    return int(value) if value.isascii() and value.isdigit() else None


def is_administrator(claims: Mapping[str, str]) -> bool:
    """Whether the agent is a Halo administrator."""
    return claims.get(ADMINISTRATOR, "") in {"true", "1"}


def resource(name: str) -> Resource:
    """The resource of that name.

    Raises:
        KeyError: there is none.
    """
    for candidate in RESOURCES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)
