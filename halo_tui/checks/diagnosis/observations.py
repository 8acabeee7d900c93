"""The results of a run so far, with the conditions that can be evaluated on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from halo_tui.checks.diagnosis.facts import Facts
from halo_tui.checks.diagnosis.patterns import matches
from halo_tui.checks.events import CheckFinished

if TYPE_CHECKING:
    from halo_tui.checks.results import CheckKey


@dataclass(frozen=True, slots=True)
class Observations:
    """The results of a run with their evidence, and the facts that follow from them.

    Data files write a condition as the name of a fact (`every_read_refused`) or as a pattern of
    codes (`access.*.ok`); a leading `!` negates it.
    """

    results: Mapping[CheckKey, CheckFinished]
    facts: Facts

    @classmethod
    def of(cls, results: Iterable[CheckFinished]) -> Observations:
        """Take these results; the last one of each check and target counts."""
        latest = {(result.check, result.target): result for result in results}
        return cls(latest, Facts(list(latest.values())))

    def holds(self, condition: str, evidence: Mapping[str, Any] | None = None) -> bool | None:
        """Whether a condition holds; None if the results do not decide it.

        Args:
            condition: as described for this class.
            evidence: the evidence of one result; its members take precedence over facts of the same
                name.
        """
        name = condition.lstrip("!")
        if "." in name:
            value = self._code(name)
        else:
            value = evidence[name] if evidence and name in evidence else self.facts.get(name)
        return None if value is None else bool(value) != condition.startswith("!")

    def matching(self, patterns: Iterable[str]) -> Iterator[CheckFinished]:
        """Yield the results whose codes match one of the patterns."""
        wanted = tuple(patterns)
        for result in self.results.values():
            if any(matches(pattern, result.code) for pattern in wanted):
                yield result

    def _code(self, pattern: str) -> bool | None:
        if any(matches(pattern, result.code) for result in self.results.values()):
            return True
        check = pattern.rpartition(".")[0]
        ended = any(matches(check, result.check) for result in self.results.values())
        return False if ended else None
