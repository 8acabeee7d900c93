"""The OAuth scopes ("permissions") of a Halo API application."""

from __future__ import annotations

from typing import Final

REQUIRED: Final = (
    "read:customers",
    "read:contracts",
    "edit:contracts",
    "read:items",
    "edit:items",
    "read:invoices",
    "edit:invoices",
)
"""The seven that Gradient needs, in the order of its guide."""

ALL: Final = "all"
"""The permission that breaks Gradient's authentication if it is ticked."""


_AREAS: Final = (
    "tickets", "calendar", "customers", "crm", "contracts", "suppliers", "items", "projects",
    "sales", "quotes", "sos", "pos", "invoices", "reporting", "software", "assets", "kb",
    "distributionlists", "timesheets", "jobs",
)  # fmt: skip

KNOWN: Final = (
    ALL, "all:standard", "admin", "access:chat",
    *(f"{verb}:{area}" for area in _AREAS for verb in ("read", "edit")),
)  # fmt: skip
"""Every permission that public clients of Halo use."""


def split(scope: str) -> frozenset[str]:
    """Split a space-separated list of scopes (RFC 6749 §3.3)."""
    return frozenset(scope.split())


def join(scopes: tuple[str, ...] | frozenset[str]) -> str:
    """Join scopes into a space-separated list (RFC 6749 §3.3)."""
    return " ".join(scopes)
