"""The permissions ("scopes") of a Halo API application, as Gradient needs them."""

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
"""Exactly what Gradient asks for, in the order of its guide."""

ALL: Final = "all"
"""The permission that makes Gradient's authentication fail when it is ticked."""


_AREAS: Final = (
    "tickets", "calendar", "customers", "crm", "contracts", "suppliers", "items", "projects",
    "sales", "quotes", "sos", "pos", "invoices", "reporting", "software", "assets", "kb",
    "distributionlists", "timesheets", "jobs",
)  # fmt: skip

KNOWN: Final = (
    ALL, "all:standard", "admin", "access:chat",
    *(f"{verb}:{area}" for area in _AREAS for verb in ("read", "edit")),
)  # fmt: skip
"""Every permission that public clients of Halo name."""


def split(scope: str) -> frozenset[str]:
    """The scopes in a space-separated list (RFC 6749 §3.3)."""
    return frozenset(scope.split())


def join(scopes: tuple[str, ...] | frozenset[str]) -> str:
    """A space-separated list of scopes (RFC 6749 §3.3)."""
    return " ".join(scopes)
