"""The input and the result of a field rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from halo_tui.profiles.rules import address_parser, shapes
from halo_tui.profiles.rules.address_parser import Address
from halo_tui.profiles.schema import Hosting


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one value."""

    reason: str
    """The last part of the code `fields.FIELD.reason`."""
    fix: str | None = field(default=None, repr=False)
    """The value without this problem; None if it is not certain enough for a fix with one key."""
    evidence: Mapping[str, object] = field(default_factory=dict)
    """For the words of the finding: JSON values, safe to show, never the secret."""
    swap_with: str | None = None
    """The field whose value belongs here, and the other way round; then `fix` is None."""
    also: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values for other fields: they were part of this value, and the fix moves them there."""


class Case:
    """One value, and what the rules need to know about it and the other fields."""

    def __init__(self, field: str, values: Mapping[str, str]) -> None:
        self.field = field
        self.values = values
        self.value = values.get(field, "")

    @cached_property
    def clean(self) -> str:
        """A credential without blanks and invisible characters that were copied with it."""
        return shapes.clean(self.value[: address_parser.LONGEST])

    @cached_property
    def clean_words(self) -> str:
        """The same for a name, which may contain single blanks."""
        return shapes.clean_words(self.value[: address_parser.LONGEST])

    @cached_property
    def reading(self) -> address_parser.Reading:
        """The value, read as an address."""
        return address_parser.read(self.value)

    @property
    def address(self) -> Address:
        """The address; only for rules that run after the rule for malformed addresses."""
        assert self.reading.address
        return self.reading.address

    @property
    def is_beyond_reading(self) -> bool:
        """Whether the value cannot be read at all, so that no later rule applies."""
        return self.field.endswith("_server") and self.reading.address is None

    @property
    def is_hosted(self) -> bool:
        """Whether Halo hosts the server."""
        return self.values.get("hosting") != Hosting.ON_PREMISE

    def other(self, field: str) -> str:
        """Return the value of another field."""
        return self.values.get(field, "")[: address_parser.LONGEST]

    def other_address(self, field: str) -> Address | None:
        """Return the address in another field; None if it holds no address."""
        return address_parser.read(self.other(field)).address


Rule: TypeAlias = Callable[[Case], Problem | None]
