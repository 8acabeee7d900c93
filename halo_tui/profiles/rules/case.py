"""What a field rule is given and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from halo_tui.profiles.rules import addresses, shapes
from halo_tui.profiles.rules.addresses import Address
from halo_tui.profiles.schema import Hosting


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value."""

    reason: str
    """The last part of the code `fields.FIELD.reason`."""
    mend: str | None = field(default=None, repr=False)
    """The value that cures it, where that is certain enough for one key."""
    evidence: Mapping[str, object] = field(default_factory=dict)
    """For the finding's words; JSON values, harmless, never the secret."""
    swap_with: str | None = None
    """The field with which this one has to change places; then there is no `mend`."""


class Case:
    """One value, with what the rules ask about it and its neighbours."""

    def __init__(self, field: str, values: Mapping[str, str]) -> None:
        self.field = field
        self.values = values
        self.value = values.get(field, "")

    @cached_property
    def clean(self) -> str:
        """A credential without what clung to it."""
        return shapes.clean(self.value[: addresses.LONGEST])

    @cached_property
    def reading(self) -> addresses.Reading:
        """What could be made of an address."""
        return addresses.read(self.value)

    @property
    def address(self) -> Address:
        """The address; only for rules that stand behind the one on malformed ones."""
        assert self.reading.address
        return self.reading.address

    @property
    def is_beyond_reading(self) -> bool:
        """Whether no later rule can say anything."""
        return self.field.endswith("_server") and self.reading.address is None

    @property
    def is_hosted(self) -> bool:
        """Whether Halo runs the server."""
        return self.values.get("hosting") != Hosting.ON_PREMISE

    def other(self, field: str) -> str:
        """Another field's value."""
        return self.values.get(field, "")[: addresses.LONGEST]

    def other_address(self, field: str) -> Address | None:
        """Another field's address, if it is one."""
        return addresses.read(self.other(field)).address


Rule: TypeAlias = Callable[[Case], Problem | None]
