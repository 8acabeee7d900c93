"""OAuth 2.0 client credentials grant (RFC 6749 §4.4) as Halo implements it.

This module sends nothing: it builds requests and interprets answers. An answer is classified by its
HTTP status and its `error` member. The wording of a description is used only to tell a wrong ID
from a wrong secret, if the server itself distinguishes them.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlencode

from pydantic import SecretStr

from halo_tui.base.text import learn_secret
from halo_tui.halo import records, scopes

if TYPE_CHECKING:
    from halo_tui.halo.reply import Reply

_NOT_A_TENANT: Final = frozenset({"", "not set", "none"})
"""What people type if they have no tenant; never sent to Halo (seen in recorded clients)."""

_VISIBLE: Final = re.compile(r"[\x20-\x7e]+")
"""The characters of an access token (RFC 6749, appendix A.12)."""

_OF_A_FIREWALL: Final = (
    b"cf-chl", b"challenge-platform", b"_incapsula_resource", b"attention required!",
    b"just a moment", b"checking your browser", b"request rejected", b"requested url was rejected",
    b"web application firewall",
)  # fmt: skip
_FIREWALL_HEADERS: Final = ("cf-mitigated", "x-sucuri-block", "x-amzn-waf-action")
_SEARCHED: Final = 20_000

_OF_THE_ID: Final = re.compile(
    r"client[ _]?id(?:entifier)?\b|unknown client|client (?:was )?not found", re.I
)
_OF_THE_SECRET: Final = re.compile(r"secret|credential", re.I)
_VARYING: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|\d+", re.I)


class Fault(StrEnum):
    """Why no token was issued."""

    INVALID_CLIENT = "invalid_client"
    WRONG_METHOD = "wrong_method"
    SCOPE_REFUSED = "scope_refused"
    NOT_FOUND = "not_found"
    NOT_JSON = "not_json"
    REDIRECTED = "redirected"
    INTERNAL = "internal"
    """Status 500 without JSON: Halo's answer to an unknown tenant, or a real server error."""
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    RATE_LIMITED = "rate_limited"
    MALFORMED = "malformed"
    BLOCKED = "blocked"
    REFUSED = "refused"


_FAULT_OF_ERROR: Final[Mapping[str, Fault]] = {
    "invalid_client": Fault.INVALID_CLIENT,
    "unauthorized_client": Fault.WRONG_METHOD,
    "unsupported_grant_type": Fault.WRONG_METHOD,
    "invalid_scope": Fault.SCOPE_REFUSED,
    # Halo answers this, too, to a scope that exists but is not ticked (recorded answers).
    "invalid_request": Fault.SCOPE_REFUSED,
    "temporarily_unavailable": Fault.UNAVAILABLE,
    "server_error": Fault.SERVER_ERROR,
}
_FAULT_OF_STATUS: Final[Mapping[int, Fault]] = {
    403: Fault.BLOCKED,
    404: Fault.NOT_FOUND,
    405: Fault.NOT_FOUND,
    406: Fault.BLOCKED,
    408: Fault.SERVER_ERROR,
    410: Fault.NOT_FOUND,
    429: Fault.RATE_LIMITED,
    500: Fault.INTERNAL,
    503: Fault.UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A token request, to be sent with POST."""

    url: str
    form: Mapping[str, str | SecretStr] = field(repr=False)

    @property
    def requested(self) -> frozenset[str]:
        """The requested scopes."""
        scope = self.form.get("scope", "")
        return scopes.split(scope if isinstance(scope, str) else "")


@dataclass(frozen=True, slots=True)
class Granted:
    """The answer that issues a token (RFC 6749 §5.1)."""

    access_token: SecretStr
    requested: frozenset[str]
    listed: frozenset[str] | None = None
    """The scopes in the answer; None if it has none, which means: as requested."""
    expires_in: int | None = None
    """Seconds."""
    identity: records.Identity | None = None
    """The content of the `id_token`; None if there is none."""
    issuer: str | None = None
    """The issuer in the tokens; None if they do not name one."""


@dataclass(frozen=True, slots=True)
class Refused:
    """No token was issued."""

    fault: Fault
    status: int
    error: str = ""
    """The `error` member (RFC 6749 §5.2), safe to show."""
    description: str = ""
    """The `error_description` member, safe to show."""


TokenAnswer: TypeAlias = Granted | Refused


def token_endpoint(authorization_server: str) -> str:
    """Return the token endpoint: the address as typed, without final `/`, plus `/token`."""
    return authorization_server.rstrip("/") + "/token"


def tenant_to_send(tenant: str, *, hosted: bool) -> str | None:
    """Return the tenant to send to Halo; None on-premise and for a placeholder."""
    tenant = tenant.strip()
    return tenant if hosted and tenant.lower() not in _NOT_A_TENANT else None


def token_request(
    authorization_server: str,
    *,
    client_id: str,
    client_secret: SecretStr,
    scope: Iterable[str],
    tenant: str | None,
) -> TokenRequest:
    """Build a token request (RFC 6749 §4.4.2) with the credentials in the body (§2.3.1).

    Args:
        authorization_server: the address in the profile.
        client_id: the application's Client ID.
        client_secret: its secret.
        scope: the requested scopes.
        tenant: from `tenant_to_send`; it goes into the query, as recorded clients send it.
    """
    query = "?" + urlencode({"tenant": tenant}) if tenant else ""
    form: dict[str, str | SecretStr] = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": client_secret,
        "scope": scopes.join(tuple(scope)),
    }
    return TokenRequest(token_endpoint(authorization_server) + query, form)


def bogus_credentials() -> tuple[str, SecretStr]:
    """Return a made-up Client ID and secret of the usual shape."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)), SecretStr(
        f"{uuid.uuid4()}-{uuid.uuid4()}"
    )


def read_answer(reply: Reply, requested: frozenset[str]) -> TokenAnswer:
    """Interpret the answer to a token request.

    Args:
        reply: status, headers and body.
        requested: the requested scopes.
    """
    members = records.parse_object(reply.body)
    if 200 <= reply.status < 300:
        return _issued(reply, members, requested)
    return _refused(reply, members or {}, _fault(reply, members))


def _issued(
    reply: Reply, members: records.Members | None, requested: frozenset[str]
) -> TokenAnswer:
    if members is None:
        return _refused(reply, {}, _fault_of_body(reply))
    error = _error(members)
    if error:
        return _refused(reply, members, _FAULT_OF_ERROR.get(error, Fault.REFUSED))
    for name in ("access_token", "refresh_token", "id_token"):
        if isinstance(members.get(name), str):
            learn_secret(members[name])
    token, kind, scope = (members.get(name) for name in ("access_token", "token_type", "scope"))
    well_formed = (
        isinstance(token, str)
        and _VISIBLE.fullmatch(token) is not None
        and (kind is None or (isinstance(kind, str) and kind.lower() == "bearer"))
        and (scope is None or isinstance(scope, str))
    )
    if not well_formed:
        return _refused(reply, members, Fault.MALFORMED)
    id_token = members.get("id_token")
    return Granted(
        access_token=SecretStr(str(token)),
        requested=requested,
        listed=scopes.split(scope) if isinstance(scope, str) else None,
        expires_in=records.integer_of(members, "expires_in"),
        identity=records.Identity.read(id_token) if isinstance(id_token, str) else None,
        issuer=records.issuer_of(str(token)) or records.issuer_of(str(id_token or "")),
    )


def _fault(reply: Reply, members: records.Members | None) -> Fault:
    status = reply.status
    if 300 <= status < 400:
        return Fault.REDIRECTED
    error = _error(members or {})
    if error and status in {400, 401, 403}:
        return _FAULT_OF_ERROR.get(error, Fault.REFUSED)
    if status == 429 or status in {404, 405, 410}:
        return _FAULT_OF_STATUS[status]
    if status >= 500 and members is not None:
        known = _FAULT_OF_ERROR.get(error, Fault.SERVER_ERROR)
        return known if known is Fault.UNAVAILABLE else Fault.SERVER_ERROR
    if _is_firewall(reply):
        return Fault.BLOCKED
    other = Fault.SERVER_ERROR if status >= 500 else Fault.REFUSED
    return _FAULT_OF_STATUS.get(status, other)


def _fault_of_body(reply: Reply) -> Fault:
    """Classify a successful status whose body is not a JSON object."""
    if _is_firewall(reply):
        return Fault.BLOCKED
    meant_json = "json" in reply.media_type or reply.body.lstrip()[:1] in {b"", b"{", b"["}
    return Fault.MALFORMED if meant_json and not reply.is_html else Fault.NOT_JSON


def _is_firewall(reply: Reply) -> bool:
    """Whether a firewall or a bot challenge in front of the server sent the page."""
    if any(name in reply.headers for name in _FIREWALL_HEADERS):
        return True
    page = reply.body[:_SEARCHED].lower()
    return reply.is_html and any(mark in page for mark in _OF_A_FIREWALL)


def _error(members: records.Members) -> str:
    return records.text_of(members, "error", limit=60) or ""


def _refused(reply: Reply, members: records.Members, fault: Fault) -> Refused:
    description = records.text_of(members, "error_description") or ""
    return Refused(fault, reply.status, _error(members), description)


class WrongCredential(StrEnum):
    """Which credential the error `invalid_client` is about; the values are reasons of checks."""

    ID = "unknown_client"
    SECRET = "wrong_secret"  # noqa: S105 - the reason's name
    EITHER = "invalid_client"


def find_wrong_credential(real: Refused, probe: TokenAnswer | None) -> WrongCredential:
    """Distinguish a wrong Client ID from a wrong secret.

    A second request used a made-up ID. If the server answers it differently than the real ID, the
    real ID is known and the secret is wrong. If the answers are equal, the real ID may be unknown
    too, or the server does not distinguish the two; then the description decides, if it names
    only the ID.

    Args:
        real: the answer to the profile's credentials.
        probe: the answer to the made-up credentials; None if there was none.
    """
    is_rejected = isinstance(probe, Refused) and probe.fault is Fault.INVALID_CLIENT
    if isinstance(probe, Refused) and is_rejected and not same_refusal(real, probe):
        return WrongCredential.SECRET
    names_id = bool(_OF_THE_ID.search(real.description))
    names_secret = bool(_OF_THE_SECRET.search(real.description))
    return WrongCredential.ID if names_id and not names_secret else WrongCredential.EITHER


def same_refusal(one: Refused, other: Refused) -> bool:
    """Whether two refusals are equal except for parts that change with every request."""
    return _constant_parts(one) == _constant_parts(other)


def _constant_parts(refused: Refused) -> tuple[int, str, str]:
    """Return the parts of a refusal that do not change with every request."""
    return refused.status, refused.error, _VARYING.sub("#", refused.description.lower())
