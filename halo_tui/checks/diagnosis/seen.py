"""All that a run has seen so far, for whoever draws conclusions from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from halo_tui.checks.diagnosis import facts as derived
from halo_tui.checks.diagnosis.patterns import matches
from halo_tui.checks.events import CheckFinished

Key = tuple[str, str | None]
"""A check's id and the origin that it looked at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The observations of a run: every result with its evidence, and the facts derived from all.

    A condition, wherever causes are data, is the name of a fact (`every_read_refused`), or a
    pattern of codes (`access.*.ok`); a `!` before it reverses it.
    """

    results: Mapping[Key, CheckFinished]
    facts: Mapping[str, Any]
    """What follows from several observations together; None stands for not known."""

    @classmethod
    def of(cls, results: Iterable[CheckFinished]) -> Seen:
        """The observations that results hold; the last of each check and target counts."""
        latest = {(result.check, result.target): result for result in results}
        return cls(latest, derived.derive(list(latest.values())))

    def holds(self, condition: str, evidence: Mapping[str, Any] | None = None) -> bool | None:
        """Whether a condition holds; None where nothing seen so far decides it.

        Args:
            condition: as described for this class.
            evidence: of one result, whose members outrank the facts of the same name.
        """
        name = condition.lstrip("!")
        known = {**self.facts, **(evidence or {})}
        value = self._code(name) if "." in name else known.get(name)
        return None if value is None else bool(value) != condition.startswith("!")

    def matching(self, patterns: Iterable[str]) -> Iterator[CheckFinished]:
        """The results whose codes match one of some patterns."""
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
