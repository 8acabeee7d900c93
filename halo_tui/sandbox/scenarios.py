"""What the sandbox can play: every failure seen in the field, read from the files in `scenarios/`.

Needs nothing but the standard library, and only one file for what the demo begins with: its first
picture waits for it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal

from halo_tui.sandbox.faults import Chain, Proxy, Wire

HEALTHY: Final = "healthy-hosted"
"""The scenario that others change, unless they name another `base`."""

_SUBJECTS: Final = (
    "healthy", "values", "application", "permissions", "agent",
    "certificates", "wire", "firewalls", "answers", "reported",
)  # fmt: skip
"""The files, in the order in which people read of them; the others change what is healthy."""

Verdict = Literal["ready", "not_ready", "undecided"]


class UnknownScenarioError(LookupError):
    """Somebody asked for a scenario that does not exist; the text is for people."""


class BrokenScenarioError(ValueError):
    """A scenario is not written as it has to be: a fault of this program, caught by its tests."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing to rehearse."""

    name: str
    title: str
    """One line for people."""
    codes: tuple[str, ...]
    """Codes of the checks that must appear in a run."""
    verdict: Verdict
    row: int | None = None
    """Its number in the list of failures that were seen in the field; None for what works."""
    root_cause: str | None = None
    """The code that a run names as the one cause."""
    cause: str = ""
    """The id of that cause in the data of the diagnosis, where it is one of its own."""
    forbidden: tuple[str, ...] = ()
    """Codes that must not appear."""
    instance: Mapping[str, Any] = field(default_factory=dict)
    """Changes to a healthy instance, by nested key."""
    copies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Other Halos beside it, by the host that each is asked by: changes to `instance`."""
    profile: Mapping[str, str] = field(default_factory=dict)
    """The profile's values; `{port}`, `{client_id}`, `{client_secret}` are filled in."""
    wire: Wire = Wire.SERVE
    second_wire: Wire | None = None
    """What the second node does, where it does not do the same."""
    chain: Chain = Chain.GOOD
    second_chain: Chain | None = None
    proxy: Proxy | None = None
    """What the proxy does; None where there is none."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that the one who runs the checks has to set."""


def find_scenario(name: str) -> Scenario:
    """The scenario of that name.

    Raises:
        UnknownScenarioError: there is none.
    """
    healthy = _of_subject(_SUBJECTS[0])
    known = healthy if name in healthy else load_scenarios()
    if name not in known:
        raise UnknownScenarioError(_unknown(name, known))
    return known[name]


@cache
def load_scenarios() -> Mapping[str, Scenario]:
    """Every scenario by its name, in the order of the files.

    Raises:
        BrokenScenarioError: a file is not written as it has to be.
    """
    return {
        name: scenario for subject in _SUBJECTS for name, scenario in _of_subject(subject).items()
    }


@cache
def _of_subject(subject: str) -> Mapping[str, Scenario]:
    text = (files("halo_tui.sandbox") / "scenarios" / f"{subject}.toml").read_text("utf-8")
    return read_scenarios(text, {} if subject == _SUBJECTS[0] else _of_subject(_SUBJECTS[0]))


def read_scenarios(
    text: str, healthy: Mapping[str, Scenario] = MappingProxyType({})
) -> Mapping[str, Scenario]:
    """Scenarios from the text of a TOML file.

    A table is a scenario; with `each` it is one for each of those words, which stand for `{each}`.
    What a scenario does not change it has from its `base`, which stands before it or is one of
    the `healthy`.

    Raises:
        BrokenScenarioError: the text is not written as it has to be.
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
    """A value with `{each}` replaced, in keys as well."""
    if isinstance(value, str):
        return value.replace("{each}", word)
    if isinstance(value, dict):
        return {_put_in(key, word): _put_in(member, word) for key, member in value.items()}
    return [_put_in(member, word) for member in value] if isinstance(value, list) else value


_MEMBERS: Final = {member.name for member in fields(Scenario)} - {"name"}
_ENUMS: Final[Mapping[str, type[StrEnum]]] = {
    "wire": Wire, "second_wire": Wire, "chain": Chain, "second_chain": Chain, "proxy": Proxy,
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
    """Two tables as one; the second decides, table by table."""
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
