"""OAuth 2.0 client credentials (RFC 6749 §4.4) as Halo speaks them: bytes in, outcome out.

Nothing here sends anything. What an answer means is decided by its HTTP status and its `error`
member alone; the wording of a description only breaks the tie between a wrong ID and a wrong
secret, where the server itself distinguishes the two.
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
"""What people type for "no tenant"; never sent to Halo (recorded clients)."""

_VISIBLE: Final = re.compile(r"[\x20-\x7e]+")
"""What an access token may be made of (RFC 6749, appendix A.12)."""

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
    """Why there is no token."""

    INVALID_CLIENT = "invalid_client"
    WRONG_METHOD = "wrong_method"
    SCOPE_REFUSED = "scope_refused"
    NOT_FOUND = "not_found"
    NOT_JSON = "not_json"
    REDIRECTED = "redirected"
    INTERNAL = "internal"
    """500 without JSON: what Halo answers to a tenant that it does not know, or a real fault."""
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
    """A request for a token, ready to be sent by POST."""

    url: str
    form: Mapping[str, str | SecretStr] = field(repr=False)

    @property
    def asked(self) -> frozenset[str]:
        """The scopes that it asks for."""
        scope = self.form.get("scope", "")
        return scopes.split(scope if isinstance(scope, str) else "")


@dataclass(frozen=True, slots=True)
class Granted:
    """A token was issued (RFC 6749 §5.1)."""

    access_token: SecretStr
    asked: frozenset[str]
    listed: frozenset[str] | None = None
    """The scopes that the answer lists; None where it lists none, which means: as asked."""
    expires_in: int | None = None
    """Seconds."""
    identity: records.Identity | None = None
    """Whom the `id_token` names; None where there is none."""
    issuer: str | None = None
    """Who issued it, as the tokens themselves say; None where they do not."""


@dataclass(frozen=True, slots=True)
class Refused:
    """No token was issued."""

    fault: Fault
    status: int
    error: str = ""
    """The `error` member (RFC 6749 §5.2), harmless."""
    description: str = ""
    """The `error_description` member, harmless."""


Answer: TypeAlias = Granted | Refused


def token_endpoint(authorization_server: str) -> str:
    """Where tokens are asked for: the address as typed, `/` trimmed, `/token` appended."""
    return authorization_server.rstrip("/") + "/token"


def tenant_to_send(tenant: str, *, hosted: bool) -> str | None:
    """The tenant as Halo wants it: none on-premise, and never a placeholder."""
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
    """Build a request (RFC 6749 §4.4.2), the credentials in the body (§2.3.1).

    Args:
        authorization_server: as the profile has it.
        client_id: the application's ID.
        client_secret: its secret.
        scope: the permissions to ask for, together.
        tenant: from `tenant_to_send`; in the query, as recorded clients send it.
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
    """An ID and a secret of the usual shape that no application has."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)), SecretStr(
        f"{uuid.uuid4()}-{uuid.uuid4()}"
    )


def read_answer(reply: Reply, asked: frozenset[str]) -> Answer:
    """What an answer to a token request says.

    Args:
        reply: status, headers and body.
        asked: the scopes that were asked for.
    """
    members = records.parse_object(reply.body)
    if 200 <= reply.status < 300:
        return _issued(reply, members, asked)
    return _refused(reply, members or {}, _fault(reply, members))


def _issued(reply: Reply, members: records.Members | None, asked: frozenset[str]) -> Answer:
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
        asked=asked,
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
    """Why a success is none, where its body is no JSON object."""
    if _is_firewall(reply):
        return Fault.BLOCKED
    meant_json = "json" in reply.media_type or reply.body.lstrip()[:1] in {b"", b"{", b"["}
    return Fault.MALFORMED if meant_json and not reply.is_html else Fault.NOT_JSON


def _is_firewall(reply: Reply) -> bool:
    """Whether a page comes from a firewall or a bot challenge in front of the server."""
    if any(name in reply.headers for name in _FIREWALL_HEADERS):
        return True
    page = reply.body[:_SEARCHED].lower()
    return reply.is_html and any(mark in page for mark in _OF_A_FIREWALL)


def _error(members: records.Members) -> str:
    return records.text_of(members, "error", limit=60) or ""


def _refused(reply: Reply, members: records.Members, fault: Fault) -> Refused:
    description = records.text_of(members, "error_description") or ""
    return Refused(fault, reply.status, _error(members), description)


class Suspect(StrEnum):
    """Which of the two credentials `invalid_client` means."""

    ID = "unknown_client"
    SECRET = "wrong_secret"  # noqa: S105 - the reason's name
    EITHER = "invalid_client"


def suspect(real: Refused, probe: Answer | None) -> Suspect:
    """Distinguish a wrong ID from a wrong secret.

    An ID that no application has was sent as well. A server that answers it in another way than the
    real ID knows the real one: then the secret is wrong. Where both answers are the same, the ID
    may be as unknown as the made-up one, or the server gives nothing away; then its own words
    decide, if they name the ID alone.

    Args:
        real: the answer to the profile's credentials.
        probe: the answer to the made-up ones; None if there was none.
    """
    judged = isinstance(probe, Refused) and probe.fault is Fault.INVALID_CLIENT
    if isinstance(probe, Refused) and judged and not same_voice(real, probe):
        return Suspect.SECRET
    names_id = bool(_OF_THE_ID.search(real.description))
    names_secret = bool(_OF_THE_SECRET.search(real.description))
    return Suspect.ID if names_id and not names_secret else Suspect.EITHER


def same_voice(one: Refused, other: Refused) -> bool:
    """Whether two refusals are the same, but for what differs from one request to the next."""
    return _voice(one) == _voice(other)


def _voice(refused: Refused) -> tuple[int, str, str]:
    """How a server refuses, without what differs from one request to the next."""
    return refused.status, refused.error, _VARYING.sub("#", refused.description.lower())
