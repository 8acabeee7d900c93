"""Choices that a key changes one after another."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

Choice = TypeVar("Choice", bound=Enum)


def following(choice: Choice) -> Choice:
    """Return the next member of an enumeration; after the last comes the first."""
    every = list(type(choice))
    return every[(every.index(choice) + 1) % len(every)]
