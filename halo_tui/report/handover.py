"""What Gradient asks for: the five values in its order and shape, and what to expect afterwards."""

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
    """As Gradient calls it."""
    field: str
    """The profile's field."""
    text: str = dataclasses.field(repr=False)
    """What to enter, in clear; empty where the profile lacks it."""
    secret: bool = False
    """Whether it is shown only on demand."""


def handover(values: Mapping[str, str]) -> list[Value]:
    """The five values exactly as Gradient wants them.

    Args:
        values: the profile's fields as text, with `hosting`; a secret that is kept elsewhere is
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
    """What to expect once Gradient has saved and tested: the guide's last steps."""
    return tuple(step for step in load_guide().steps if step.section == "after")
