"""The API's answers below the resource server: discovery, the agent, the records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from halo_tui.halo import permissions
from halo_tui.halo.scopes import ALL
from halo_tui.sandbox.instance import Instance, Target
from halo_tui.sandbox.kinds import Kind
from halo_tui.sandbox.page import JSON, WebPage
from halo_tui.sandbox.pages import PAGES
from halo_tui.sandbox.records import Row, names_only
from halo_tui.sandbox.store import RecordStore, rows_in
from halo_tui.sandbox.tokens import Grant

_USUAL_PAGE_SIZE: Final = 50
_NAMES_LEVEL: Final = 1
_CREATED: Final = 201
_SEARCHED: Final = ("name", "ref", "summary", "client_name", "contract_name", "invoicenumber")


def as_json(value: object, status: int = 200) -> WebPage:
    """Return a value as an answer in JSON."""
    return WebPage(status, json.dumps(value).encode(), JSON)


def authorization_server(instance: Instance, host: str) -> str:
    """Return the authorization server's address as Halo reports it: without a final slash.

    Args:
        instance: the Halo.
        host: the host name and port in the request.
    """
    if instance.reported_auth:
        return instance.reported_auth
    if instance.auth_host:
        host = instance.auth_host + "".join(host.rpartition(":")[1:])
    return f"https://{host}{instance.auth}"


def challenged(instance: Instance, page: str, error: str = "", description: str = "") -> WebPage:
    """Return a refusal of the API, with a `Bearer` challenge if this build sends one.

    Args:
        instance: the Halo.
        page: the name of the refusal in `pages.PAGES`.
        error: an error code of RFC 6750 §3.1; empty if no token was received.
        description: the description in the challenge; empty for none.
    """
    if not (instance.says_why or description):
        return PAGES[page]
    given = {"error": error, "error_description": description}
    parts = ", ".join(f'{name}="{value}"' for name, value in given.items() if value)
    return replace(PAGES[page], headers={"www-authenticate": f"Bearer {parts}".strip()})


def authinfo(instance: Instance, host: str) -> WebPage:
    """Answer `GET authinfo`."""
    members: dict[str, object] = {"auth_url": authorization_server(instance, host)}
    if instance.is_hosted:
        members["tenant_id"] = instance.tenant
    return as_json(members)


def instance_info(instance: Instance, host: str) -> WebPage:
    """Answer `GET InstanceInfo`, in the format of a recorded answer."""
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


def agent_me(instance: Instance, grant: Grant) -> WebPage:
    """Answer `GET Agent/me`: the agent that the application uses."""
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


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the API with an accepted token."""

    instance: Instance
    kind: Kind
    grant: Grant
    store: RecordStore
    query: Mapping[str, str]
    record: str = ""
    """The id of a single record; empty for the list."""

    @property
    def level(self) -> int:
        """The agent's level; the needed one if Halo does not report it."""
        resource, claims = self.kind.resource, self.instance.agent.claims
        if resource is None:
            return 0
        if claims.get(permissions.ADMINISTRATOR, "").lower() == "true":
            return len(resource.levels) - 1
        level = claims.get(resource.claim, "")
        return int(level) if level.isdigit() else resource.needed_level

    def refusal(self, verb: str) -> WebPage | None:
        """Return the refusal of an operation; None if it is allowed.

        Args:
            verb: `read` or `edit`.
        """
        if not self._reaches(verb):
            return challenged(self.instance, "forbidden", "insufficient_scope")
        if self.grant.login_type != "Agent":
            return PAGES["forbidden"]
        resource = self.kind.resource
        needed = 0 if resource is None else resource.edit_level if verb == "edit" else 1
        has_feature = self.kind.place is not Target.CUSTOMERS or self.instance.agent.feature_access
        if not self.instance.agent.disabled and has_feature and self.level >= needed:
            return None
        if self.instance.denied == "empty" and verb == "read":
            return listed(self, [])
        return PAGES["unauthorized" if self.instance.denied == "401" else "forbidden"]

    def _reaches(self, verb: str) -> bool:
        """Whether the token's permissions include the operation."""
        scopes, name = self.grant.scopes, self.kind.scope
        if not name or ALL in scopes or f"{verb}:{name}" in scopes:
            return True
        return verb == "read" and self.instance.edit_includes_read and f"edit:{name}" in scopes


def read(call: Call) -> WebPage:
    """Answer a `GET` of a kind of record, or of a single record.

    These parameters of the query are used: `pageinate` (Halo's spelling), `page_size`, `page_no`,
    `count`, `search` and `client_id`.
    """
    refusal = call.refusal("read")
    if refusal:
        return refusal
    rows = _visible(call)
    if call.record:
        found = [row for row in rows if str(row["id"]) == call.record]
        return as_json(found[0]) if found else PAGES["not-found"]
    return listed(call, _chosen(rows, call.query))


def write(call: Call, method: str, body: bytes) -> WebPage:
    """Answer a `POST` or `DELETE`; a `POST` without an `id` creates a record.

    Args:
        call: the request and its token.
        method: in upper case.
        body: JSON, one record or a list of them.
    """
    refusal = call.refusal("edit")
    if refusal:
        return refusal
    place = call.kind.place
    if method == "DELETE":
        gone = call.store.remove(place, call.record)
        return as_json({"id": gone["id"]}) if gone else PAGES["not-found"]
    rows = rows_in(body, call.record)
    if method != "POST" or rows is None:
        return PAGES["not-allowed"] if rows is not None else PAGES["bad-request"]
    saved = [call.store.save(place, row) for row in rows]
    return as_json(saved[0], _CREATED) if all(saved) else PAGES["not-found"]


def _visible(call: Call) -> list[Row]:
    """Return the records that the agent may see, with the details that it may see."""
    instance, place, resource = call.instance, call.kind.place, call.kind.resource
    rows = call.store.rows(place)[: instance.rows.get(place)]
    belongs_to_client = call.kind.scope not in {"items", ""}
    if belongs_to_client and instance.agent.clients != "all":
        rows = rows[:2] if instance.agent.clients == "some" else []
    names_exist = resource and len(resource.levels) > resource.read_level > _NAMES_LEVEL
    by_role = names_exist and call.level == _NAMES_LEVEL
    if by_role or place in instance.names_only:
        return [names_only(row) for row in rows]
    return rows


def _chosen(rows: list[Row], query: Mapping[str, str]) -> list[Row]:
    """Return the rows that match the search and the client in the query."""
    wanted, client = query.get("search", "").strip().lower(), query.get("client_id", "")
    if wanted:
        rows = [row for row in rows if _is_found(row, wanted)]
    return [row for row in rows if str(row.get("client_id")) == client] if client else rows


def _is_found(row: Row, wanted: str) -> bool:
    return any(wanted in str(row.get(member, "")).lower() for member in _SEARCHED)


def listed(call: Call, rows: list[Row]) -> WebPage:
    """Return the requested page of a list; after the end it is empty."""
    query, key = call.query, call.kind.array_key
    page: dict[str, object] = {"record_count": len(rows)}
    if query.get("pageinate", "").lower() == "true":
        size = _positive(query.get("page_size"), _USUAL_PAGE_SIZE)
        number = _positive(query.get("page_no"), 1)
        page |= {"page_no": number, "page_size": size}
        rows = rows[(number - 1) * size : number * size]
    else:
        rows = rows[: _positive(query.get("count"), len(rows))]
    if call.instance.with_columns:
        names = rows[0] if rows else ()
        page["columns"] = [{"id": number, "name": name} for number, name in enumerate(names, 1)]
    is_bare = call.instance.bare_arrays or not key
    return as_json(rows if is_bare else {**page, key: rows})


def _positive(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() and int(text) > 0 else otherwise
