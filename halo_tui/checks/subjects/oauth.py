"""Checks whether Halo issues a token, and for which permissions."""

from __future__ import annotations

from typing import Any, Final

from halo_tui.checks.context import Context, Job, Outcome
from halo_tui.checks.subjects.fields import ResolvedSecret
from halo_tui.checks.subjects.grants import AllAnswer, Grants, Ticked
from halo_tui.checks.subjects.refusals import explain
from halo_tui.checks.subjects.token_client import SentRequest, token_client
from halo_tui.halo import scopes
from halo_tui.halo.token import Granted, Refused

_TOKEN: Final = "oauth.token"  # noqa: S105 - a check's id


async def token(context: Context, _job: Job) -> Outcome:
    """Request a token with the seven permissions that Gradient needs; explain a refusal."""
    resolved = context.facts.get(ResolvedSecret)
    if resolved is None:
        return Outcome.blocked("fields.client_secret")
    client = await token_client(context, resolved.value)
    sent = await client.ask_for(*scopes.REQUIRED)
    if isinstance(sent.answer, Granted):
        return _issued(context, sent, sent.answer)
    return await explain(client, sent)


def _issued(context: Context, sent: SentRequest, granted: Granted) -> Outcome:
    context.facts.put(Grants(together=granted))
    beyond = sorted((granted.listed or frozenset()) - set(scopes.REQUIRED))
    agent = granted.identity.name if granted.identity else None
    return Outcome("ok", {**sent.evidence, "beyond": beyond, "agent": agent})


async def all_permissions(context: Context, _job: Job) -> Outcome:
    """Request `all`: the answer lists what is ticked, and `all` must not be among it."""
    resolved, grants = context.facts.get(ResolvedSecret), context.facts.get(Grants)
    if resolved is None or grants is None:
        return Outcome.blocked(_TOKEN)
    everything = context.facts.get(AllAnswer)
    if everything is None:
        sent = await (await token_client(context, resolved.value)).ask_for(scopes.ALL)
        everything = AllAnswer(sent.answer)
        context.facts.put(everything)
        evidence = dict(sent.evidence)
    else:
        evidence = _words_of(everything)
    listed = everything.listed
    if listed is None:
        return Outcome("not_reported", evidence)
    evidence["listed"] = sorted(listed)
    return Outcome("ticked" if scopes.ALL in listed else "ok", evidence)


def _words_of(everything: AllAnswer) -> dict[str, Any]:
    """Return the evidence of an answer that the token check already received."""
    evidence: dict[str, Any] = {"asked": [scopes.ALL]}
    if isinstance(everything.answer, Refused):
        evidence |= {"status": everything.answer.status, "error": everything.answer.error}
    return evidence


_REASON_OF_TICK: Final = {
    Ticked.YES: "ok",
    Ticked.AS_ASKED: "ok",
    Ticked.NO: "not_granted",
    Ticked.UNKNOWN: "not_reported",
}


async def scope(context: Context, job: Job) -> Outcome:
    """Check whether one permission is ticked, from the answers to the token requests."""
    grants = context.facts.get(Grants)
    if grants is None:
        return Outcome.blocked(_TOKEN)
    everything = context.facts.get(AllAnswer)
    ticked = grants.ticked(job.subject, everything)
    alone = grants.alone.get(job.subject)
    verb, _, thing = job.subject.partition(":")
    evidence: dict[str, Any] = {
        "scope": job.subject,
        "right": verb,
        "resource": thing,
        "basis": _basis(grants, everything, ticked),
        "ticked": sorted(everything.listed) if everything and everything.listed else None,
    }
    if isinstance(alone, Refused):
        evidence |= {"status": alone.status, "error": alone.error}
    return Outcome(_REASON_OF_TICK[ticked], evidence)


def _basis(grants: Grants, everything: AllAnswer | None, ticked: Ticked) -> str:
    """Describe, for people, on what the result for a permission is based."""
    if ticked is Ticked.AS_ASKED:
        return "a token was issued for it, and lists nothing else"
    if grants.together and grants.together.listed is not None:
        return "the list of permissions in the token's answer"
    if everything and everything.listed is not None:
        return 'the list of ticked permissions in the answer to "all"'
    return "the answer to this permission asked for alone"
