"""Events as lines of JSON, and back: what the history keeps of a run.

Reading is forgiving: a line that is no event is left out, members that a later version added too.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from halo_tui.base.text import harmless
from halo_tui.checks.events import (
    AnyEvent,
    Cause,
    CheckFinished,
    CheckStarted,
    Conclusion,
    RunFinished,
    RunStarted,
    Status,
    Verdict,
)

_LINE_LIMIT: Final = 4000
_LINES: Final = 1000
_KINDS: Final[Mapping[str, type[AnyEvent]]] = {
    kind.event: kind for kind in (RunStarted, CheckStarted, CheckFinished, RunFinished)
}
_TEXT: Final = (str,)
_OPTIONAL_TEXT: Final = (str, type(None))
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "profile": _TEXT, "at": _TEXT, "checks": (list,), "schema": (int,), "check": _TEXT,
    "target": _OPTIONAL_TEXT, "status": _TEXT, "code": _TEXT, "summary": _TEXT, "cure": (list,),
    "step": _OPTIONAL_TEXT, "field": _OPTIONAL_TEXT, "ms": (int,), "evidence": (dict,),
    "blocked_by": _OPTIONAL_TEXT, "means": _TEXT, "causes": (list,), "next_step": _TEXT,
    "started_ms": (int,), "verdict": _TEXT, "root_cause": _OPTIONAL_TEXT, "counts": (dict,),
    "requests": (int,), "explained_by": _OPTIONAL_TEXT, "who": _OPTIONAL_TEXT, "complete": (bool,),
    "diagnosis": (list,),
}  # fmt: skip
"""The JSON type of each member of every event."""


def dump(events: Iterable[AnyEvent]) -> bytes:
    """The events as lines of JSON in ASCII, free of secrets."""
    return "".join(f"{event.as_json()}\n" for event in events).encode("ascii")


def parse(line: str) -> AnyEvent | None:
    """The event that a line tells; None where it tells none."""
    try:
        members = json.loads(line)
        return _event(members) if isinstance(members, dict) else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def clean(value: object) -> object:
    """A JSON value with each text in it made harmless for a screen."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        return harmless(value, limit=_LINE_LIMIT, lines=_LINES)
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if isinstance(value, Mapping):
        return {str(clean(str(name))): clean(item) for name, item in value.items()}
    return value


def _event(members: dict[str, Any]) -> AnyEvent | None:
    kind = _KINDS.get(members.get("event", ""))
    if kind is None:
        return None
    known = {member.name for member in dataclasses.fields(kind)}
    values: dict[str, Any] = {
        name: clean(value) for name, value in members.items() if name in known
    }
    for name, value in values.items():
        if not isinstance(value, _TYPES[name]):
            raise TypeError(name)
    for name, read in _READ.items():
        if name in values:
            values[name] = read(values[name])
    if "causes" in values:
        read_cause = str if kind is RunFinished else _cause
        values["causes"] = [read_cause(cause) for cause in values["causes"]]
    return kind(**values)


def _texts(values: list[object]) -> list[str]:
    return [str(text) for text in values]


def _cause(members: dict[str, Any]) -> Cause:
    fits = members.get("fits")
    return Cause(str(members["text"]), fits if isinstance(fits, bool) else None)


def _conclusion(members: dict[str, Any]) -> Conclusion:
    known = {member.name for member in dataclasses.fields(Conclusion)}
    values = {name: value for name, value in members.items() if name in known}
    for name, value in values.items():
        if not isinstance(value, list) and not isinstance(value, _OPTIONAL_TEXT):
            raise TypeError(name)
    values["explains"] = [[str(check), target] for check, target in values.get("explains", [])]
    return Conclusion(**values)


_READ: Final[Mapping[str, Callable[[Any], object]]] = {
    "checks": _texts,
    "cure": _texts,
    "status": Status,
    "verdict": Verdict,
    "counts": lambda counts: {name: int(count) for name, count in counts.items()},
    "diagnosis": lambda told: [_conclusion(one) for one in told],
}
"""How members become what they are in an event, where that is not their JSON value."""
