"""Whether Halo issues a token, for what, and if not, whose fault that is.

A fault of the server or the network is never blamed on the credentials, nor the reverse. At most
one request carries a refused secret; the probe that tells a wrong ID from a wrong secret carries a
made-up one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlsplit

from halo_tui.checks.context import Context, Job, Outcome
from halo_tui.checks.exchange import Asked, ask, shared, told, without_query
from halo_tui.checks.subjects.fields import ResolvedSecret
from halo_tui.checks.subjects.grants import AllAnswer, Grants, Ticked
from halo_tui.checks.subjects.instance import INSTANCE_INFO, own_word, same_address, with_slash
from halo_tui.halo import scopes
from halo_tui.halo.errors import HttpError, MalformedReplyError, RequestTimeoutError, TooLargeError
from halo_tui.halo.reply import Reply
from halo_tui.halo.resolve import ip_address_of
from halo_tui.halo.token import (
    Answer,
    Fault,
    Granted,
    Refused,
    bogus_credentials,
    read_answer,
    suspect,
    tenant_to_send,
    token_request,
)
from halo_tui.profiles.rules.shapes import is_secret
from halo_tui.profiles.schema import Hosting

if TYPE_CHECKING:
    from pydantic import SecretStr

_TOKEN: Final = "oauth.token"  # noqa: S105 - a check's id


@dataclass(frozen=True, slots=True)
class _Sent:
    """A token request and how it ended."""

    asked: Asked
    answer: Answer | None
    """None where there was no answer at all."""
    evidence: Mapping[str, Any]

    @property
    def is_refused_client(self) -> bool:
        """Whether the server does not take these credentials."""
        return isinstance(self.answer, Refused) and self.answer.fault is Fault.INVALID_CLIENT

    @property
    def is_refused_in_order(self) -> bool:
        """Whether the server was able to judge the request, and says no by the protocol."""
        answer = self.answer
        return isinstance(answer, Refused) and bool(answer.error) and answer.status < 500


@dataclass(frozen=True, slots=True)
class _Counter:
    """The token endpoint, as this profile asks it."""

    context: Context
    secret: SecretStr

    async def ask_for(self, *wanted: str) -> _Sent:
        """Ask for a token with the profile's credentials."""
        return await self._send(self.context.profile.client_id, self.secret, wanted, self.tenant)

    async def probe(self, wanted: Iterable[str], tenant: str | None) -> _Sent:
        """Ask with an ID and a secret that nobody has, to see how the server refuses."""
        client_id, secret = bogus_credentials()
        return await self._send(client_id, secret, wanted, tenant)

    @property
    def tenant(self) -> str | None:
        """The tenant that is sent."""
        profile = self.context.profile
        return tenant_to_send(profile.tenant, hosted=profile.hosting is Hosting.HOSTED)

    async def _send(
        self, client_id: str, secret: SecretStr, wanted: Iterable[str], tenant: str | None
    ) -> _Sent:
        request = token_request(
            self.context.profile.authorization_server,
            client_id=client_id,
            client_secret=secret,
            scope=wanted,
            tenant=tenant,
        )
        asked = await ask(self.context, "POST", request.url, form=request.form)
        answer = read_answer(asked, request.asked) if isinstance(asked, Reply) else None
        evidence = told("POST", request.url, asked)
        evidence |= {"asked": sorted(request.asked), "tenant_sent": tenant or "none"}
        return _Sent(asked, answer, evidence | _words(answer, asked))


_Explanation: TypeAlias = Callable[[_Counter, _Sent, Refused], Awaitable[Outcome]]


def _words(answer: Answer | None, asked: Asked) -> dict[str, Any]:
    """What an answer says, as evidence; of a token only what it is for."""
    if isinstance(answer, Granted):
        listed = None if answer.listed is None else sorted(answer.listed)
        return {"listed": listed, "expires_in": answer.expires_in}
    if isinstance(answer, Refused) and isinstance(asked, Reply):
        return {
            "error": answer.error,
            "description": answer.description,
            "came": asked.shown or "nothing",
        }
    return {}


async def token(context: Context, _job: Job) -> Outcome:
    """Ask for a token with the seven permissions that Gradient needs; explain a refusal."""
    resolved = context.facts.get(ResolvedSecret)
    if resolved is None:
        return Outcome.blocked("fields.client_secret")
    counter = _Counter(context, resolved.value)
    sent = await counter.ask_for(*scopes.REQUIRED)
    if isinstance(sent.answer, Granted):
        return _issued(context, sent, sent.answer)
    return await _explain(counter, sent)


def _issued(context: Context, sent: _Sent, granted: Granted) -> Outcome:
    context.facts.put(Grants(together=granted))
    beyond = sorted((granted.listed or frozenset()) - set(scopes.REQUIRED))
    agent = granted.identity.name if granted.identity else None
    return Outcome("ok", {**sent.evidence, "beyond": beyond, "agent": agent})


async def _explain(counter: _Counter, sent: _Sent) -> Outcome:
    if not isinstance(sent.answer, Refused):
        assert isinstance(sent.asked, HttpError)
        return Outcome(_reason_of(sent.asked), {"came": sent.evidence["problem"], **sent.evidence})
    explain = _EXPLAINED.get(sent.answer.fault)
    if explain is None:
        return Outcome(str(sent.answer.fault), sent.evidence)
    return await explain(counter, sent, sent.answer)


def _reason_of(problem: HttpError) -> str:
    if isinstance(problem, RequestTimeoutError):
        return "timeout"
    if isinstance(problem, MalformedReplyError | TooLargeError):
        return "malformed"
    return "connection_lost"


async def _which_credential(counter: _Counter, sent: _Sent, refused: Refused) -> Outcome:
    """Tell a wrong ID from a wrong secret by how the server refuses an ID that nobody has."""
    probing = counter.probe(sent.evidence["asked"], counter.tenant)
    probe, says = await asyncio.gather(probing, own_word(counter.context))
    tenant = counter.context.profile.tenant.strip().casefold()
    secret = counter.secret.get_secret_value()
    evidence = {
        **sent.evidence,
        "secret_length": len(secret),
        "secret_usual": is_secret(secret),
        "probe_status": probe.evidence.get("status"),
        "probe_description": probe.evidence.get("description"),
        "another_instance": says.tenant.casefold() != tenant if says.tenant else None,
    }
    return Outcome(str(suspect(refused, probe.answer)), evidence)


async def _each_alone(counter: _Counter, sent: _Sent, _refused: Refused) -> Outcome:
    """Ask for each permission alone, so that every missing one is named."""
    everything = await counter.ask_for(scopes.ALL)
    alone = await _answers(counter, everything)
    for one in (everything, *alone.values()):
        if one.is_refused_client and isinstance(one.answer, Refused):
            return await _which_credential(counter, one, one.answer)
    if _is_the_request([sent, everything, *alone.values()]):
        return await _request_refused(counter, sent)
    facts, listed = counter.context.facts, AllAnswer(everything.answer)
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


def _is_the_request(all_sent: Iterable[_Sent]) -> bool:
    """Whether it is the request that is refused: `all` is granted whatever is ticked.

    A server that does not know the name `all` says `invalid_scope`, and that proves nothing.
    """
    answers = [one.answer for one in all_sent]
    return all(isinstance(one, Refused) and one.error == "invalid_request" for one in answers)


async def _request_refused(counter: _Counter, sent: _Sent) -> Outcome:
    says = await own_word(counter.context)
    unwanted = bool(counter.tenant) and says.auth_url is not None and not says.tenant
    evidence = {**sent.evidence, "tenant_unwanted": unwanted, "method_fits": not unwanted}
    return Outcome("refused", evidence)


async def _answers(counter: _Counter, everything: _Sent) -> dict[str, _Sent]:
    """The answer to each permission alone, in Gradient's order.

    A server may refuse a scope before it looks at the credentials, and only a token proves them.
    Until one was had (the answer to `all` is the best chance) requests go one after another, and
    none follows a refusal of the credentials.
    """
    alone: dict[str, _Sent] = {}
    latest, waiting = everything, list(scopes.REQUIRED)
    while waiting and not isinstance(latest.answer, Granted):
        if latest.is_refused_client:
            return alone
        scope = waiting.pop(0)
        latest = alone[scope] = await counter.ask_for(scope)
    answers = await asyncio.gather(*(counter.ask_for(scope) for scope in waiting))
    return alone | dict(zip(waiting, answers, strict=True))


async def _tenant_or_server(counter: _Counter, sent: _Sent, _refused: Refused) -> Outcome:
    """Halo answers 500 to a tenant that it does not know, and to faults of its own.

    Its anonymous answers name the right tenant. Where they do not, or name the same in another
    letter case, made-up credentials tell whether the service works with another tenant: the one
    that is named, none at all, or the first part of the host's name, which it mostly is.
    """
    says = await own_word(counter.context)
    sent_tenant = counter.tenant or ""
    evidence = {**sent.evidence, "halo_tenant": says.tenant, "right_tenant": says.tenant}
    agreed_on_none = not sent_tenant and not says.tenant and says.auth_url is not None
    if says.tenant == sent_tenant or agreed_on_none:
        return Outcome("server_error", evidence)
    if says.tenant and says.tenant.casefold() != sent_tenant.casefold():
        return Outcome("wrong_tenant", evidence)
    others = [says.tenant] if says.tenant else _likely_tenants(counter)
    probes = await asyncio.gather(*(counter.probe(scopes.REQUIRED, other) for other in others))
    working = [
        other or "none at all"
        for other, probe in zip(others, probes, strict=True)
        if probe.is_refused_in_order
    ]
    evidence |= {
        "probed_tenants": [other or "none at all" for other in others],
        "works_otherwise": bool(working),
        "right_tenant": working[0] if working else says.tenant,
        "tenant_untold": bool(sent_tenant) and not says.tenant,
    }
    return Outcome("wrong_tenant" if working else "server_error", evidence)


def _likely_tenants(counter: _Counter) -> list[str | None]:
    """What the tenant may be instead of the one that was sent; None for no tenant."""
    profile = counter.context.profile
    labels: list[str | None] = [None]
    for address in (profile.resource_server, profile.authorization_server):
        host = (urlsplit(address.strip()).hostname or "").rstrip(".")
        if "." in host and ip_address_of(host) is None:
            labels.append(host.partition(".")[0])
    return [label for label in dict.fromkeys(labels) if label != counter.tenant]


async def _upgrade_or_fault(counter: _Counter, sent: _Sent, _refused: Refused) -> Outcome:
    """Tell an upgrade of the whole site from an authorization server that alone is down."""
    asked = await shared(counter.context, INSTANCE_INFO)
    site_up = isinstance(asked, Reply) and asked.status == 200
    announced = "retry_after" in sent.evidence
    reason = "server_error" if site_up and not announced else "maintenance"
    return Outcome(reason, {**sent.evidence, "site_up": site_up})


async def _elsewhere(counter: _Counter, sent: _Sent, refused: Refused) -> Outcome:
    """No token service here: add where Halo says that it is."""
    says = await own_word(counter.context)
    typed = counter.context.profile.authorization_server
    differs = says.auth_url is not None and not same_address(says.auth_url, typed)
    evidence = {
        **sent.evidence,
        "halo_address": with_slash(says.auth_url) if says.auth_url else None,
        "address_differs": differs if says.auth_url else None,
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
    Fault.NOT_FOUND: _elsewhere,
    Fault.NOT_JSON: _elsewhere,
    Fault.REDIRECTED: _elsewhere,
}
"""Faults that need another look; the others say all there is to say."""


async def all_permissions(context: Context, _job: Job) -> Outcome:
    """Ask for `all`: the answer lists what is ticked, and `all` must not be in it."""
    resolved, grants = context.facts.get(ResolvedSecret), context.facts.get(Grants)
    if resolved is None or grants is None:
        return Outcome.blocked(_TOKEN)
    everything = context.facts.get(AllAnswer)
    if everything is None:
        sent = await _Counter(context, resolved.value).ask_for(scopes.ALL)
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
    """The evidence for an answer that was already given while the token was looked into."""
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
    """Tell whether one permission is ticked, from what the token requests have answered."""
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
    """What the verdict on a permission rests on, for people."""
    if ticked is Ticked.AS_ASKED:
        return "a token was issued for it, and lists nothing else"
    if grants.together and grants.together.listed is not None:
        return "the list of permissions in the token's answer"
    if everything and everything.listed is not None:
        return 'the list of ticked permissions in the answer to "all"'
    return "the answer to this permission asked for alone"
