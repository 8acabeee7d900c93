"""The token endpoint: the answer to each token request.

The cases are those of Halo's own answers, as recorded and as seen in public clients.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from halo_tui.halo import scopes as names
from halo_tui.sandbox.instance import Application, Instance
from halo_tui.sandbox.page import JSON, WebPage
from halo_tui.sandbox.pages import PAGES

LIFETIME: Final = 3600
"""The lifetime of a token in seconds, as the answer reports it."""

_UNKNOWN_ID: Final = "The specified 'client_id' is invalid."
_WRONG_SECRET: Final = "The specified client credentials are invalid."  # noqa: S105 - a message

_NO_SECRET_WANTED: Final = "The 'client_secret' parameter is not valid for this client application."  # noqa: S105


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows; it is fixed when the token is issued."""

    scopes: frozenset[str]
    login_type: str
    copy: str = ""
    """The host of the additional Halo that issued it; empty for the main one."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authorization server."""

    instance: Instance
    name: str
    """Its address: the issuer in its tokens."""
    copy: str = ""
    """The host of the additional Halo to which it belongs; empty for the main one."""


class TokenRefusal(Exception):  # noqa: N818 - an answer of the protocol, not a fault of the program
    """The token endpoint refuses a request."""

    def __init__(self, page: WebPage) -> None:
        super().__init__(page.status)
        self.page = page


class Tokens:
    """The valid tokens."""

    def __init__(self) -> None:
        self._grants: dict[bytes, Grant] = {}
        self._signing_key = secrets.token_bytes(32)

    def grant(self, token: str) -> Grant | None:
        """Return what a token allows; None if it was never issued."""
        return self._grants.get(_digest(token))

    def answer(self, issuer: Issuer, form: Mapping[str, str], tenant: str | None) -> WebPage:
        """Answer a token request.

        Args:
            issuer: the authorization server that received it.
            form: the members of the body.
            tenant: the tenant in the query or the body; None if it was not sent.
        """
        try:
            granted = _granted(issuer.instance, form, tenant)
        except TokenRefusal as refusal:
            return refusal.page
        return self._issue(issuer, form, granted)

    def _issue(self, issuer: Issuer, form: Mapping[str, str], granted: list[str]) -> WebPage:
        instance = issuer.instance
        style, application = instance.token, instance.application
        scope, token = names.join(tuple(granted)), secrets.token_urlsafe(48)
        if style.access_token == "jwt":  # noqa: S105 - a kind
            token = self._jwt(issuer, {"jti": secrets.token_hex(16), "scope": scope})
        grant = Grant(frozenset(granted), application.login_type, issuer.copy)
        self._grants[_digest(token)] = grant
        members: dict[str, object] = {
            "token_type": "Bearer", "access_token": token, "expires_in": LIFETIME,
        }  # fmt: skip
        if style.echo_scope and form.get("scope"):
            members = {"scope": scope, **members}
        if style.refresh_token:
            members["refresh_token"] = secrets.token_urlsafe(48)
        if style.with_id_token:
            members["id_token"] = self._jwt(issuer, _agent_claims(instance))
        return WebPage(200, json.dumps(members).encode(), JSON, {"cache-control": "no-store"})

    def _jwt(self, issuer: Issuer, about: Mapping[str, object]) -> str:
        now, client_id = int(time.time()), issuer.instance.application.client_id
        claims = {
            "iss": issuer.name, "aud": client_id, "sub": client_id,
            "iat": now, "exp": now + LIFETIME, **about,
        }  # fmt: skip
        head = _base64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
        signed = f"{head}.{_base64(json.dumps(claims).encode())}"
        signature = hmac.digest(self._signing_key, signed.encode(), hashlib.sha256)
        return f"{signed}.{_base64(signature)}"


def _agent_claims(instance: Instance) -> dict[str, object]:
    """Return what the `id_token` contains about the agent; empty if it does not name one."""
    agent = instance.agent
    if not instance.token.agent_named or instance.application.login_type != "Agent":
        return {}
    return {"sub": str(agent.id), "id": agent.id, "name": agent.name, "email": agent.email}


def _granted(instance: Instance, form: Mapping[str, str], tenant: str | None) -> list[str]:
    """Return the permissions that are granted to a request.

    Raises:
        TokenRefusal: none is granted.
    """
    if not form.get("grant_type"):
        raise _error(400, "invalid_request", "The mandatory 'grant_type' parameter is missing.")
    if form["grant_type"] != "client_credentials":
        raise _error(400, "unsupported_grant_type", "The specified 'grant_type' is not supported.")
    if not _fits(instance, tenant):
        raise TokenRefusal(PAGES[instance.wrong_tenant])
    asked = form.get("scope", "").split()
    if not all(_exists(instance, scope) for scope in asked):
        raise _error(400, "invalid_scope", "The specified 'scope' is not supported.")
    _admit(instance, form)
    return _grant_scopes(instance, asked)


def _fits(instance: Instance, tenant: str | None) -> bool:
    """Whether the tenant is the right one; on-premise there is none."""
    if not instance.is_hosted:
        return tenant is None or instance.tenant_on_premise == "ignored"
    if tenant is None:
        return not instance.tenant_needed
    if instance.tenant_in_case:
        return tenant == instance.tenant
    return tenant.lower() == instance.tenant.lower()


def _exists(instance: Instance, scope: str) -> bool:
    return scope in names.KNOWN and scope not in instance.token.unknown_scopes


def _admit(instance: Instance, form: Mapping[str, str]) -> None:
    """Authenticate the application.

    Raises:
        TokenRefusal: it is unknown, or may not use this authentication method.
    """
    application = instance.application
    if not application.active or form.get("client_id") != application.client_id:
        raise _invalid_client(instance, _UNKNOWN_ID)
    if not is_secret(application, form.get("client_secret", "")):
        raise _invalid_client(instance, _WRONG_SECRET)
    if not application.services:
        if application.method_refusal == "invalid_client":
            raise _invalid_client(instance, _NO_SECRET_WANTED)
        raise _error(
            400,
            "unauthorized_client",
            "This client application is not allowed to use the specified grant type.",
        )


def is_secret(application: Application, given: str) -> bool:
    """Whether this is exactly the application's secret."""
    right = application.client_secret.get_secret_value()
    return hmac.compare_digest(given.encode(), right.encode())


def _grant_scopes(instance: Instance, asked: list[str]) -> list[str]:
    application, style = instance.application, instance.token
    ticked = list(application.ticked)
    if asked == [names.ALL]:
        if style.all_answer == "refused":
            raise _not_ticked(instance)
        alone = application.all_ticked and style.all_listed == "alone"
        return [names.ALL] if alone else [*ticked, *([names.ALL] * application.all_ticked)]
    if asked and application.all_ticked and not style.named_with_all:
        raise _not_ticked(instance)
    missing = [scope for scope in asked if scope not in ticked]
    if missing and style.unticked != "dropped":
        raise _not_ticked(instance)
    return [scope for scope in asked if scope in ticked]


def _not_ticked(instance: Instance) -> TokenRefusal:
    code = "invalid_scope" if instance.token.unticked == "dropped" else instance.token.unticked
    return _error(400, code, "This client application is not allowed to use the specified scope.")


def _invalid_client(instance: Instance, description: str) -> TokenRefusal:
    style = instance.token.descriptions
    text = {"distinct": description, "same": _WRONG_SECRET, "none": None}[style]
    return _error(401, "invalid_client", text)


def _error(status: int, code: str, description: str | None) -> TokenRefusal:
    """Return an error of RFC 6749 §5.2."""
    members = {"error": code} | ({"error_description": description} if description else {})
    return TokenRefusal(WebPage(status, json.dumps(members).encode(), JSON))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
