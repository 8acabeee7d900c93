"""The JSON Schema of the events, made of the classes that the program prints them from."""

from __future__ import annotations

import json
from typing import Any, Final, TypeAlias

from pydantic import TypeAdapter

from halo_tui.checks import events
from halo_tui.checks.events import (
    SCHEMA,
    CheckFinished,
    CheckStarted,
    Event,
    ProfileUnusable,
    RunFinished,
    RunStarted,
)
from halo_tui.checks.verdicts import Status, Who

EVENTS: Final[tuple[type[Event], ...]] = (
    ProfileUnusable, RunStarted, CheckStarted, CheckFinished, RunFinished,
)  # fmt: skip

Node: TypeAlias = Any
"""A part of a schema: an object, a list or a value."""

_CHECK: Final = r"^[a-z]+\.[a-z_]+(\.(read|edit):[a-z]+)?$"
_CODE: Final = r"^[a-z]+\.[a-z_]+(\.(read|edit):[a-z]+)?\.[a-z_]+$"
_LIKE: Final = {
    "check": _CHECK,
    "blocked_by": _CHECK,
    "code": _CODE,
    "root_cause": _CODE,
    "explained_by": _CODE,
    "target": r"^https?://[^/]+$",
    "at": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
    "summary": r"\S",
}
"""What a text is like, by the name of the member."""


def events_schema() -> str:
    """The text of `events.schema.json`.

    Members that it does not name are allowed: they are added without a new `schema`.
    """
    definitions: dict[str, Any] = {}
    for kind in EVENTS:
        definitions[kind.event] = _event(kind, definitions)
        definitions[kind.event]["description"] = kind.__doc__
    for name in definitions.keys() & vars(events).keys():
        definitions[name]["description"] = vars(events)[name].__doc__
    definitions["run_started"]["properties"]["schema"] = {"const": SCHEMA}
    result = definitions["check_finished"]["properties"]
    result["who"] = definitions["Conclusion"]["properties"]["who"] = {
        "enum": [*map(str, Who), None]
    }
    end = definitions["run_finished"]["properties"]
    end["counts"]["propertyNames"] = {"enum": [*map(str, Status)]}
    end["causes"]["items"]["pattern"] = _CODE
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of halo-tui check --json",
        "description": "One line of it, and one of the `events` of a report in JSON.",
        "oneOf": [{"$ref": f"#/$defs/{kind.event}"} for kind in EVENTS],
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(whole, indent=1) + "\n"


def _event(kind: type[Event], definitions: dict[str, Any]) -> dict[str, Any]:
    """One kind of event; what it is made of goes among the definitions."""
    adapter: TypeAdapter[Event] = TypeAdapter(kind)
    found = _plain(adapter.json_schema(mode="serialization"))
    definitions.update(found.pop("$defs", {}))
    found["properties"] = {"event": {"const": kind.event}, **found["properties"]}
    found["required"] = list(found["properties"])
    return found


def _plain(schema: Node) -> Node:
    """Without what versions of pydantic add; every member is always there; numbers count."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _members(value) if key in {"properties", "$defs"} else _plain(value)
        for key, value in schema.items()
        if key not in {"title", "default", "description"} and value is not True
    }
    if "properties" in kept:
        kept["required"] = list(kept["properties"])
    if kept.get("type") == "integer":
        kept["minimum"] = 0
    return kept


def _members(named: dict[str, Node]) -> dict[str, Node]:
    members = {name: _plain(schema) for name, schema in named.items()}
    for name in _LIKE.keys() & members.keys():
        for branch in members[name].get("anyOf", [members[name]]):
            if branch.get("type") == "string":
                branch["pattern"] = _LIKE[name]
    return members
