"""What the API answers below the resource server: discovery, the agent, the records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from halo_tui.halo import permissions
from halo_tui.halo.scopes import ALL
from halo_tui.sandbox.instance import Instance, Place
from halo_tui.sandbox.page import JSON, Page
from halo_tui.sandbox.pages import PAGES
from halo_tui.sandbox.records import Row, names_only, records
from halo_tui.sandbox.tokens import Grant

_USUAL_PAGE_SIZE: Final = 50
_RESOURCES: Final = {resource.name: resource for resource in permissions.RESOURCES}
_NAMES_LEVEL: Final = 1

KINDS: Final[Mapping[str, Place]] = {
    **{resource.path.lower(): Place(resource.name) for resource in permissions.RESOURCES},
    "recurringinvoice": Place.RECURRING,
}
"""The kind of records behind each path below the resource server, in lower case."""


def as_json(value: object, status: int = 200) -> Page:
    """A value as an answer."""
    return Page(status, json.dumps(value).encode(), JSON)


def authorization_server(instance: Instance, host: str) -> str:
    """The address of the authorization server as Halo reports it: without a final slash.

    Args:
        instance: whose.
        host: how the request named this server, with its port.
    """
    if instance.reported_auth:
        return instance.reported_auth
    if instance.auth_host:
        host = instance.auth_host + "".join(host.rpartition(":")[1:])
    return f"https://{host}{instance.auth}"


def challenged(instance: Instance, page: str, error: str = "", description: str = "") -> Page:
    """A refusal of the API, with the reason in a `Bearer` challenge where this build gives one.

    Args:
        instance: who refuses.
        page: the name of the refusal in `pages.PAGES`.
        error: of RFC 6750 §3.1; empty where no token arrived.
        description: in words; empty for none.
    """
    if not (instance.says_why or description):
        return PAGES[page]
    given = {"error": error, "error_description": description}
    parts = ", ".join(f'{name}="{value}"' for name, value in given.items() if value)
    return replace(PAGES[page], headers={"www-authenticate": f"Bearer {parts}".strip()})


def authinfo(instance: Instance, host: str) -> Page:
    """`GET authinfo`."""
    members: dict[str, object] = {"auth_url": authorization_server(instance, host)}
    if instance.is_hosted:
        members["tenant_id"] = instance.tenant
    return as_json(members)


def instance_info(instance: Instance, host: str) -> Page:
    """`GET InstanceInfo`, in the shape of a recorded one."""
    members: dict[str, object] = {
        "agent_count": 0, "agent_url": f"https://{host}", "app_name": instance.app_name,
        "app_version": instance.app_version, "auth_url": authorization_server(instance, host),
        "database_version": "".join(instance.app_version.split(".")[:2]),
        "portal_url": f"https://{host}/portal/", "last_login": "2026-10-03T19:13:49",
    }  # fmt: skip
    if instance.is_hosted:
        members |= {"tenant_id": instance.tenant, "hosted_group": instance.hosted_group}
    if instance.trial_expiry:
        members["trial_expiry"] = instance.trial_expiry
    return as_json(members)


def agent_me(instance: Instance, grant: Grant) -> Page:
    """`GET Agent/me`: whom the application acts as."""
    agent = instance.agent
    if grant.login_type != "Agent":
        return PAGES["forbidden"]
    members: dict[str, object] = {
        "id": agent.id, "name": agent.name, "email": agent.email, "isdisabled": agent.disabled,
        "isapiagent": agent.api_only, "is_agent": agent.is_agent,
        "teams": _named(agent.teams), "roles": _named(agent.roles),
        "claims": [{"type": code, "value": level} for code, level in agent.claims.items() if level],
    }  # fmt: skip
    return as_json(members)


def _named(names: list[str]) -> list[Row]:
    return [{"id": number, "name": name} for number, name in enumerate(names, start=1)]


def read(
    instance: Instance, kind: Place, grant: Grant, query: Mapping[str, str], record: str = ""
) -> Page:
    """`GET` of a kind of records, or of one of them.

    Args:
        instance: who is asked.
        kind: of records.
        grant: what the token allows.
        query: `pageinate` (their spelling), `page_size`, `page_no`.
        record: the id of a single record; empty for the list.
    """
    resource = _RESOURCES.get("invoices" if kind is Place.RECURRING else kind)
    assert resource is not None
    if not _reaches(instance, grant, resource.name):
        return challenged(instance, "forbidden", "insufficient_scope")
    if grant.login_type != "Agent":
        return PAGES["forbidden"]
    if instance.agent.disabled or not _may_read(instance, resource):
        return _denied(instance, resource, query)
    rows = _visible(instance, kind, resource)
    if record:
        found = [row for row in rows if str(row["id"]) == record]
        return as_json(found[0]) if found else PAGES["not-found"]
    return _list(instance, resource, rows, query)


def _reaches(instance: Instance, grant: Grant, name: str) -> bool:
    """Whether the token's permissions include reading."""
    if ALL in grant.scopes or f"read:{name}" in grant.scopes:
        return True
    return instance.edit_includes_read and f"edit:{name}" in grant.scopes


def _level(instance: Instance, resource: permissions.Resource) -> int:
    """The agent's level; what Halo does not report does not bar anybody."""
    claims = instance.agent.claims
    if claims.get(permissions.ADMINISTRATOR, "").lower() == "true":
        return len(resource.levels) - 1
    level = claims.get(resource.claim, "")
    return int(level) if level.isdigit() else resource.needed_level


def _may_read(instance: Instance, resource: permissions.Resource) -> bool:
    if resource.name == "customers" and not instance.agent.feature_access:
        return False
    return _level(instance, resource) > 0


def _denied(instance: Instance, resource: permissions.Resource, query: Mapping[str, str]) -> Page:
    if instance.denied == "empty":
        return _list(instance, resource, [], query)
    return PAGES["forbidden" if instance.denied == "403" else "unauthorized"]


def _visible(instance: Instance, kind: Place, resource: permissions.Resource) -> list[Row]:
    """The records that the agent gets to see, as far as it gets to see them."""
    rows = list(records(kind))[: instance.rows.get(kind)]
    belongs_to_client = kind is not Place.ITEMS
    if belongs_to_client and instance.agent.clients != "all":
        rows = rows[:2] if instance.agent.clients == "some" else []
    names_exist = len(resource.levels) > resource.read_level > _NAMES_LEVEL
    by_role = names_exist and _level(instance, resource) == _NAMES_LEVEL
    if by_role or kind in instance.names_only:
        return [names_only(row) for row in rows]
    return rows


def _list(
    instance: Instance,
    resource: permissions.Resource,
    rows: list[Row],
    query: Mapping[str, str],
) -> Page:
    page: dict[str, object] = {"record_count": len(rows)}
    if query.get("pageinate", "").lower() == "true":
        size = _positive(query.get("page_size"), _USUAL_PAGE_SIZE)
        number = _positive(query.get("page_no"), 1)
        page |= {"page_no": number, "page_size": size}
        rows = rows[(number - 1) * size : number * size]
    return as_json(rows if instance.bare_arrays else {**page, resource.array_key: rows})


def _positive(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() and int(text) > 0 else otherwise
