"""The five values that Gradient asks for, in its order and format, and what happens afterwards."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from halo_tui.guide.model import Step, load_guide
from halo_tui.profiles.schema import BY_KEY, GRADIENT_FIELDS, NOT_SET, Hosting


@dataclass(frozen=True, slots=True)
class Value:
    """One of the five values."""

    label: str
    """Gradient's name of it."""
    field: str
    """The profile's field."""
    text: str = dataclasses.field(repr=False)
    """The text to enter, in clear text; empty if the profile has no value."""
    secret: bool = False
    """Whether it is hidden until the user asks for it."""


def handover(values: Mapping[str, str]) -> list[Value]:
    """Return the five values exactly as Gradient needs them.

    Args:
        values: the profile's fields as text, with `hosting`; a secret that is stored elsewhere is
            already resolved.
    """
    shaped = {name: values.get(name, "").strip() for name in GRADIENT_FIELDS}
    server = shaped["authorization_server"]
    shaped["authorization_server"] = f"{server.rstrip('/')}/" if server else ""
    if values.get("hosting") == Hosting.ON_PREMISE:
        shaped["tenant"] = NOT_SET
    return [
        Value(BY_KEY[name].label, name, text, secret=BY_KEY[name].secret)
        for name, text in shaped.items()
    ]


def afterwards() -> tuple[Step, ...]:
    """Return what happens after Gradient has saved and tested: the last steps of the guide."""
    return tuple(step for step in load_guide().steps if step.section == "after")
