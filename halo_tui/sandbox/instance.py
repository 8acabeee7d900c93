"""The pretended Halo as one typed model: a healthy instance, until a scenario changes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from halo_tui.halo.scopes import REQUIRED
from halo_tui.sandbox.known import CLIENT_ID, CLIENT_SECRET, fill


class _Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )  # fmt: skip


class Place(StrEnum):
    """What a request asks for; the first that a scenario has an answer for decides."""

    INSTANCE = "instance"
    AUTHINFO = "authinfo"
    TOKEN = "token"  # noqa: S105 - a place
    AGENT = "agent"
    CUSTOMERS = "customers"
    CONTRACTS = "contracts"
    ITEMS = "items"
    INVOICES = "invoices"
    RECURRING = "recurring"
    SITES = "sites"
    USERS = "users"
    TICKETS = "tickets"
    AGENTS = "agents"
    TICKET_TYPES = "ticket-types"
    ELSEWHERE = "elsewhere"
    """Every path that is neither the API's nor the authorization server's."""
    DISCOVERY = "discovery"
    """`instance` and `authinfo` together."""
    READS = "reads"
    """All kinds of records together."""
    EVERYTHING = "everything"


class Break(_Model):
    """What happens to an answer on its way."""

    how: Literal["reset", "close", "stall", "drip"]
    """Reset by RST, closed early, held back for ever, or sent at a byte a second."""
    after: Annotated[int, Field(ge=0)] = 0
    """Bytes of the answer, its head included, that arrive before."""


class Answer(_Model):
    """What a place answers instead of what it should."""

    page: str | None = None
    """A name in `pages.PAGES`, or `web-application`; None for the usual answer."""
    status: int | None = None
    """Instead of the page's own."""
    text: str | None = None
    """Instead of the page's own body, as plain text unless `headers` say otherwise."""
    headers: dict[str, str] = {}
    """Besides the page's own; an empty value takes a header away."""
    delay: Annotated[float, Field(ge=0)] = 0.0
    """Seconds before the answer begins."""
    broken: Break | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    """Requests that are answered as usual first."""
    times: Annotated[int, Field(ge=1)] | None = None
    """Requests that are answered so; None for all."""
    every: Annotated[int, Field(ge=1)] = 1
    """Only each second (third, …) request is answered so: one node of a farm is broken."""


class Application(_Model):
    """The API application that was created in Halo."""

    client_id: str = CLIENT_ID
    client_secret: SecretStr = SecretStr(CLIENT_SECRET)
    active: bool = True
    services: bool = True
    """Whether its authentication method is "Client ID and Secret (Services)"."""
    method_refusal: Literal["unauthorized_client", "invalid_client"] = "unauthorized_client"
    """What is answered where it is not."""
    login_type: Literal["Agent", "User", "None"] = "Agent"
    scopes: list[str] = list(REQUIRED)
    """The permissions that are ticked."""
    unticked: list[str] = []
    """Permissions taken away from `scopes`."""
    all_ticked: bool = False

    @property
    def ticked(self) -> tuple[str, ...]:
        """The permissions that the application has, besides `all`."""
        return tuple(scope for scope in self.scopes if scope not in self.unticked)


class Agent(_Model):
    """The agent that the application acts as."""

    id: int = 27
    name: str = "Gradient Integration"
    email: str = "gradient-integration@northwind-it.test"
    disabled: bool = False
    is_agent: bool = True
    api_only: bool = True
    teams: list[str] = ["Service Desk"]
    roles: list[str] = ["Gradient Billing"]
    claims: dict[str, str] = {
        "Ux": "2", "Ix": "3", "Cx": "2", "Xx": "2", "Fc": "1", "SA": "false",
    }  # fmt: skip
    """Levels by code; an empty one is not reported at all."""
    clients: Literal["all", "some", "none"] = "all"
    """Whose records the agent sees."""
    feature_access: bool = True
    """The agent's own Clients feature access, whatever the role says."""


class TokenStyle(_Model):
    """How this build of Halo answers at its token endpoint, where builds differ."""

    echo_scope: bool = True
    refresh_token: bool = True
    with_id_token: bool = True
    agent_named: bool = True
    """Whether the `id_token` says who the agent is."""
    descriptions: Literal["distinct", "same", "none"] = "distinct"
    """Of `invalid_client`: whether an unknown ID differs from a wrong secret."""
    unticked: Literal["invalid_scope", "invalid_request", "dropped"] = "invalid_scope"
    """What happens to a request for a permission that is not ticked."""
    all_answer: Literal["ticked", "refused"] = "ticked"
    """What `all` is answered with."""
    all_listed: Literal["alone", "among"] = "alone"
    """Whether a ticked `all` is listed alone or among the others."""
    named_with_all: bool = False
    """Whether named permissions are granted although `all` is ticked as well."""
    unknown_scopes: list[str] = []
    """Permissions that this build does not know yet."""
    access_token: Literal["opaque", "jwt"] = "opaque"  # noqa: S105 - a kind
    issuer: str = ""
    """Who issued it, as tokens name it; empty for the address of this authorization server."""


class Front(_Model):
    """What a proxy, a firewall or a rewrite rule in front of Halo does to every request."""

    headers: dict[str, str] = {}
    """Added to every answer, such as `Via`."""
    strips_authorization: bool = False
    """The header `Authorization` does not arrive at the API."""
    drops_body: bool = False
    """The body of a request does not arrive."""
    adds_slash: bool = False
    """The path of the token endpoint is redirected to itself with a final slash."""


class Instance(_Model):
    """A whole Halo."""

    hosting: Literal["hosted", "on-premise"] = "hosted"
    app_name: str = "Halo PSA"
    app_version: str = "2.236.133"
    tenant: str = "northwind"
    """Unused on-premise."""
    tenant_needed: bool = False
    """Whether a hosted one refuses requests that name no tenant."""
    tenant_in_case: bool = False
    """Whether another letter case is another tenant."""
    wrong_tenant: str = "runtime-error"
    """The page that answers a wrong or missing one."""
    tenant_on_premise: Literal["refused", "ignored"] = "refused"
    """What an on-premise one does with a tenant that is sent."""
    api: str = "/api"
    auth: str = "/auth"
    """Empty where the authorization server is a bare host."""
    auth_host: str = ""
    """Host of the authorization server, where it is not the one that was asked."""
    reported_auth: str = ""
    """The authorization server as Halo reports it, where that is not its address."""
    hosted_group: str = "US16-Stable8"
    """The release ring; hosted only."""
    trial_expiry: str = ""
    date: bool = True
    """Whether answers carry their time."""
    clock_skew: float = 0.0
    """Seconds by which this server's clock is ahead."""
    application: Application = Application()
    agent: Agent = Agent()
    token: TokenStyle = TokenStyle()
    front: Front = Front()
    says_why: bool = False
    """Whether 401 and 403 of the API carry a `Bearer` challenge (RFC 6750 §3)."""
    tokens_refused: str = ""
    """Why the API accepts no token that is issued here, in its challenge; empty if it does."""
    bare_arrays: bool = False
    """Whether lists come without `record_count` around them."""
    with_columns: bool = False
    """Whether lists describe their columns, as some builds do."""
    writes: Literal["refused", "played"] = "refused"
    """Whether records can be made, changed and removed; a change of scenario undoes all of it."""
    edit_includes_read: bool = True
    denied: Literal["403", "401", "empty"] = "403"
    """How a read is refused that the agent has no right to."""
    rows: dict[str, int] = {}
    """How many records there are, where it is not all of the made-up ones."""
    names_only: list[str] = []
    """Kinds of records that come without details, whatever the role says."""
    labels: dict[str, str] = {"Customers": "Customers", "Items": "Items", "Contracts": "Contracts"}
    """What the web application calls things here."""
    answers: dict[Place, Answer] = {}

    @property
    def is_hosted(self) -> bool:
        """Whether Halo's makers run it."""
        return self.hosting == "hosted"


def build(
    changes: Mapping[str, object], values: Mapping[str, str] = MappingProxyType({})
) -> Instance:
    """A healthy instance with changes by nested key.

    Args:
        changes: as scenarios hold them.
        values: what `{name}` stands for in any text of the changes.

    Raises:
        pydantic.ValidationError: a key is unknown, or a value of the wrong type.
    """
    # By way of JSON, in which strictness still allows a text to be a member of an enumeration.
    escaped = {name: json.dumps(value)[1:-1] for name, value in values.items()}
    return Instance.model_validate_json(fill(json.dumps(changes), escaped))
