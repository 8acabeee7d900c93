"""The choice that a key goes on to."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

Choice = TypeVar("Choice", bound=Enum)


def following(choice: Choice) -> Choice:
    """The member of an enumeration after this one; the first after the last."""
    every = list(type(choice))
    return every[(every.index(choice) + 1) % len(every)]
