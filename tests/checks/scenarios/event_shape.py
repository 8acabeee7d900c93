"""The public shape of every event: its members, and what each of them may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Judge = Callable[[Any], bool]

STATUSES = frozenset({"pass", "warn", "fail", "skip", "unknown"})
VERDICTS = frozenset({"ready", "not_ready", "undecided", "partial"})
WHO = frozenset({"you", "halo_admin", "web_server", "firewall", "network_here", "gradient"})


def text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def any_text(value: object) -> bool:
    return isinstance(value, str)


def count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def like(pattern: str) -> Judge:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(words: frozenset[str]) -> Judge:
    return lambda value: value in words


def texts(value: object) -> bool:
    return isinstance(value, list) and all(map(text, value))


def or_none(judge: Judge) -> Judge:
    return lambda value: value is None or judge(value)


def an_object(value: object) -> bool:
    return isinstance(value, dict)


def counts(value: object) -> bool:
    return isinstance(value, dict) and set(value) <= STATUSES and all(map(count, value.values()))


def causes(value: object) -> bool:
    return isinstance(value, list) and all(
        set(cause) == {"text", "fits"}
        and text(cause["text"])
        and cause["fits"] in {True, False, None}
        for cause in value
    )


CHECK = like(r"[a-z]+\.[a-z_]+(\.(read|edit):[a-z]+)?")
CODE = like(r"[a-z]+\.[a-z_]+(\.(read|edit):[a-z]+)?\.[a-z_]+")
ORIGIN = or_none(like(r"https?://[^/]+"))


def codes(value: object) -> bool:
    return isinstance(value, list) and all(map(CODE, value))


CONCLUSION: Mapping[str, Judge] = {
    "cause": text, "code": CODE, "check": CHECK, "target": ORIGIN, "name": text, "means": text,
    "cure": texts, "next_step": text, "who": one_of(WHO), "step": or_none(text),
    "field": or_none(text), "explains": lambda value: isinstance(value, list), "otherwise": texts,
}  # fmt: skip


def conclusions(value: object) -> bool:
    return isinstance(value, list) and all(
        set(one) == set(CONCLUSION) and all(judge(one[name]) for name, judge in CONCLUSION.items())
        for one in value
    )


SHAPES: Mapping[str, Mapping[str, Judge]] = {
    "run_started": {
        "event": text, "schema": lambda value: value == 1, "profile": text,
        "at": like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "checks": texts,
    },
    "check_started": {"event": text, "check": CHECK, "target": ORIGIN},
    "check_finished": {
        "event": text, "check": CHECK, "target": ORIGIN, "status": one_of(STATUSES), "code": CODE,
        "summary": text, "cure": texts, "step": or_none(text), "field": or_none(text), "ms": count,
        "evidence": an_object, "blocked_by": or_none(CHECK), "means": any_text, "causes": causes,
        "next_step": any_text, "started_ms": count, "explained_by": or_none(CODE),
        "who": or_none(one_of(WHO)),
    },
    "run_finished": {
        "event": text, "profile": text, "verdict": one_of(VERDICTS), "root_cause": or_none(CODE),
        "counts": counts, "requests": count, "ms": count, "causes": codes,
        "complete": lambda value: isinstance(value, bool), "diagnosis": conclusions,
    },
}  # fmt: skip
"""Members are only ever added: here, and in the documentation."""


def misshapen(event: Mapping[str, Any]) -> list[str]:
    """The members of an event that are missing, not known, or not as they have to be."""
    shape = SHAPES[event["event"]]
    wrong = [name for name, judge in shape.items() if name in event and not judge(event[name])]
    return sorted([*wrong, *(set(shape) ^ set(event))])
