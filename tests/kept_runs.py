"""Runs of all checks, as the history keeps them."""

from __future__ import annotations

from halo_tui.checks.events import CheckFinished, RunFinished, RunStarted
from halo_tui.checks.plan import IDS
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.workspace import history


def record(
    slug: str, verdict: str, at: str, days_left: int, failed: str = "",
    why: str = "The agent is disabled in Halo",
) -> None:  # fmt: skip
    """A run of all checks in the history; what failed is a warning of a run that is ready."""
    is_ready = verdict == Verdict.READY
    certificate = CheckFinished(
        check="tls.certificate", target="https://acme.halopsa.com", status=Status.PASS,
        code="tls.certificate.ok", summary="The certificate is valid",
        evidence={"days_left": days_left},
    )  # fmt: skip
    failure = CheckFinished(
        check=failed.rpartition(".")[0], target=None, code=failed, summary=why,
        status=Status.WARN if is_ready else Status.FAIL,
    )  # fmt: skip
    ended = RunFinished(
        profile=slug, verdict=Verdict(verdict), counts={}, requests=1, ms=1,
        root_cause=None if is_ready else failed or None,
    )  # fmt: skip
    begun = RunStarted(profile=slug, at=at, checks=list(IDS))
    history.record(slug, [begun, certificate, *([failure] if failed else []), ended])
