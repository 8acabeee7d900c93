"""The results from which facts are computed, and short ways to access them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.verdicts import Status

READS: Final = ("customers", "contracts", "items", "invoices")
WORKS: Final = frozenset({Status.PASS, Status.WARN})
REFUSED: Final = frozenset({"forbidden", "unauthorized"})
_NO_ANSWER: Final = frozenset(
    {"rate_limited", "server_error", "timeout", "connection_lost", "cancelled", "unexpected"}
)


@dataclass(frozen=True, slots=True)
class Observed:
    """The results that facts are read from."""

    results: Sequence[CheckFinished]

    def of(self, check: str) -> CheckFinished | None:
        """Return the result of a check that runs once; None if it has none or was skipped."""
        found = (r for r in self.results if r.check == check and r.status is not Status.SKIP)
        return next(found, None)

    def reason(self, check: str) -> str:
        """Return the last part of a check's code; empty if it has no result."""
        result = self.of(check)
        return result.code.rpartition(".")[2] if result else ""

    def evidence(self, check: str, name: str) -> Any:  # noqa: ANN401 - JSON holds anything
        """Return a member of a check's evidence; None if it is missing."""
        result = self.of(check)
        return result.evidence.get(name) if result else None

    def reads(self) -> dict[str, CheckFinished]:
        """Return the reads that came to a decision, by the kind of record."""
        found = {name: self.of(f"access.{name}") for name in READS}
        return {
            name: result
            for name, result in found.items()
            if result and result.code.rpartition(".")[2] not in _NO_ANSWER
        }

    def http(self) -> Iterator[CheckFinished]:
        """Yield the results of an HTTP answer that a working Halo does not send."""
        return (r for r in self.results if "status" in r.evidence and r.status is not Status.PASS)


FactFunction = Callable[[Observed], Any]
_FACTS: dict[str, FactFunction] = {}


def fact(function: FactFunction) -> FactFunction:
    """Register a function as the fact of the same name."""
    _FACTS[function.__name__] = function
    return function


class Facts(Mapping[str, Any]):
    """The facts that follow from some results, by name; what they do not decide is missing.

    Each fact is computed when it is first asked for: a run is diagnosed after every result, and
    most conditions need few facts.
    """

    def __init__(self, results: Sequence[CheckFinished]) -> None:
        self._observed = Observed(results)
        self._values: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a fact is of any type
        if name not in self._values:
            self._values[name] = _read(_FACTS[name], self._observed)
        if self._values[name] is None:
            raise KeyError(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in _FACTS if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _read(function: FactFunction, observed: Observed) -> object:
    """Compute a fact; None if the evidence has not the form that this version writes.

    A saved run of another version can have any evidence, and must still open.
    """
    try:
        return function(observed)
    except (TypeError, ValueError, LookupError, AttributeError):
        return None


def names() -> frozenset[str]:
    """Return the names of all facts."""
    return frozenset(_FACTS)


def asked_host(result: CheckFinished | None) -> str:
    """Return the host to which a check sent its request; empty if it sent none."""
    return host_of(str(result.evidence.get("request", "")).partition(" ")[2]) if result else ""


def host_of(address: str) -> str:
    """Return the host of an address with its port; empty if it has none."""
    try:
        return (urlsplit(address).netloc or "").lower()
    except ValueError:
        return ""


def schemes_of(result: CheckFinished) -> set[str]:
    """Return the authentication schemes in an answer (RFC 9110 §11.6.1), in lower case."""
    schemes = str(result.evidence.get("authenticate") or "")
    return {scheme.strip().lower() for scheme in schemes.split(",") if scheme.strip()}


def reason_of(result: CheckFinished) -> str:
    """Return the last part of a result's code."""
    return result.code.rpartition(".")[2]


def is_with_token(result: CheckFinished) -> bool:
    """Whether a check sends a token."""
    return result.check.startswith(("access.", "agent.", "billing."))
