"""The causes that a diagnosis can name, read from the data files in `causes/`.

Each cause is a table. A new cause needs a table and a scenario, but no code. A result that no cause
explains is its own cause, with its words in `words/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from halo_tui.base.packaged import packaged_tables
from halo_tui.checks.verdicts import Who


@dataclass(frozen=True, slots=True)
class CauseData:
    """One cause, as the data file declares it."""

    id: str
    name: str
    """The cause as a sentence; `{name}` is replaced by a fact, or by the evidence of the result
    that shows it."""
    explains: tuple[str, ...]
    """Patterns of the codes that this cause explains."""
    needs: tuple[str, ...]
    """Conditions that must all hold, or the cause is not considered; see `Observations`."""
    speaks_for: tuple[str, ...] = ()
    """Conditions that make it more likely than other causes of the same results."""
    rules_out: tuple[str, ...] = ()
    """Conditions that each rule the cause out."""
    shows: tuple[str, ...] = ()
    """Patterns of the codes whose result may show the cause, the best first; most often one of
    those in `explains`."""
    means: str = ""
    cure: tuple[str, ...] = ()
    """What to do, in order."""
    decides: str = ""
    """The cheapest step that distinguishes it from other causes; also the first thing to do."""
    who: Who = Who.YOU
    step: str = ""
    """The step of the guide; empty for the step of the result that shows the cause."""
    field: str = ""
    """The profile field to edit; empty if no value has to be changed."""
    fails: bool = False
    """Whether the result that shows the cause becomes a failure if it was a warning."""


@cache
def all_causes() -> Mapping[str, CauseData]:
    """Return every cause by its id, in the order of the files."""
    tables = packaged_tables("halo_tui.checks.diagnosis", "causes")
    return {name: _cause(name, table) for name, table in tables}


def _cause(name: str, table: Mapping[str, object]) -> CauseData:
    members = {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
    members["who"] = Who(str(members.pop("who")))
    return CauseData(id=name, **members)  # type: ignore[arg-type]
