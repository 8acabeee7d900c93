"""Requests to the token endpoint, with the profile's credentials or with made-up ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from halo_tui.checks.context import Context
from halo_tui.checks.exchange import RequestResult, ask, request_evidence
from halo_tui.checks.subjects.instance import named_by_halo
from halo_tui.halo.reply import Reply
from halo_tui.halo.token import (
    Fault,
    Granted,
    Refused,
    TokenAnswer,
    bogus_credentials,
    read_answer,
    tenant_to_send,
    token_request,
)
from halo_tui.profiles.schema import Hosting

if TYPE_CHECKING:
    from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A token request and its end."""

    response: RequestResult
    answer: TokenAnswer | None
    """None if there was no answer."""
    evidence: Mapping[str, Any]

    @property
    def is_refused_client(self) -> bool:
        """Whether the server rejects these credentials."""
        return isinstance(self.answer, Refused) and self.answer.fault is Fault.INVALID_CLIENT

    @property
    def is_refused_in_order(self) -> bool:
        """Whether the server processed the request, and refused it as the protocol describes."""
        answer = self.answer
        return isinstance(answer, Refused) and bool(answer.error) and answer.status < 500


@dataclass(frozen=True, slots=True)
class TokenClient:
    """The token endpoint, with the parameters of this profile."""

    context: Context
    secret: SecretStr
    tenant: str | None
    """The tenant to send; None for none."""

    async def ask_for(self, *wanted: str) -> SentRequest:
        """Request a token with the profile's credentials."""
        return await self._send(self.context.profile.client_id, self.secret, wanted, self.tenant)

    async def probe(self, wanted: Iterable[str], tenant: str | None) -> SentRequest:
        """Send a made-up ID and secret, to see how the server refuses them."""
        client_id, secret = bogus_credentials()
        return await self._send(client_id, secret, wanted, tenant)

    async def _send(
        self, client_id: str, secret: SecretStr, wanted: Iterable[str], tenant: str | None
    ) -> SentRequest:
        request = token_request(
            self.context.profile.authorization_server,
            client_id=client_id,
            client_secret=secret,
            scope=wanted,
            tenant=tenant,
        )
        response = await ask(self.context, "POST", request.url, form=request.form)
        answer = read_answer(response, request.requested) if isinstance(response, Reply) else None
        evidence = request_evidence("POST", request.url, response)
        evidence |= {"asked": sorted(request.requested), "tenant_sent": tenant or "none"}
        return SentRequest(response, answer, evidence | _words(answer, response))


def _words(answer: TokenAnswer | None, response: RequestResult) -> dict[str, Any]:
    """Return an answer as evidence; of a token only its scopes and identity."""
    if isinstance(answer, Granted):
        listed = None if answer.listed is None else sorted(answer.listed)
        return {"listed": listed, "expires_in": answer.expires_in, "issuer": answer.issuer}
    if isinstance(answer, Refused) and isinstance(response, Reply):
        return {
            "error": answer.error,
            "description": answer.description,
            "came": response.shown or "nothing",
        }
    return {}


async def token_client(context: Context, secret: SecretStr) -> TokenClient:
    """Return the client for token requests, with the tenant of the profile or of Halo.

    A hosted profile without a tenant fails its field check, because Gradient's form needs one. Many
    hosted instances need none, so the run continues with the tenant that Halo names, or without
    one.
    """
    profile = context.profile
    is_hosted = profile.hosting is Hosting.HOSTED
    tenant = tenant_to_send(profile.tenant, hosted=is_hosted)
    if tenant is None and is_hosted:
        tenant = (await named_by_halo(context)).tenant
    return TokenClient(context, secret, tenant)
