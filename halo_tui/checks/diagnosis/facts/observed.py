"""What facts are read from: the results of a run, and small ways to ask for what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from halo_tui.checks.events import CheckFinished, Status

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
        """The result of a check that runs once; None while it has none, or where it was skipped."""
        found = (r for r in self.results if r.check == check and r.status is not Status.SKIP)
        return next(found, None)

    def reason(self, check: str) -> str:
        """The last part of a check's code; empty while it has none."""
        result = self.of(check)
        return result.code.rpartition(".")[2] if result else ""

    def evidence(self, check: str, name: str) -> Any:  # noqa: ANN401 - JSON holds anything
        """A member of a check's evidence; None where there is none."""
        result = self.of(check)
        return result.evidence.get(name) if result else None

    def reads(self) -> dict[str, CheckFinished]:
        """The reads that came to a decision, by the kind of records."""
        found = {name: self.of(f"access.{name}") for name in READS}
        return {
            name: result
            for name, result in found.items()
            if result and result.code.rpartition(".")[2] not in _NO_ANSWER
        }

    def http(self) -> Iterator[CheckFinished]:
        """The results that rest on an HTTP answer which was none of a working Halo's."""
        return (r for r in self.results if "status" in r.evidence and r.status is not Status.PASS)


Fact = Callable[[Observed], Any]
_FACTS: dict[str, Fact] = {}


def fact(function: Fact) -> Fact:
    """Make a function's name the name of a fact."""
    _FACTS[function.__name__] = function
    return function


def derive(results: Sequence[CheckFinished]) -> Mapping[str, Any]:
    """All facts of a run, so far."""
    observed = Observed(results)
    return {name: _read(function, observed) for name, function in _FACTS.items()}


def _read(function: Fact, observed: Observed) -> object:
    """A fact; unknown where the evidence is not as this version writes it.

    A kept run of another version may hold anything, and must still open.
    """
    try:
        return function(observed)
    except (TypeError, ValueError, LookupError, AttributeError):
        return None


def names() -> frozenset[str]:
    """The names of all facts."""
    return frozenset(_FACTS)


def asked_host(result: CheckFinished | None) -> str:
    """The host that a check has asked; empty where it asked none."""
    return host_of(str(result.evidence.get("request", "")).partition(" ")[2]) if result else ""


def host_of(address: str) -> str:
    """The host of an address, with its port; empty where it has none."""
    try:
        return (urlsplit(address).netloc or "").lower()
    except ValueError:
        return ""


def schemes_of(result: CheckFinished) -> set[str]:
    """The ways to log in that an answer demands (RFC 9110 §11.6.1), in lower case."""
    told = str(result.evidence.get("authenticate") or "")
    return {scheme.strip().lower() for scheme in told.split(",") if scheme.strip()}


def reason_of(result: CheckFinished) -> str:
    """The last part of a result's code."""
    return result.code.rpartition(".")[2]


def is_with_token(result: CheckFinished) -> bool:
    """Whether a check asks with a token."""
    return result.check.startswith(("access.", "agent.", "billing."))
