"""What Gradient asks for: the five values in its order and shape, and what to expect afterwards."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from halo_tui.guide.model import Step, load_guide

NO_TENANT: Final = "Not set"
"""What Gradient is told on-premise; it is never sent to Halo."""

_LABELS: Final = {
    "client_id": "Client ID",
    "client_secret": "Client Secret",
    "resource_server": "Resource Server",
    "authorization_server": "Authorization Server",
    "tenant": "Tenant",
}
"""Gradient's fields, in its order."""


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
    shaped = {name: values.get(name, "").strip() for name in _LABELS}
    server = shaped["authorization_server"]
    shaped["authorization_server"] = f"{server.rstrip('/')}/" if server else ""
    if values.get("hosting") == "on-premise":
        shaped["tenant"] = NO_TENANT
    return [
        Value(label, name, shaped[name], secret=name == "client_secret")
        for name, label in _LABELS.items()
    ]


def afterwards() -> tuple[Step, ...]:
    """What to expect once Gradient has saved and tested: the guide's last steps."""
    return tuple(step for step in load_guide().steps if step.section == "after")
