"""The pretended Halo as one typed model: a healthy instance, until a scenario changes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from halo_tui.halo.scopes import REQUIRED
from halo_tui.sandbox.known import CLIENT_ID, CLIENT_SECRET


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
    ELSEWHERE = "elsewhere"
    """Every path that is neither the API's nor the authorization server's."""
    DISCOVERY = "discovery"
    """`instance` and `authinfo` together."""
    READS = "reads"
    """The five kinds of records together."""
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
    headers: dict[str, str] = {}
    delay: Annotated[float, Field(ge=0)] = 0.0
    """Seconds before the answer begins."""
    broken: Break | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    """Requests that are answered as usual first."""
    times: Annotated[int, Field(ge=1)] | None = None
    """Requests that are answered so; None for all."""


class Application(_Model):
    """The API application that was created in Halo."""

    client_id: str = CLIENT_ID
    client_secret: SecretStr = SecretStr(CLIENT_SECRET)
    active: bool = True
    services: bool = True
    """Whether its authentication method is "Client ID and Secret (Services)"."""
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
    """Of `invalid_client`: whether an unknown ID can be told from a wrong secret."""
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


class Instance(_Model):
    """A whole Halo."""

    hosting: Literal["hosted", "on-premise"] = "hosted"
    app_name: str = "Halo PSA"
    app_version: str = "2.236.133"
    tenant: str = "northwind"
    """Unused on-premise."""
    tenant_needed: bool = True
    """Whether a hosted one refuses requests that name no tenant."""
    tenant_in_case: bool = False
    """Whether another letter case is another tenant."""
    api: str = "/api"
    auth: str = "/auth"
    """Empty where the authorization server is a bare host."""
    auth_host: str = ""
    """Host of the authorization server, where it is not the one that was asked."""
    trial_expiry: str = ""
    date: bool = True
    """Whether answers carry their time."""
    clock_skew: float = 0.0
    """Seconds by which this server's clock is ahead."""
    application: Application = Application()
    agent: Agent = Agent()
    token: TokenStyle = TokenStyle()
    bare_arrays: bool = False
    """Whether lists come without `record_count` around them."""
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


def build(changes: Mapping[str, object]) -> Instance:
    """A healthy instance with changes by nested key.

    Raises:
        pydantic.ValidationError: a key is unknown, or a value of the wrong type.
    """
    # By way of JSON, in which strictness still allows a text to be a member of an enumeration.
    return Instance.model_validate_json(json.dumps(changes))
