"""The published schema of the events, taken more strictly than other people's programs may."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jsonschema_rs import Draft202012Validator

FILE: Final = Path(__file__).parents[3] / "docs" / "events.schema.json"


def _strict() -> dict[str, Any]:
    """The schema, with no member allowed that it does not name."""
    schema: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    for definition in schema["$defs"].values():
        if "properties" in definition:
            definition["additionalProperties"] = False
    return schema


SCHEMA: Final = _strict()
MEMBERS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(definition["properties"])
    for name, definition in SCHEMA["$defs"].items()
    if "event" in definition.get("properties", ())
}
"""What each event has."""


_JUDGES: Final = {
    name: Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})
    for name in MEMBERS
}


def misshapen(event: Mapping[str, Any]) -> list[str]:
    """What of an event is not as published."""
    return [fault.message for fault in _JUDGES[event["event"]].iter_errors(event)]
