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


def split(scope: str) -> frozenset[str]:
    """The scopes in a space-separated list (RFC 6749 §3.3)."""
    return frozenset(scope.split())


def join(scopes: tuple[str, ...] | frozenset[str]) -> str:
    """A space-separated list of scopes (RFC 6749 §3.3)."""
    return " ".join(scopes)
