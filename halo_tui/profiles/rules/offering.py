"""Decides which values may be offered for a field, after the rules have checked them.

Values come from a one-key fix, from a value or redirect that the server sends, or from a pasted
block. A value is offered only if no rule finds a problem with it, and if its host belongs to the
same party as the connection. `refusal` returns the reason if a value may not be offered.
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
from halo_tui.profiles.rules.lookalikes import is_halos
from halo_tui.profiles.rules.problems import WARNINGS, problems_of
from halo_tui.profiles.schema import BY_KEY, GRADIENT_FIELDS, LOG_IN

_ADDRESSES: Final = ("resource_server", "authorization_server", LOG_IN)
"""Fields that hold an address; `log_in`, where users log in, is never saved."""

_MOST_STEPS: Final = 6
"""The most fixes that are applied to one value in sequence."""

_LEFT_TO_PEOPLE: Final = frozenset({"lookalike_host", "set_on_premise", "swapped"})
"""Reasons for which a given value is kept unchanged until the user has seen the problem."""


class Refusal(StrEnum):
    """Why a value may not be offered."""

    INTERNAL = "internal"
    """Its host is internal to a network, and the connection's other hosts are not."""
    OTHER_PARTY = "other_party"
    """Its host belongs to another party: a log-in page in front of Halo, a captive portal."""
    NOT_ENCRYPTED = "not_encrypted"
    """It begins with http://."""
    AGAINST_RULES = "against_rules"
    """The rules of the field find a problem that they cannot fix."""
    CIRCLE = "circle"
    """After the fixes of the rules, it equals the current value of the field."""


def offerable(field: str, value: str, values: Mapping[str, str]) -> str | None:
    """Return the form in which a value from outside may be offered; None if it may not.

    Args:
        field: `resource_server`, `authorization_server`, `tenant`, `client_id`, `client_secret`,
            or `log_in`, the address where users log in.
        value: a value from a server's answer or redirect. A missing final slash or a longer path is
            fixed by the rules of the field first.
        values: the current values of the profile, with `hosting`, and `log_in` if it is known. The
            host of the value is compared with their hosts.

    Returns:
        The value to offer, in which no rule finds a problem; see `refusal` for the reason of a
        None.
    """
    fitting = _fixed_value(field, value, values)
    return fitting if refusal(field, value, values) is None else None


def refusal(field: str, value: str, values: Mapping[str, str]) -> Refusal | None:
    """Return why a value may not be offered; None if it may. See `offerable` for the arguments."""
    if field in _ADDRESSES:
        address = address_parser.read(value).address
        found = _refused_address(field, address, values) if address else Refusal.AGAINST_RULES
        if found is not None:
            return found
    fitting = _fixed_value(field, value, values)
    if fitting is None:
        return Refusal.AGAINST_RULES
    return Refusal.CIRCLE if fitting == values.get(field, "") else None


def fixes(field: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the changes that leave a field without problems, for a fix with one key.

    Args:
        field: one of `schema.GRADIENT_FIELDS`.
        values: as for `problems_of`.

    Returns:
        The changed fields with their new values. Another field is included if the two values have
        to be swapped, or if this one contained both. Empty if the user has to decide.
    """
    now = _fixed_values(field, values)
    if now is None:
        return {}
    changed = {key: text for key, text in now.items() if text != values.get(key, "")}
    for other in changed.keys() - {field}:
        changed[other] = (_fixed_values(other, now) or now)[other]
    is_safe = all(offerable(key, changed[key], values) for key in changed if key in _ADDRESSES)
    return changed if is_safe else {}


def fix_evidence(field: str, values: Mapping[str, str]) -> dict[str, object]:
    """Return the evidence about the one-key fix that the words of a finding use.

    Returns:
        `fixable`, and `suggested`: the fixed value, safe to show. `suggested` is missing for a
        secret, and if there is no fix or the fix does not change this field.
    """
    found = fixes(field, values)
    suggested = {} if BY_KEY[field].secret else {"suggested": found.get(field)}
    shown = {name: harmless(text) for name, text in suggested.items() if text}
    return {"fixable": bool(found), **shown}


def usable(field: str, value: str, values: Mapping[str, str]) -> str | None:
    """Return a given value with the certain fixes applied; None if it is wrong all the same.

    Certain problems are fixed as in `fixes`. A value that is only unusual stays as it is, because
    it can be right.

    Args:
        field: any field of the form.
        value: the given value, for example from a pasted block.
        values: the other fields as they will be.
    """
    if field not in GRADIENT_FIELDS:
        return value
    now = {**values, field: value}
    if field == "client_secret":
        now["client_secret_ref"] = ""
    for _ in range(_MOST_STEPS):
        problems = problems_of(field, now)
        step = next((p for p in problems if p.fix and p.reason not in _LEFT_TO_PEOPLE), None)
        if step is None or step.fix is None:
            break
        now[field] = step.fix
    return now[field] if {p.reason for p in problems_of(field, now)} <= WARNINGS else None


def _refused_address(field: str, address: Address, values: Mapping[str, str]) -> Refusal | None:
    own = address_parser.read(values.get(field, "")).address
    known = [address_parser.read(values.get(name, "")).address for name in _ADDRESSES]
    hosts = [other.host for other in known if other is not None]
    if not (own and own.host.lower() == address.host.lower()):
        if is_internal(address.host) and not all(map(is_internal, hosts)):
            return Refusal.INTERNAL
        if hosts and not _is_of_same_party(address.host, hosts):
            return Refusal.OTHER_PARTY
    return None if address.is_secure else Refusal.NOT_ENCRYPTED


def _is_of_same_party(host: str, hosts: list[str]) -> bool:
    """Whether a host belongs to the party of one of the other hosts, or to Halo."""
    return is_halos(host) or any(are_of_one_party(host, other) for other in hosts)


def _fixed_value(field: str, value: str, values: Mapping[str, str]) -> str | None:
    """Return a value after the fixes of the field's rules; None if a problem remains."""
    if field not in GRADIENT_FIELDS:
        return value
    now = _fixed_values(field, {**values, field: value})
    is_alone = now is not None and all(
        now.get(key) == text for key, text in values.items() if key != field
    )
    return now[field] if now is not None and is_alone else None


def _fixed_values(field: str, values: Mapping[str, str]) -> dict[str, str] | None:
    """Return all values after fixing every problem of one field; None if that fails."""
    now = dict(values)
    for _ in range(_MOST_STEPS):
        problems = problems_of(field, now)
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
