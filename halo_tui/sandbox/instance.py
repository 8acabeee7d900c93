"""The simulated Halo as one typed model: a healthy instance, which scenarios change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from halo_tui.halo.scopes import REQUIRED
from halo_tui.sandbox.constants import CLIENT_ID, CLIENT_SECRET, fill


class _Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )  # fmt: skip


class Target(StrEnum):
    """The target of a request; the first one with an answer in the scenario is used."""

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
    """Every path that belongs neither to the API nor to the authorization server."""
    DISCOVERY = "discovery"
    """`instance` and `authinfo` together."""
    READS = "reads"
    """All kinds of record together."""
    EVERYTHING = "everything"


class Break(_Model):
    """A fault during the transmission of an answer."""

    how: Literal["reset", "close", "stall", "drip"]
    """Reset with RST, closed early, held back for ever, or sent at one byte per second."""
    after: Annotated[int, Field(ge=0)] = 0
    """Bytes of the answer, with its head, that arrive before the fault."""


class Answer(_Model):
    """An answer that replaces the usual one."""

    page: str | None = None
    """A name in `pages.PAGES`, or `web-application`; None for the usual answer."""
    status: int | None = None
    """Replaces the status of the page."""
    text: str | None = None
    """Replaces the body of the page; plain text unless `headers` say otherwise."""
    headers: dict[str, str] = {}
    """Added to the headers of the page; an empty value removes a header."""
    delay: Annotated[float, Field(ge=0)] = 0.0
    """Seconds before the answer begins."""
    broken: Break | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    """The first requests, which get the usual answer."""
    times: Annotated[int, Field(ge=1)] | None = None
    """How many requests get this answer; None for all."""
    every: Annotated[int, Field(ge=1)] = 1
    """Only every second (third, …) request gets this answer, as if one node of a farm were
    broken."""


class Application(_Model):
    """The API application that was created in Halo."""

    client_id: str = CLIENT_ID
    client_secret: SecretStr = SecretStr(CLIENT_SECRET)
    active: bool = True
    services: bool = True
    """Whether its authentication method is "Client ID and Secret (Services)"."""
    method_refusal: Literal["unauthorized_client", "invalid_client"] = "unauthorized_client"
    """The error if it is not."""
    login_type: Literal["Agent", "User", "None"] = "Agent"
    scopes: list[str] = list(REQUIRED)
    """The permissions that are ticked."""
    unticked: list[str] = []
    """Permissions that are removed from `scopes`."""
    all_ticked: bool = False

    @property
    def ticked(self) -> tuple[str, ...]:
        """The permissions that the application has, besides `all`."""
        return tuple(scope for scope in self.scopes if scope not in self.unticked)


class Agent(_Model):
    """The agent that the application uses."""

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
    """Levels by code; an empty one is not reported."""
    clients: Literal["all", "some", "none"] = "all"
    """Which clients' records the agent sees."""
    feature_access: bool = True
    """The agent's own Clients feature access, independent of the role."""


class TokenStyle(_Model):
    """The token endpoint's behaviour, as far as builds of Halo differ."""

    echo_scope: bool = True
    refresh_token: bool = True
    with_id_token: bool = True
    agent_named: bool = True
    """Whether the `id_token` names the agent."""
    descriptions: Literal["distinct", "same", "none"] = "distinct"
    """The descriptions of `invalid_client`: whether an unknown ID differs from a wrong secret."""
    unticked: Literal["invalid_scope", "invalid_request", "dropped"] = "invalid_scope"
    """The answer to a request for a permission that is not ticked."""
    all_answer: Literal["ticked", "refused"] = "ticked"
    """The answer to a request for `all`."""
    all_listed: Literal["alone", "among"] = "alone"
    """Whether a ticked `all` is listed alone or among the others."""
    named_with_all: bool = False
    """Whether named permissions are granted although `all` is ticked as well."""
    unknown_scopes: list[str] = []
    """Permissions that this build does not have yet."""
    access_token: Literal["opaque", "jwt"] = "opaque"  # noqa: S105 - a kind
    issuer: str = ""
    """The issuer in tokens; empty for the address of this authorization server."""


class Front(_Model):
    """What a proxy, a firewall or a rewrite rule in front of Halo changes in every request."""

    headers: dict[str, str] = {}
    """Added to every answer, such as `Via`."""
    strips_authorization: bool = False
    """Remove the header `Authorization` from requests to the API."""
    drops_body: bool = False
    """Remove the body of requests."""
    adds_slash: bool = False
    """Redirect the token endpoint to the same path with a final slash."""


class Instance(_Model):
    """The whole simulated Halo."""

    hosting: Literal["hosted", "on-premise"] = "hosted"
    app_name: str = "Halo PSA"
    app_version: str = "2.236.133"
    tenant: str = "northwind"
    """Not used on-premise."""
    tenant_needed: bool = False
    """Whether a hosted instance refuses requests without a tenant."""
    tenant_in_case: bool = False
    """Whether the letter case of a tenant matters."""
    wrong_tenant: str = "runtime-error"
    """The page for a wrong or missing tenant."""
    tenant_on_premise: Literal["refused", "ignored"] = "refused"
    """The reaction of an on-premise instance to a tenant."""
    api: str = "/api"
    auth: str = "/auth"
    """Empty if the authorization server is a bare host."""
    auth_host: str = ""
    """The host of the authorization server, if it differs from the host in the request."""
    reported_auth: str = ""
    """The authorization server's address as Halo reports it, if it is a wrong one."""
    hosted_group: str = "US16-Stable8"
    """The release ring; only for hosted instances."""
    trial_expiry: str = ""
    date: bool = True
    """Whether answers have the header `Date`."""
    clock_skew: float = 0.0
    """Seconds by which the server's clock is ahead."""
    application: Application = Application()
    agent: Agent = Agent()
    token: TokenStyle = TokenStyle()
    front: Front = Front()
    says_why: bool = False
    """Whether a 401 or 403 of the API has a `Bearer` challenge (RFC 6750 §3)."""
    tokens_refused: str = ""
    """The reason, for the challenge, why the API accepts no token; empty if it does."""
    bare_arrays: bool = False
    """Whether lists come without `record_count` around them."""
    with_columns: bool = False
    """Whether lists describe their columns, as some builds do."""
    writes: Literal["refused", "played"] = "refused"
    """Whether records can be created, changed and deleted; a change of scenario undoes this."""
    edit_includes_read: bool = True
    denied: Literal["403", "401", "empty"] = "403"
    """The refusal of a read for which the agent has no right."""
    rows: dict[str, int] = {}
    """The number of records, if it is not all of the made-up ones."""
    names_only: list[str] = []
    """Kinds of record that come without details, independent of the role."""
    labels: dict[str, str] = {"Customers": "Customers", "Items": "Items", "Contracts": "Contracts"}
    """The names that this instance's web application uses."""
    answers: dict[Target, Answer] = {}

    @property
    def is_hosted(self) -> bool:
        """Whether Halo hosts the instance."""
        return self.hosting == "hosted"


def build(
    changes: Mapping[str, object], values: Mapping[str, str] = MappingProxyType({})
) -> Instance:
    """Return a healthy instance with changes by nested key.

    Args:
        changes: in the format of scenarios.
        values: the values of `{name}` in texts of the changes.

    Raises:
        pydantic.ValidationError: a key is unknown, or a value has the wrong type.
    """
    # Through JSON, because strict validation then still accepts text for members of enumerations.
    escaped = {name: json.dumps(value)[1:-1] for name, value in values.items()}
    return Instance.model_validate_json(fill(json.dumps(changes), escaped))
