"""Turns the outcome of a check into its result: words, step, field, and who has to act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from halo_tui.base.text import harmless
from halo_tui.checks.context import Outcome
from halo_tui.checks.diagnosis import findings
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.plan import Check
from halo_tui.checks.verdicts import Status
from halo_tui.halo.origin import Origin

LONGEST_SUMMARY: Final = 78
"""Characters of a summary on one line, including parts that come from a server."""


@dataclass(frozen=True, slots=True)
class EndedCheck:
    """A check that has ended, before its words are added."""

    check: Check
    target: Origin | None
    outcome: Outcome
    address: str
    """The profile field that holds the address of the checked server."""
    started_ms: int
    ms: int


def result_of(ended: EndedCheck, hosting: str, facts: Mapping[str, Any]) -> CheckFinished:
    """Return the result of a check.

    Args:
        ended: the check and its outcome.
        hosting: the profile's hosting; it decides on the step of the guide.
        facts: what is known about the whole run, to order the possible causes.
    """
    check, outcome = ended.check, ended.outcome
    place: dict[str, Any] = {
        "check": check.id, "target": str(ended.target) if ended.target else None,
        "started_ms": ended.started_ms,
    }  # fmt: skip
    if outcome.blocked_by:
        summary = f"Not run: {outcome.blocked_by} has to pass first"
        return CheckFinished(
            status=Status.SKIP, code=f"{check.id}.skipped", summary=summary,
            blocked_by=outcome.blocked_by, **place,
        )  # fmt: skip
    code, evidence = f"{check.id}.{outcome.reason}", outcome.evidence
    try:
        found = findings.finding(code)
    except findings.UnknownCodeError as problem:
        # A reason without words must neither stop the run nor count as a pass.
        code, evidence = f"{check.id}.unexpected", {"problem": str(problem)}
        found = findings.finding(code)
    evidence = {"subject": check.id.rpartition(".")[2], **evidence}
    known = {**facts, **evidence}
    return CheckFinished(
        status=found.status, code=code, ms=ended.ms, evidence=evidence,
        summary=harmless(found.titled(known), limit=LONGEST_SUMMARY),
        means=findings.fill(found.means, known), causes=found.ranked_causes(known),
        cure=found.cure_for(known), next_step=found.do_next(known),
        who=found.who_acts(known) or None, step=_step(ended, found, hosting),
        field=_field(ended, found), **place,
    )  # fmt: skip


def _step(ended: EndedCheck, found: findings.Finding, hosting: str) -> str | None:
    from halo_tui.guide.model import load_guide

    if found.status is Status.PASS:
        return None
    applying = {step.id for step in load_guide().steps_for(hosting)}
    if found.step in applying:
        return found.step
    return ended.check.home(hosting, ended.address)


def _field(ended: EndedCheck, found: findings.Finding) -> str | None:
    return ended.address if found.field == "@target" else found.field or None
