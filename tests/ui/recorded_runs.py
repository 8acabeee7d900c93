"""Runs as the checks tell them, made from the findings' own words: no server, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.diagnosis.conclusions import diagnose
from halo_tui.checks.events import AnyEvent, CheckFinished, CheckStarted, RunFinished, RunStarted
from halo_tui.checks.plan import IDS, PLAN, Check, Per
from halo_tui.checks.results import verdict_of
from halo_tui.checks.verdicts import Status

HOST = "https://acme.halopsa.com"
AT = "2026-10-03T10:03:12Z"

EVIDENCE: Mapping[str, Any] = {
    "host": "acme.halopsa.com",
    "addresses": ["203.0.113.7"],
    "protocol": "TLSv1.3",
    "app_name": "Halo PSA",
    "app_version": "2.236.133",
    "hosting": "hosted",
    "request": f"POST {HOST}/auth/token",
    "status": 401,
    "agent": "Gradient API",
    "issuer": "Example Root",
}
_NEVER_KNOWN = {"gradient.allow_list": "unknowable"}
_STARTED = {"fields": 0, "network": 10, "tls": 200, "halo": 350, "oauth": 350}

BEHIND_THE_TOKEN = tuple(
    check
    for check in IDS
    if check.startswith(("oauth.scope", "oauth.all", "agent", "access", "role", "billing"))
)
WRONG_SECRET: Mapping[str, str] = {
    "oauth.token": "wrong_secret",
    **dict.fromkeys(BEHIND_THE_TOKEN, "oauth.token"),
}
"""The reasons of a run with a wrong secret; a check's id instead of a reason skips behind it."""


def a_run(
    reasons: Mapping[str, str] | None = None,
    *,
    at: str = AT,
    targets: Sequence[str] = (HOST,),
    only: Sequence[str] = IDS,
    evidence: Mapping[str, Any] | None = None,
) -> list[AnyEvent]:
    """The events of a run.

    Args:
        reasons: how checks ended that did not pass.
        at: when it began.
        targets: the origins of the resource server and of the authorization server.
        only: the checks that it runs.
        evidence: beside the usual.
    """
    events: list[AnyEvent] = [RunStarted(profile="acme", at=at, checks=list(only))]
    results: list[CheckFinished] = []
    for check in PLAN:
        for target in _targets(check, targets) if check.id in only else ():
            events.append(CheckStarted(check=check.id, target=target))
            reason = {**_NEVER_KNOWN, **(reasons or {})}.get(check.id, "ok")
            results.append(_result(check, target, reason, {**EVIDENCE, **(evidence or {})}))
            events.append(results[-1])
    counts = Counter(str(result.status) for result in results)
    diagnosis = diagnose(results).conclusions
    events.append(
        RunFinished(
            profile="acme", verdict=verdict_of(results), counts=dict(counts), requests=18,
            root_cause=next((one.code for one in diagnosis), None), ms=1240,
            causes=[one.code for one in diagnosis], diagnosis=list(diagnosis),
        )
    )  # fmt: skip
    return events


def _targets(check: Check, targets: Sequence[str]) -> Sequence[str | None]:
    return {
        Per.RUN: [None],
        Per.ORIGIN: list(dict.fromkeys(targets)),
        Per.RESOURCE_SERVER: [targets[0]],
        Per.AUTHORIZATION_SERVER: [targets[-1]],
    }[check.per]


def _result(
    check: Check, target: str | None, reason: str, evidence: Mapping[str, Any]
) -> CheckFinished:
    started = _STARTED.get(check.group, 700)
    if reason in IDS:
        return CheckFinished(
            check=check.id, target=target, status=Status.SKIP, code=f"{check.id}.skipped",
            summary=f"Not run: {reason} has to pass first", blocked_by=reason,
            started_ms=started,
        )  # fmt: skip
    code = f"{check.id}.{reason}"
    found = findings.finding(code)
    shown = {"subject": check.id.rpartition(".")[2], **evidence}
    fill = findings.fill
    return CheckFinished(
        check=check.id, target=target, status=found.status, code=code,
        summary=found.titled(shown), means=fill(found.means, shown),
        causes=found.ranked_causes(shown), next_step=found.do_next(shown),
        cure=found.cure_for(shown), step=found.step or None,
        field="resource_server" if found.field == "@target" else found.field or None,
        ms=40, started_ms=started, evidence=shown,
    )  # fmt: skip
