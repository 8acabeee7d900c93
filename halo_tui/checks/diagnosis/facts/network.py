"""Facts about the network in which the checks run."""

from __future__ import annotations

from collections.abc import Iterable

from halo_tui.checks.diagnosis.facts.observed import (
    Observed,
    fact,
    reason_of,
)
from halo_tui.checks.diagnosis.intermediaries import (
    is_gateway_certificate,
)
from halo_tui.checks.events import CheckFinished


@fact
def every_certificate_of_another_name(observed: Observed) -> bool | None:
    """Every server presents a certificate for another name."""
    reasons = [reason_of(r) for r in observed.results if r.check == "tls.certificate"]
    return all(reason == "wrong_host" for reason in reasons) if reasons else None


@fact
def certificate_of_a_gateway(observed: Observed) -> bool | None:
    """The certificate belongs to a log-in page of a guest network or a router."""
    shown = [r for r in observed.results if r.check in {"tls.certificate", "tls.chain"}]
    return any(is_gateway_certificate(_certificate_names(r)) for r in shown) if shown else None


def _certificate_names(result: CheckFinished) -> Iterable[str]:
    evidence = result.evidence
    names = evidence.get("names")
    yield from map(str, names if isinstance(names, list) else ())
    yield from (str(evidence.get(name) or "") for name in ("subject", "issuer", "valid_for"))


@fact
def shown_certificate(observed: Observed) -> str | None:
    """The name that the certificate is for."""
    result = next((r for r in observed.results if r.check == "tls.certificate"), None)
    return str(result.evidence.get("valid_for") or "") or None if result else None


@fact
def private_address(observed: Observed) -> bool | None:
    """A name resolves to a private address."""
    reasons = [reason_of(r) for r in observed.results if r.check == "network.dns"]
    return "private_address" in reasons if reasons else None
