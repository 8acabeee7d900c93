"""What a field rule is given and what it returns."""

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
    """What is wrong with one value."""

    reason: str
    """The last part of the code `fields.FIELD.reason`."""
    fix: str | None = field(default=None, repr=False)
    """A value without this problem, where that is certain enough for one key."""
    evidence: Mapping[str, object] = field(default_factory=dict)
    """For the finding's words; JSON values, harmless, never the secret."""
    swap_with: str | None = None
    """The field with which this one has to change places; then there is no `fix`."""
    also: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values for other fields that stood in this one and that the fix takes out of it."""


class Case:
    """One value, with what the rules ask about it and its neighbours."""

    def __init__(self, field: str, values: Mapping[str, str]) -> None:
        self.field = field
        self.values = values
        self.value = values.get(field, "")

    @cached_property
    def clean(self) -> str:
        """A credential without the characters that were copied along."""
        return shapes.clean(self.value[: address_parser.LONGEST])

    @cached_property
    def clean_words(self) -> str:
        """A name, in which single blanks may stand, without what was copied along."""
        return shapes.clean_words(self.value[: address_parser.LONGEST])

    @cached_property
    def reading(self) -> address_parser.Reading:
        """What could be made of an address."""
        return address_parser.read(self.value)

    @property
    def address(self) -> Address:
        """The address; only for rules that come after the one on malformed addresses."""
        assert self.reading.address
        return self.reading.address

    @property
    def is_beyond_reading(self) -> bool:
        """Whether nothing can be made of the value, so that no later rule applies."""
        return self.field.endswith("_server") and self.reading.address is None

    @property
    def is_hosted(self) -> bool:
        """Whether Halo runs the server."""
        return self.values.get("hosting") != Hosting.ON_PREMISE

    def other(self, field: str) -> str:
        """Another field's value."""
        return self.values.get(field, "")[: address_parser.LONGEST]

    def other_address(self, field: str) -> Address | None:
        """Another field's address, if it is one."""
        return address_parser.read(self.other(field)).address


Rule: TypeAlias = Callable[[Case], Problem | None]
