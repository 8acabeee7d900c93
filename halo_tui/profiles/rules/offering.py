"""What may be offered to somebody as the value of a field; every offer is judged here first.

A key that fixes a field, a value that Halo names, an address that a server redirects to, a value
out of a pasted block: each is only offered if nothing is wrong with the field afterwards, and if it
leads to nobody else. Where it may not be offered, `refusal` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from halo_tui.base.text import harmless
from halo_tui.profiles.rules import address_parser
from halo_tui.profiles.rules.address_parser import Address
from halo_tui.profiles.rules.case import Problem
from halo_tui.profiles.rules.hosts import are_of_one_party, is_internal
from halo_tui.profiles.rules.judging import WARNINGS, judge
from halo_tui.profiles.rules.lookalikes import is_halos
from halo_tui.profiles.schema import BY_KEY, GRADIENT_FIELDS, LOG_IN

_ADDRESSES: Final = ("resource_server", "authorization_server", LOG_IN)
"""Fields that hold an address; the one where a person logs in is never saved."""

_MOST_STEPS: Final = 6
"""Fixes that one value may need, one after the other."""

_LEFT_TO_PEOPLE: Final = frozenset({"lookalike_host", "set_on_premise", "swapped"})
"""Reasons for which a value that somebody gave is not changed before they have seen it."""


class Refusal(StrEnum):
    """Why a value may not be offered."""

    INTERNAL = "internal"
    """Its host is known in one network only, and the connection's other hosts are not."""
    OTHER_PARTY = "other_party"
    """Its host belongs to somebody else: a log-in page in front of Halo, a captive portal."""
    NOT_ENCRYPTED = "not_encrypted"
    """It begins with http://."""
    AGAINST_RULES = "against_rules"
    """The field's own rules find something wrong with it that they cannot fix."""
    CIRCLE = "circle"
    """After the field's own rules it is what the field holds already."""


def offerable(field: str, value: str, values: Mapping[str, str]) -> str | None:
    """The form in which a value from outside may be offered for a field; None if it may not be.

    Args:
        field: `resource_server`, `authorization_server`, `tenant`, `client_id`, `client_secret`,
            or `log_in`, the address where a person logs in.
        value: what a server, a redirect or another answer says. It may lack a final slash or go on
            behind its end: the field's own rules put that right first.
        values: the profile's values as they are, among them `hosting`, and `log_in` if it is
            known. With their hosts the one of the value is compared.

    Returns:
        The value to offer, of which no rule of the field complains; see `refusal` otherwise.
    """
    fitting = _fitting(field, value, values)
    return fitting if refusal(field, value, values) is None else None


def refusal(field: str, value: str, values: Mapping[str, str]) -> Refusal | None:
    """Why a value may not be offered for a field; None if it may. Arguments as of `offerable`."""
    if field in _ADDRESSES:
        address = address_parser.read(value).address
        found = _refused_address(field, address, values) if address else Refusal.AGAINST_RULES
        if found is not None:
            return found
    fitting = _fitting(field, value, values)
    if fitting is None:
        return Refusal.AGAINST_RULES
    return Refusal.CIRCLE if fitting == values.get(field, "") else None


def fixes(field: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values that one key changes so that nothing is wrong with a field any more.

    Args:
        field: one of `schema.GRADIENT_FIELDS`.
        values: as `judge` takes them.

    Returns:
        The fields and their new values, of another field too where both change places or this one
        held both; empty where a person has to decide.
    """
    now = _settled(field, values)
    if now is None:
        return {}
    changed = {key: text for key, text in now.items() if text != values.get(key, "")}
    for other in changed.keys() - {field}:
        changed[other] = (_settled(other, now) or now)[other]
    is_safe = all(offerable(key, changed[key], values) for key in changed if key in _ADDRESSES)
    return changed if is_safe else {}


def fix_evidence(field: str, values: Mapping[str, str]) -> dict[str, object]:
    """What a finding's words need to know of the one-key fix of a field.

    Returns:
        `fixable`, and `suggested`, the harmless value that one key makes of a field that holds no
        secret; without it where the key does something else, or nothing.
    """
    found = fixes(field, values)
    suggested = {} if BY_KEY[field].secret else {"suggested": found.get(field)}
    shown = {name: harmless(text) for name, text in suggested.items() if text}
    return {"fixable": bool(found), **shown}


def usable(field: str, value: str, values: Mapping[str, str]) -> str | None:
    """A value that somebody gave, as their profile can take it; None where it is plainly wrong.

    What is certain is put right, as by `fixes`. A value that only looks unusual stays as it is:
    whoever gave it may know better.

    Args:
        field: any of the form's.
        value: what was given, for example in a pasted block.
        values: the other fields as they will be.
    """
    if field not in GRADIENT_FIELDS:
        return value
    now = {**values, field: value}
    if field == "client_secret":
        now["client_secret_ref"] = ""
    for _ in range(_MOST_STEPS):
        problems = judge(field, now)
        step = next((p for p in problems if p.fix and p.reason not in _LEFT_TO_PEOPLE), None)
        if step is None or step.fix is None:
            break
        now[field] = step.fix
    return now[field] if {p.reason for p in judge(field, now)} <= WARNINGS else None


def _refused_address(field: str, address: Address, values: Mapping[str, str]) -> Refusal | None:
    own = address_parser.read(values.get(field, "")).address
    known = [address_parser.read(values.get(name, "")).address for name in _ADDRESSES]
    hosts = [other.host for other in known if other is not None]
    if not (own and own.host.lower() == address.host.lower()):
        if is_internal(address.host) and not all(map(is_internal, hosts)):
            return Refusal.INTERNAL
        if hosts and not _is_theirs(address.host, hosts):
            return Refusal.OTHER_PARTY
    return None if address.is_secure else Refusal.NOT_ENCRYPTED


def _is_theirs(host: str, hosts: list[str]) -> bool:
    """Whether a host belongs to whoever runs the others, or to Halo."""
    return is_halos(host) or any(are_of_one_party(host, other) for other in hosts)


def _fitting(field: str, value: str, values: Mapping[str, str]) -> str | None:
    """A value after the field's own rules; None where they leave something to complain of."""
    if field not in GRADIENT_FIELDS:
        return value
    now = _settled(field, {**values, field: value})
    is_alone = now is not None and all(
        now.get(key) == text for key, text in values.items() if key != field
    )
    return now[field] if now is not None and is_alone else None


def _settled(field: str, values: Mapping[str, str]) -> dict[str, str] | None:
    """All values after everything that is wrong with one field was fixed; None if that fails."""
    now = dict(values)
    for _ in range(_MOST_STEPS):
        problems = judge(field, now)
        if not problems:
            return now
        step = next((p for p in problems if p.fix is not None or p.swap_with), None)
        if step is None:
            return None
        now.update(_applied(field, step, now))
    return None


def _applied(field: str, problem: Problem, values: Mapping[str, str]) -> dict[str, str]:
    if problem.swap_with:
        other = problem.swap_with
        return {field: values.get(other, ""), other: values.get(field, "")}
    assert problem.fix is not None
    return {**problem.also, field: problem.fix}
