"""The causes that a run can come to, read from the data files in `causes/`.

Each is a table; adding one touches a file there and a scenario, nothing else. A finding that no
cause here explains is its own cause, with the words of `words/`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from halo_tui.checks.events import Who


@dataclass(frozen=True, slots=True)
class CauseData:
    """One cause, as declared."""

    id: str
    name: str
    """In a sentence; `{name}` stands for a fact, or for the evidence of the result it shows in."""
    explains: tuple[str, ...]
    """Patterns of the codes that follow from it."""
    needs: tuple[str, ...]
    """Conditions without all of which it is not thought of; see `Seen`."""
    speaks_for: tuple[str, ...] = ()
    """Conditions that make it likelier than others that explain the same."""
    rules_out: tuple[str, ...] = ()
    """Conditions of which one is enough to rule it out."""
    shows: tuple[str, ...] = ()
    """Patterns of the codes in whose result it is shown, the best first; mostly one of those that
    it explains."""
    means: str = ""
    cure: tuple[str, ...] = ()
    """What to do, in that order."""
    decides: str = ""
    """The cheapest step that tells it from others; also what to do first."""
    who: Who = Who.YOU
    step: str = ""
    """The guide's step; empty for that of the result it shows in."""
    field: str = ""
    """The profile's field to edit; empty where no value is to be changed."""
    fails: bool = False
    """Whether it makes a failure of the result in which it shows, where that only warned."""


@cache
def all_causes() -> Mapping[str, CauseData]:
    """Every cause by its id, in the order of the files."""
    found: dict[str, CauseData] = {}
    folder = files("halo_tui.checks.diagnosis") / "causes"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for name, table in tomllib.loads(file.read_text("utf-8")).items():
                found[name] = _cause(name, table)
    return found


def _cause(name: str, table: Mapping[str, object]) -> CauseData:
    members = {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
    members["who"] = Who(str(members.pop("who")))
    return CauseData(id=name, **members)  # type: ignore[arg-type]
