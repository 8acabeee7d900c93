"""Patterns of codes: `*` stands for one part of a code, or for all parts where it is the first."""

from __future__ import annotations

from functools import cache


@cache
def matches(pattern: str, code: str) -> bool:
    """Whether a code, or the id of a check, is one that a pattern stands for.

    Args:
        pattern: parts joined by points; a part may be `*`, and may begin or end with it. `*.reason`
            stands for that reason of any check.
        code: what is looked at.
    """
    wanted, given = pattern.split("."), code.split(".")
    if wanted[0] == "*" and len(wanted) == 2:
        return wanted[1] == given[-1]
    return len(wanted) == len(given) and all(map(_part, wanted, given))


def _part(wanted: str, given: str) -> bool:
    if wanted in {"*", given}:
        return True
    if wanted.startswith("*"):
        return given.endswith(wanted[1:])
    return wanted.endswith("*") and given.startswith(wanted[:-1])
