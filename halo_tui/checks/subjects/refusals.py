"""Finds out why no token is issued, from further answers of the server.

An error of the server or the network is never blamed on the credentials, nor the reverse. At most
one request repeats a refused secret; the other requests use a made-up one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from halo_tui.checks.context import Outcome
from halo_tui.checks.exchange import get_shared, without_query
from halo_tui.checks.subjects.grants import AllAnswer, Grants
from halo_tui.checks.subjects.instance import INSTANCE_INFO, named_by_halo, same_address, with_slash
from halo_tui.checks.subjects.token_client import SentRequest, TokenClient
from halo_tui.halo import scopes
from halo_tui.halo.errors import HttpError, MalformedReplyError, RequestTimeoutError, TooLargeError
from halo_tui.halo.reply import Reply
from halo_tui.halo.resolve import ip_address_of
from halo_tui.halo.token import Fault, Granted, Refused, find_wrong_credential, same_refusal
from halo_tui.profiles.rules.shapes import is_secret

_Explanation: TypeAlias = Callable[[TokenClient, SentRequest, Refused], Awaitable[Outcome]]


async def explain(client: TokenClient, sent: SentRequest) -> Outcome:
    """Return how a token request without a token ended, and why.

    Args:
        client: for further requests.
        sent: the request.
    """
    if not isinstance(sent.answer, Refused):
        assert isinstance(sent.response, HttpError)
        return Outcome(
            _reason_of(sent.response), {"came": sent.evidence["problem"], **sent.evidence}
        )
    look_into = _EXPLAINED.get(sent.answer.fault)
    if look_into is None:
        return Outcome(str(sent.answer.fault), sent.evidence)
    return await look_into(client, sent, sent.answer)


def _reason_of(problem: HttpError) -> str:
    if isinstance(problem, RequestTimeoutError):
        return "timeout"
    if isinstance(problem, MalformedReplyError | TooLargeError):
        return "malformed"
    return "connection_lost"


async def _which_credential(client: TokenClient, sent: SentRequest, refused: Refused) -> Outcome:
    """Distinguish a wrong ID from a wrong secret by the server's answer to a made-up ID."""
    probing = client.probe(sent.evidence["asked"], client.tenant)
    probe, named = await asyncio.gather(probing, named_by_halo(client.context))
    tenant = client.context.profile.tenant.strip().casefold()
    secret = client.secret.get_secret_value()
    evidence = {
        **sent.evidence,
        "secret_length": len(secret),
        "secret_usual": is_secret(secret),
        "probe_status": probe.evidence.get("status"),
        "probe_description": probe.evidence.get("description"),
        "another_instance": named.tenant.casefold() != tenant if named.tenant else None,
    }
    return Outcome(str(find_wrong_credential(refused, probe.answer)), evidence)


async def _each_alone(client: TokenClient, sent: SentRequest, refused: Refused) -> Outcome:
    """Request each permission alone, so that every missing one is named."""
    if refused.error == "invalid_request" and await _refuses_everybody(client, refused):
        return await _every_client_refused(client, sent)
    everything = await client.ask_for(scopes.ALL)
    alone = await _answers_by_scope(client, everything)
    for one in (everything, *alone.values()):
        if one.is_refused_client and isinstance(one.answer, Refused):
            return await _which_credential(client, one, one.answer)
    if _is_the_request([sent, everything, *alone.values()]):
        return await _request_refused(client, sent)
    facts, listed = client.context.facts, AllAnswer(everything.answer)
    facts.put(listed)
    facts.put(Grants(alone={scope: one.answer for scope, one in alone.items()}))
    granted = [scope for scope, one in alone.items() if isinstance(one.answer, Granted)]
    evidence = {
        **sent.evidence,
        "granted_alone": granted,
        "refused_alone": [scope for scope in scopes.REQUIRED if scope not in granted],
        "all_ticked": scopes.ALL in (listed.listed or ()),
    }
    return Outcome("scope_refused", evidence)


def _is_the_request(all_sent: Iterable[SentRequest]) -> bool:
    """Whether the request itself is refused, which is so if `all` is granted.

    A server that does not know `all` answers `invalid_scope`, which proves nothing.
    """
    answers = [one.answer for one in all_sent]
    return all(isinstance(one, Refused) and one.error == "invalid_request" for one in answers)


async def _request_refused(client: TokenClient, sent: SentRequest) -> Outcome:
    named = await named_by_halo(client.context)
    unwanted = bool(client.tenant) and named.auth_url is not None and not named.tenant
    method_fits = not unwanted
    evidence = {"tenant_unwanted": unwanted, "method_fits": method_fits, "everybody": False}
    return Outcome("refused", {**sent.evidence, **evidence})


async def _refused_otherwise(client: TokenClient, sent: SentRequest, refused: Refused) -> Outcome:
    """Any other refusal: find out whether it concerns this client, or every client."""
    if sent.evidence.get("authenticate") and not refused.error:
        return Outcome("refused", sent.evidence)
    if await _refuses_everybody(client, refused):
        return await _every_client_refused(client, sent)
    return Outcome("refused", {**sent.evidence, "everybody": False})


async def _refuses_everybody(client: TokenClient, refused: Refused) -> bool:
    """Whether a client that does not exist gets the same answer."""
    control = await client.probe(scopes.REQUIRED, client.tenant)
    return isinstance(control.answer, Refused) and same_refusal(refused, control.answer)


async def _every_client_refused(client: TokenClient, sent: SentRequest) -> Outcome:
    """The server refuses every client: because of the tenant, or for any request."""
    named = await named_by_halo(client.context)
    sent_tenant = (client.tenant or "").casefold()
    evidence = {
        **sent.evidence,
        "everybody": True,
        "halo_tenant": named.tenant,
        "right_tenant": named.tenant,
        "tenant_unwanted": bool(sent_tenant) and named.auth_url is not None and not named.tenant,
        "method_fits": False,
    }
    if named.tenant and named.tenant.casefold() != sent_tenant:
        return Outcome("wrong_tenant", evidence)
    others = [named.tenant] if named.tenant else _likely_tenants(client)
    working = await _working_tenants(client, [other for other in others if other != client.tenant])
    evidence["probed_tenants"] = [other or "none at all" for other in others]
    if working:
        return Outcome("wrong_tenant", {**evidence, "right_tenant": working[0]})
    return Outcome("refused", evidence)


async def _working_tenants(client: TokenClient, others: Sequence[str | None]) -> list[str]:
    """Return the tenants for which the server examines the credentials of a made-up client."""
    probes = await asyncio.gather(*(client.probe(scopes.REQUIRED, other) for other in others))
    return [
        other or "none at all"
        for other, probe in zip(others, probes, strict=True)
        if probe.is_refused_client
    ]


async def _answers_by_scope(client: TokenClient, everything: SentRequest) -> dict[str, SentRequest]:
    """Return the answer to each permission alone, in Gradient's order.

    A server may refuse a scope before it examines the credentials; only a token proves them. Until
    one is issued (`all` is the best chance), requests are sent one after another, and a refusal of
    the credentials ends them.
    """
    alone: dict[str, SentRequest] = {}
    latest, waiting = everything, list(scopes.REQUIRED)
    while waiting and not isinstance(latest.answer, Granted):
        if latest.is_refused_client:
            return alone
        scope = waiting.pop(0)
        latest = alone[scope] = await client.ask_for(scope)
    answers = await asyncio.gather(*(client.ask_for(scope) for scope in waiting))
    return alone | dict(zip(waiting, answers, strict=True))


async def _tenant_or_server(client: TokenClient, sent: SentRequest, _refused: Refused) -> Outcome:
    """Halo answers 500 to an unknown tenant, and also to errors of its own.

    Its anonymous answers name the right tenant. If they do not, or differ in letter case only,
    made-up credentials show whether the service works with another tenant: the one that Halo names,
    none, or the first label of the host name, which is most often the tenant.
    """
    named = await named_by_halo(client.context)
    sent_tenant = client.tenant or ""
    evidence = {**sent.evidence, "halo_tenant": named.tenant, "right_tenant": named.tenant}
    agreed_on_none = not sent_tenant and not named.tenant and named.auth_url is not None
    if named.tenant == sent_tenant or agreed_on_none:
        return Outcome("server_error", evidence)
    if named.tenant and named.tenant.casefold() != sent_tenant.casefold():
        return Outcome("wrong_tenant", evidence)
    others = [named.tenant] if named.tenant else _likely_tenants(client)
    probes = await asyncio.gather(*(client.probe(scopes.REQUIRED, other) for other in others))
    working = [
        other or "none at all"
        for other, probe in zip(others, probes, strict=True)
        if probe.is_refused_in_order
    ]
    evidence |= {
        "probed_tenants": [other or "none at all" for other in others],
        "works_otherwise": bool(working),
        "right_tenant": working[0] if working else named.tenant,
        "tenant_untold": bool(sent_tenant) and not named.tenant,
    }
    return Outcome("wrong_tenant" if working else "server_error", evidence)


def _likely_tenants(client: TokenClient) -> list[str | None]:
    """Return other tenants that may be right; None stands for no tenant."""
    profile = client.context.profile
    labels: list[str | None] = [None]
    for address in (profile.resource_server, profile.authorization_server):
        host = (urlsplit(address.strip()).hostname or "").rstrip(".")
        if "." in host and ip_address_of(host) is None:
            labels.append(host.partition(".")[0])
    return [label for label in dict.fromkeys(labels) if label != client.tenant]


async def _upgrade_or_fault(client: TokenClient, sent: SentRequest, _refused: Refused) -> Outcome:
    """Distinguish an upgrade of the whole site from a failure of the authorization server alone."""
    response = await get_shared(client.context, INSTANCE_INFO)
    site_up = isinstance(response, Reply) and response.status == 200
    announced = "retry_after" in sent.evidence
    reason = "server_error" if site_up and not announced else "maintenance"
    return Outcome(reason, {**sent.evidence, "site_up": site_up})


async def _no_token_service(client: TokenClient, sent: SentRequest, refused: Refused) -> Outcome:
    """There is no token service at this address: add the address that Halo names."""
    named = await named_by_halo(client.context)
    typed = client.context.profile.authorization_server
    differs = named.auth_url is not None and not same_address(named.auth_url, typed)
    evidence = {
        **sent.evidence,
        "halo_address": with_slash(named.auth_url) if named.auth_url else None,
        "address_differs": differs if named.auth_url else None,
    }
    if "location" in evidence:
        moved = without_query(str(evidence["location"])).removesuffix("/token")
        evidence["address"] = with_slash(moved)
    return Outcome(str(refused.fault), evidence)


_EXPLAINED: Final[Mapping[Fault, _Explanation]] = {
    Fault.INVALID_CLIENT: _which_credential,
    Fault.SCOPE_REFUSED: _each_alone,
    Fault.INTERNAL: _tenant_or_server,
    Fault.UNAVAILABLE: _upgrade_or_fault,
    Fault.NOT_FOUND: _no_token_service,
    Fault.NOT_JSON: _no_token_service,
    Fault.REDIRECTED: _no_token_service,
    Fault.REFUSED: _refused_otherwise,
}
"""Faults that need further requests; the other faults are complete by themselves."""
