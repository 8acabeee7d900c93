"""Patterns of codes: `*` matches one part of a code; as the first part it matches all of them."""

from __future__ import annotations

from functools import cache


@cache
def matches(pattern: str, code: str) -> bool:
    """Whether a code or a check's id matches a pattern.

    Args:
        pattern: parts joined by points. A part can be `*`, or begin or end with it. `*.reason`
            matches this reason of any check.
        code: the code or id.
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
