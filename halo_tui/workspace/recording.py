"""Converts events to lines of JSON, and back, for the history.

A file is untrusted: another version, or anyone, may have written it. A line that is not an event is
left out, and so is a member of a wrong type; a status or a verdict that this version does not know
counts as unknown.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from halo_tui.checks.events import (
    AnyEvent,
    Cause,
    CheckFinished,
    CheckStarted,
    Conclusion,
    RunFinished,
    RunStarted,
)
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.workspace.foreign import clean, valid_time

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
    """Return the events as lines of JSON in ASCII, without secrets."""
    return "".join(f"{event.as_json()}\n" for event in events).encode("ascii")


def parse(line: str) -> AnyEvent | None:
    """Return the event of a line; None if it is not an event."""
    try:
        members = json.loads(line)
        return _event(members) if isinstance(members, dict) else None
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        return None


def _event(members: dict[str, Any]) -> AnyEvent | None:
    kind = _KINDS.get(members.get("event", ""))
    if kind is None:
        return None
    known = {member.name for member in dataclasses.fields(kind)}
    values: dict[str, Any] = {
        name: clean(value)
        for name, value in members.items()
        if name in known and isinstance(value, _TYPES[name])
    }
    for name, read in _READ.items():
        if name in values:
            values[name] = read(values[name])
    if "causes" in values:
        values["causes"] = (_texts if kind is RunFinished else _causes)(values["causes"])
    return kind(**values)


def _texts(values: list[object]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _causes(values: list[Any]) -> list[Cause]:
    causes = [value for value in values if isinstance(value, dict) and "text" in value]
    return [
        Cause(str(value["text"]), fits if isinstance(fits := value.get("fits"), bool) else None)
        for value in causes
    ]


def _conclusions(values: list[Any]) -> list[Conclusion]:
    """Return the conclusions; none if one is unreadable, because they depend on each other."""
    try:
        return [_conclusion(value) for value in values]
    except (TypeError, ValueError, AttributeError):
        return []


def _conclusion(members: dict[str, Any]) -> Conclusion:
    known = {member.name for member in dataclasses.fields(Conclusion)}
    values = {name: value for name, value in members.items() if name in known}
    for name, value in values.items():
        if name in _LISTS:
            if not isinstance(value, list):
                raise TypeError(name)
        elif not isinstance(value, _OPTIONAL_TEXT):
            raise TypeError(name)
    for name in ("cure", "otherwise"):
        values[name] = _texts(values.get(name, []))
    values["explains"] = [
        [str(check), target if isinstance(target, str) else None]
        for check, target in values.get("explains", [])
    ]
    return Conclusion(**values)


def _counts(values: Mapping[str, object]) -> dict[str, int]:
    return {name: count for name, count in values.items() if type(count) is int}


def _status(text: str) -> Status:
    return Status(text) if text in list(Status) else Status.UNKNOWN


def _verdict(text: str) -> Verdict:
    return Verdict(text) if text in list(Verdict) else Verdict.UNDECIDED


_LISTS: Final = frozenset({"cure", "explains", "otherwise"})
_READ: Final[Mapping[str, Callable[[Any], object]]] = {
    "at": valid_time,
    "checks": _texts,
    "cure": _texts,
    "status": _status,
    "verdict": _verdict,
    "counts": _counts,
    "diagnosis": _conclusions,
}
"""Conversions of members whose type in an event is not their JSON type."""
