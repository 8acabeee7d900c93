"""The agent that the application uses, what it can read, and whether its role is sufficient."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from halo_tui.checks.context import Context, Job, Outcome
from halo_tui.checks.exchange import (
    RequestResult,
    ask,
    failure_reason,
    get_shared,
    request_evidence,
    resource_url,
)
from halo_tui.checks.subjects.grants import AllAnswer, Grants
from halo_tui.halo import permissions
from halo_tui.halo.errors import HttpError, MalformedReplyError
from halo_tui.halo.permissions import RESOURCES, Resource
from halo_tui.halo.records import AgentRecord, Identity, ListPage
from halo_tui.halo.reply import Reply

if TYPE_CHECKING:
    from pydantic import SecretStr

AGENT_PATH: Final = "Agent/me"
ONE_ROW: Final = "pageinate=true&page_size=1&page_no=1"
"""The parameters of the smallest page; the misspelling is Halo's own."""

_TOKEN: Final = "oauth.token"  # noqa: S105 - a check's id
_AGENT: Final = "agent.identity"
_NOT_ALLOWED: Final = frozenset({401, 403})
_REASON_OF_STATUS: Final = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "not_found",
    410: "not_found",
    429: "rate_limited",
}


async def agent(context: Context, _job: Job) -> Outcome:
    """Request `Agent/me`; if it is refused or missing, use the agent that the `id_token` names."""
    grants = context.facts.get(Grants)
    if grants is None or grants.any_token is None:
        return Outcome.blocked(_TOKEN)
    response = await get_shared(context, AGENT_PATH, grants.any_token)
    evidence = request_evidence("GET", resource_url(context, AGENT_PATH), response)
    record = _agent_in(response)
    if record is None:
        return await _by_id_token(context, grants, response, evidence)
    context.facts.put(record)
    evidence |= {
        "agent": record.name,
        "agent_id": record.id,
        "api_only": record.api_only,
        "teams": list(record.teams) if record.teams is not None else None,
        "roles": list(record.roles) if record.roles is not None else None,
        "administrator": permissions.is_administrator(record.claims),
        "source": AGENT_PATH,
    }
    if record.is_agent is False:
        return Outcome("no_agent", evidence)
    if record.disabled:
        return Outcome("disabled", evidence)
    known = record.id is not None or record.name is not None
    return Outcome("ok" if known else "not_reported", evidence)


def _agent_in(response: RequestResult) -> AgentRecord | None:
    return (
        AgentRecord.read(response.body)
        if isinstance(response, Reply) and response.status == 200
        else None
    )


async def _by_id_token(
    context: Context, grants: Grants, response: RequestResult, evidence: dict[str, Any]
) -> Outcome:
    identities = [granted.identity for granted in grants.tokens if granted.identity]
    named = next((identity for identity in identities if identity.names_an_agent), None)
    refused = isinstance(response, Reply) and response.status in _NOT_ALLOWED
    evidence["source"] = "id_token" if identities else None
    if named:
        return Outcome("ok", evidence | _named(named))
    holds_scopes = bool(identities) or any(granted.listed for granted in grants.tokens)
    # Halo refuses an application without an agent with 403; 401 concerns the token itself.
    forbidden = isinstance(response, Reply) and response.status == HTTPStatus.FORBIDDEN
    if forbidden and holds_scopes and await _all_forbidden(context, grants):
        return Outcome("no_agent", evidence)
    if refused:
        return Outcome("forbidden", evidence)
    if isinstance(response, HttpError):
        return Outcome(failure_reason(response, "not_reported"), evidence)
    return Outcome("not_reported", evidence | {"came": response.shown or "nothing"})


def _named(identity: Identity) -> dict[str, Any]:
    return {"agent": identity.name, "agent_id": identity.id}


async def _all_forbidden(context: Context, grants: Grants) -> bool:
    """Whether no list at all can be read, as for an application without an agent."""
    tries = [
        get_shared(context, f"{resource.path}?{ONE_ROW}", bearer)
        for resource in RESOURCES
        if (bearer := _token_for(grants, resource)) is not None
    ]
    answers = await asyncio.gather(*tries)
    return all(isinstance(one, Reply) and one.status == HTTPStatus.FORBIDDEN for one in answers)


def _token_for(grants: Grants, resource: Resource) -> SecretStr | None:
    return grants.token_for(f"read:{resource.name}", f"edit:{resource.name}")


async def read(context: Context, job: Job) -> Outcome:
    """Read one row of a kind of record, as Gradient does."""
    resource = permissions.resource(job.subject)
    grants = context.facts.get(Grants)
    if grants is None:
        return Outcome.blocked(_TOKEN)
    bearer = _token_for(grants, resource)
    if bearer is None:
        scope, everything = f"read:{resource.name}", context.facts.get(AllAnswer)
        return Outcome.blocked(grants.check_that_refused(scope, everything))
    path = f"{resource.path}?{ONE_ROW}"
    response = await get_shared(context, path, bearer)
    evidence = request_evidence("GET", resource_url(context, path), response)
    evidence |= {"label": resource.label, "wanted_name": resource.label_of(resource.needed_level)}
    if isinstance(response, HttpError):
        return _no_answer(response, evidence)
    if response.status != 200:
        evidence |= await _repeat_read(context, path, bearer, response)
        return await _not_read(context, resource, response, evidence)
    return await _page(context, resource, response, evidence)


async def _repeat_read(
    context: Context, path: str, bearer: SecretStr, response: Reply
) -> dict[str, Any]:
    """Repeat a read, because the servers behind a load balancer can differ."""
    if response.status == HTTPStatus.TOO_MANY_REQUESTS or 300 <= response.status < 400:
        return {}
    repeated = await ask(context, "GET", resource_url(context, path), bearer=bearer)
    return {"again_status": repeated.status} if isinstance(repeated, Reply) else {}


async def count_of(context: Context, name: str) -> int | None:
    """Return how many records of a kind the agent sees, from the answer that its read check uses.

    Args:
        context: the context of the run.
        name: the name of a resource, for example `contracts`.
    """
    resource, grants = permissions.resource(name), context.facts.get(Grants)
    bearer = _token_for(grants, resource) if grants else None
    if bearer is None:
        return None
    response = await get_shared(context, f"{resource.path}?{ONE_ROW}", bearer)
    if isinstance(response, HttpError) or response.status != 200:
        return None
    page = ListPage.read(response.body, resource.array_key)
    return page.count if page else None


def _no_answer(problem: HttpError, evidence: dict[str, Any]) -> Outcome:
    if isinstance(problem, MalformedReplyError):
        return Outcome("not_json", evidence | {"came": problem.explanation})
    # Too many rows prove nothing: some builds send all records although one was requested.
    return Outcome(failure_reason(problem, "connection_lost"), evidence)


async def _page(
    context: Context, resource: Resource, reply: Reply, evidence: dict[str, Any]
) -> Outcome:
    page = ListPage.read(reply.body, resource.array_key)
    if page is None:
        return Outcome("not_json", evidence | {"came": reply.shown or "nothing"})
    evidence |= {"record_count": page.record_count, "rows": len(page.rows)}
    if not page.rows:
        return Outcome("empty", evidence | await _rights(context, resource))
    return Outcome("names_only" if page.names_only else "ok", evidence)


async def _not_read(
    context: Context, resource: Resource, reply: Reply, evidence: dict[str, Any]
) -> Outcome:
    if reply.status in _NOT_ALLOWED:
        reason = _REASON_OF_STATUS[reply.status]
        return Outcome(reason, evidence | await _rights(context, resource))
    if 300 <= reply.status < 400:
        target = evidence.get("location", "nowhere")
        return Outcome("not_json", evidence | {"came": f"a redirect to {target}"})
    otherwise = "server_error" if reply.status >= 500 else "not_json"
    return Outcome(_REASON_OF_STATUS.get(reply.status, otherwise), evidence)


async def _rights(context: Context, resource: Resource) -> dict[str, Any]:
    """Return the known rights of the agent, as evidence for the causes of a refusal.

    Only failed reads use it, because it waits for `Agent/me`.
    """
    grants = context.facts.get(Grants)
    record = None
    if grants and grants.any_token:
        record = _agent_in(await get_shared(context, AGENT_PATH, grants.any_token))
    if record is None:
        return {}
    level = permissions.level(record.claims, resource.claim)
    enough = permissions.is_administrator(record.claims) or (
        None if level is None else level >= resource.read_level
    )
    sees_all = permissions.level(record.claims, permissions.ALL_CLIENTS)
    return {
        "role_enough": enough,
        "disabled": record.disabled,
        "restricted": None if sees_all is None else sees_all == 0,
        "no_team": None if record.teams is None else not record.teams,
    }


async def role(context: Context, job: Job) -> Outcome:
    """Compare the agent's level, as Halo reports it, with the level that Gradient needs."""
    resource = permissions.resource(job.subject)
    record = context.facts.get(AgentRecord)
    if record is None:
        return _without_agent(context)
    level = permissions.level(record.claims, resource.claim)
    evidence: dict[str, Any] = {
        "label": resource.label,
        "claim": resource.claim,
        "level": level,
        "level_name": None if level is None else resource.label_of(level),
        "wanted": resource.needed_level,
        "wanted_name": resource.label_of(resource.needed_level),
        "administrator": permissions.is_administrator(record.claims),
        "roles": list(record.roles) if record.roles else None,
    }
    if evidence["administrator"]:
        return Outcome("ok", evidence)
    if level is None:
        return Outcome("not_reported", evidence)
    # Newer builds insert "read and create" between the levels; their numbers are not known
    # (inferred).
    evidence["level_may_differ"] = resource.name == "invoices" and level >= resource.needed_level
    return Outcome("ok" if level >= resource.needed_level else "too_low", evidence)


async def all_clients(context: Context, _job: Job) -> Outcome:
    """Check whether the agent sees every client, by the claim for "Allow use of all Clients"."""
    record = context.facts.get(AgentRecord)
    if record is None:
        return _without_agent(context)
    allowed = permissions.level(record.claims, permissions.ALL_CLIENTS)
    evidence = {
        "claim": permissions.ALL_CLIENTS,
        "level": allowed,
        "administrator": permissions.is_administrator(record.claims),
    }
    if evidence["administrator"]:
        return Outcome("ok", evidence)
    if allowed is None:
        return Outcome("not_reported", evidence)
    return Outcome("ok" if allowed else "restricted", evidence)


def _without_agent(context: Context) -> Outcome:
    """Levels are unknown: `not_reported` if the agent was requested, otherwise not checked."""
    reason = context.reasons.get(_AGENT)
    if reason is None:
        return Outcome.blocked(_AGENT)
    return Outcome("not_reported", {"agent_reason": reason})
