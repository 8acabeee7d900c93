"""The scenarios of the sandbox, read from the files in `scenarios/`: failures seen in real use.

The first frame of the demo waits for this module. It imports the standard library only, and reads a
single file for the first scenario.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal

from halo_tui.base.packaged import packaged_text
from halo_tui.sandbox.faults import Chain, ProxyFault, Wire

HEALTHY: Final = "healthy-hosted"
"""The scenario on which others are based, unless they name another `base`."""

_SUBJECTS: Final = (
    "healthy", "values", "application", "permissions", "agent",
    "certificates", "wire", "firewalls", "answers", "reported",
)  # fmt: skip
"""The files, in the order of the documentation; all but the first change a healthy scenario."""

ExpectedVerdict = Literal["ready", "not_ready", "undecided"]


class UnknownScenarioError(LookupError):
    """A requested scenario does not exist; the message is for people."""


class BrokenScenarioError(ValueError):
    """A scenario is malformed: an error of this program, which its tests detect."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario."""

    name: str
    title: str
    """One line for people."""
    codes: tuple[str, ...]
    """Codes of results that a run must have."""
    verdict: ExpectedVerdict
    row: int | None = None
    """Its number in the list of failures seen in real use; None for a working connection."""
    root_cause: str | None = None
    """The code that a run names as its only cause."""
    cause: str = ""
    """The id of that cause in the data of the diagnosis; empty if the result is its own cause."""
    forbidden: tuple[str, ...] = ()
    """Codes that a run must not have."""
    instance: Mapping[str, Any] = field(default_factory=dict)
    """Changes to the healthy instance, by nested key."""
    copies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Further Halos by host name, each as changes to `instance`."""
    profile: Mapping[str, str] = field(default_factory=dict)
    """The profile's values; `{port}`, `{client_id}` and `{client_secret}` are filled in."""
    wire: Wire = Wire.SERVE
    second_wire: Wire | None = None
    """The behaviour of the second node, if it differs."""
    chain: Chain = Chain.GOOD
    second_chain: Chain | None = None
    proxy: ProxyFault | None = None
    """The behaviour of the proxy; None without a proxy."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Environment variables for the process that runs the checks."""


def find_scenario(name: str) -> Scenario:
    """Return the scenario with this name.

    Raises:
        UnknownScenarioError: it does not exist.
    """
    healthy = _of_subject(_SUBJECTS[0])
    known = healthy if name in healthy else load_scenarios()
    if name not in known:
        raise UnknownScenarioError(_unknown(name, known))
    return known[name]


@cache
def load_scenarios() -> Mapping[str, Scenario]:
    """Return every scenario by its name, in the order of the files.

    Raises:
        BrokenScenarioError: a file is malformed.
    """
    return {
        name: scenario for subject in _SUBJECTS for name, scenario in _of_subject(subject).items()
    }


@cache
def _of_subject(subject: str) -> Mapping[str, Scenario]:
    text = packaged_text("halo_tui.sandbox", f"scenarios/{subject}.toml")
    return read_scenarios(text, {} if subject == _SUBJECTS[0] else _of_subject(_SUBJECTS[0]))


def read_scenarios(
    text: str, healthy: Mapping[str, Scenario] = MappingProxyType({})
) -> Mapping[str, Scenario]:
    """Parse scenarios in a TOML text.

    Each table is a scenario; with `each` it is one for each of those words, which replace `{each}`.
    The rest comes from its `base`, which is an earlier table or one of `healthy`.

    Raises:
        BrokenScenarioError: the text is malformed.
    """
    scenarios: dict[str, Scenario] = {}
    for name, table in _expanded(tomllib.loads(text)):
        scenarios[name] = _read(name, table, {**healthy, **scenarios})
    return scenarios


def _expanded(tables: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise BrokenScenarioError(f"{name} is not a table")
        words = table.pop("each", None)
        if words is None:
            yield name, table
            continue
        for word in words:
            slug = "-".join(re.findall(r"[a-z0-9]+", word.lower()))
            yield f"{name}-{slug}", _put_in(table, word)


def _put_in(value: Any, word: str) -> Any:  # noqa: ANN401 - TOML holds anything
    """Return a value with `{each}` replaced, also in keys."""
    if isinstance(value, str):
        return value.replace("{each}", word)
    if isinstance(value, dict):
        return {_put_in(key, word): _put_in(member, word) for key, member in value.items()}
    return [_put_in(member, word) for member in value] if isinstance(value, list) else value


_MEMBERS: Final = {member.name for member in fields(Scenario)} - {"name"}
_ENUMS: Final[Mapping[str, type[StrEnum]]] = {
    "wire": Wire, "second_wire": Wire, "chain": Chain, "second_chain": Chain, "proxy": ProxyFault,
}  # fmt: skip
_NEEDED: Final = ("title", "codes", "verdict")
_INHERITED: Final = ("instance", "copies", "profile")


def _read(name: str, table: Mapping[str, Any], others: Mapping[str, Scenario]) -> Scenario:
    members = dict(table)
    base = members.pop("base", HEALTHY if name != HEALTHY else None)
    unknown = set(members) - _MEMBERS
    missing = [member for member in _NEEDED if not members.get(member)]
    if unknown or missing:
        raise BrokenScenarioError(f"{name}: unknown {sorted(unknown)}, missing {missing}")
    if members["verdict"] not in ("ready", "not_ready", "undecided"):
        raise BrokenScenarioError(f"{name}: no verdict is called {members['verdict']}")
    for member, kind in _ENUMS.items():
        if member in members:
            members[member] = kind(members[member])
    for member in _INHERITED:
        below = getattr(others[base], member) if base else {}
        members[member] = merged(below, members.get(member, {}))
    members["codes"] = tuple(members["codes"])
    members["forbidden"] = tuple(members.get("forbidden", ()))
    return Scenario(name=name, **members)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return two tables merged at all levels; values of the second one take precedence."""
    both = dict(below)
    for key, value in above.items():
        known = both.get(key)
        are_tables = isinstance(value, dict) and isinstance(known, dict)
        both[key] = merged(known or {}, value) if are_tables else value
    return both


def _unknown(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no scenario called {name!r}.{hint}"
