"""Parses Halo's records from untrusted bytes.

A member that is missing or of an unexpected type becomes None; every text is made safe to show.
Functions raise nothing but `NotJsonError`.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeAlias

from halo_tui.base.text import harmless

Members: TypeAlias = Mapping[str, Any]

_TEXT_LIMIT: Final = 200
_ADDRESS_LIMIT: Final = 500
_MAX_CLAIMS: Final = 2_000
_NO_HONEST_NUMBER: Final = 10**18
_VERSION: Final = re.compile(r"\d{1,6}(?:\.\d{1,9}){1,3}", re.ASCII)


class NotJsonError(ValueError):
    """A body is not a single complete JSON value (RFC 8259)."""


def parse_json(body: bytes) -> object:
    """Parse the JSON value in a body.

    Raises:
        NotJsonError: it is empty, incomplete, not UTF-8, nested too deeply, or contains NaN,
            Infinity or absurdly large numbers.
    """
    try:
        text = body.decode("utf-8-sig")
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise NotJsonError("not JSON") from None


def parse_object(body: bytes) -> Members | None:
    """Parse the JSON object in a body; None if it is anything else."""
    try:
        value = parse_json(body)
    except NotJsonError:
        return None
    return value if isinstance(value, dict) else None


def _no_number(_constant: str) -> NoReturn:
    raise ValueError("not a number that JSON knows")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number beyond all bounds")
    return value


def text_of(members: Members, name: str, *, limit: int = _TEXT_LIMIT) -> str | None:
    """Return a text member, safe to show; None if it is missing, blank or not a text."""
    value = members.get(name)
    return harmless(value, limit=limit) or None if isinstance(value, str) else None


def integer_of(members: Members, name: str) -> int | None:
    """Return an integer member, also from a text; None if it is missing or anything else."""
    value = members.get(name)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value.strip(), re.ASCII):
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _NO_HONEST_NUMBER:
        return None
    return value


def flag_of(members: Members, name: str) -> bool | None:
    """Return a boolean member, also from 1, 0 or a text; None if missing or anything else."""
    return {"true": True, "1": True, "false": False, "0": False}.get(
        str(members.get(name)).strip().lower()
    )


@dataclass(frozen=True, slots=True)
class AuthInfo:
    """The answer to `GET {resource server}/authinfo`, which needs no token."""

    auth_url: str | None = None
    tenant: str | None = None
    """Only hosted instances have one."""

    @classmethod
    def read(cls, body: bytes) -> AuthInfo | None:
        """Parse a body; None if it has neither member."""
        members = parse_object(body) or {}
        record = cls(
            text_of(members, "auth_url", limit=_ADDRESS_LIMIT), text_of(members, "tenant_id")
        )
        return record if record.auth_url or record.tenant else None


@dataclass(frozen=True, slots=True)
class InstanceInfo:
    """The answer to `GET {resource server}/InstanceInfo`, which needs no token."""

    app_name: str | None = None
    version: str | None = None
    auth_url: str | None = None
    agent_url: str | None = None
    portal_url: str | None = None
    tenant: str | None = None
    group: str | None = None
    """The release ring of a hosted instance, for example `US16-Stable8`."""
    trial_expiry: str | None = None

    @classmethod
    def read(cls, body: bytes) -> InstanceInfo | None:
        """Parse a body; None if it holds nothing that is specific to Halo."""
        members = parse_object(body) or {}
        version = text_of(members, "app_version", limit=40)
        record = cls(
            app_name=text_of(members, "app_name"),
            version=version if version and _VERSION.fullmatch(version) else None,
            auth_url=text_of(members, "auth_url", limit=_ADDRESS_LIMIT),
            agent_url=text_of(members, "agent_url", limit=_ADDRESS_LIMIT),
            portal_url=text_of(members, "portal_url", limit=_ADDRESS_LIMIT),
            tenant=text_of(members, "tenant_id"),
            group=text_of(members, "hosted_group"),
            trial_expiry=text_of(members, "trial_expiry", limit=40),
        )
        return record if record.version or record.auth_url or record.portal_url else None

    @property
    def is_hosted(self) -> bool:
        """Whether it runs in Halo's cloud: only there is a tenant or a release ring."""
        return bool(self.tenant or self.group)


def version_key(version: str) -> tuple[int, ...]:
    """Return the parts of a version as numbers, to compare: `2.9` is older than `2.10`."""
    return tuple(int(part) for part in version.split("."))


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """The answer to `GET {resource server}/Agent/me`: the agent that the application acts as."""

    id: int | None = None
    name: str | None = None
    email: str | None = None
    disabled: bool | None = None
    is_agent: bool | None = None
    api_only: bool | None = None
    teams: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    claims: Mapping[str, str] = field(default_factory=dict)
    """Permission levels by the codes in `halo_tui.halo.permissions`."""

    @classmethod
    def read(cls, body: bytes) -> AgentRecord | None:
        """Parse a body; None if it is not an agent."""
        members = parse_object(body) or {}
        record = cls(
            id=integer_of(members, "id"),
            name=text_of(members, "name"),
            email=text_of(members, "email"),
            disabled=flag_of(members, "isdisabled"),
            is_agent=flag_of(members, "is_agent"),
            api_only=flag_of(members, "isapiagent"),
            teams=_names(members.get("teams")),
            roles=_names(members.get("roles")),
            claims=_claims(members.get("claims")),
        )
        return record if record != cls() else None


def _names(value: object) -> tuple[str, ...] | None:
    """Return the names in a list of records or texts."""
    if not isinstance(value, list):
        return None
    named = [entry if isinstance(entry, dict) else {"name": entry} for entry in value[:100]]
    found = [text_of(entry, "name") or text_of(entry, "team_name") for entry in named]
    return tuple(name for name in found if name)


def _claims(value: object) -> dict[str, str]:
    """Return the claims by type; if several roles give a type, the highest level applies."""
    claims: dict[str, str] = {}
    for entry in value[:_MAX_CLAIMS] if isinstance(value, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("value"), str | int):
            continue
        kind, level = text_of(entry, "type", limit=40), harmless(str(entry["value"])[:40]).lower()
        if kind and (kind not in claims or _weight(level) > _weight(claims[kind])):
            claims[kind] = level
    return claims


def _weight(level: str) -> int:
    if level == "true":
        return 1
    return int(level) if re.fullmatch(r"\d{1,9}", level, re.ASCII) else 0


@dataclass(frozen=True, slots=True)
class Identity:
    """The person or agent that an `id_token` names, for display."""

    id: int | None = None
    name: str | None = None
    email: str | None = None

    @property
    def names_an_agent(self) -> bool:
        """Whether the token names an agent."""
        return self.id is not None and self.id > 0

    @classmethod
    def read(cls, id_token: str) -> Identity | None:
        """Parse a JSON Web Token (RFC 7519 §3) without verification; None if it is not one."""
        members = _claims_of(id_token)
        if members is None:
            return None
        return cls(integer_of(members, "id"), text_of(members, "name"), text_of(members, "email"))


def issuer_of(token: str) -> str | None:
    """Return the unverified issuer of a JSON Web Token, for display; None if it is not one."""
    members = _claims_of(token)
    issuer = text_of(members, "iss", limit=_ADDRESS_LIMIT) if members else None
    return issuer if issuer and "://" in issuer else None


def _claims_of(token: str) -> Members | None:
    """Return the unverified claims of a JSON Web Token (RFC 7519 §3); None if it is not one."""
    parts = token.split(".")
    if len(parts) != 3 or not parts[1].isascii():
        return None
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        return parse_object(base64.b64decode(padded, altchars=b"-_", validate=True))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list of records."""

    rows: tuple[Members, ...]
    record_count: int | None = None
    """The total number of records, if the answer has it."""

    @classmethod
    def read(cls, body: bytes, array_key: str) -> ListPage | None:
        """Parse a page, a bare array or an object with a count; None if it is neither."""
        try:
            value = parse_json(body)
        except NotJsonError:
            return None
        count = None
        if isinstance(value, dict):
            count = integer_of(value, "record_count")
            value = value.get(array_key, [] if count == 0 else None)
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            return None
        return cls(tuple(value), count if count is None or count >= 0 else None)

    @property
    def count(self) -> int:
        """The total number of records, or the number on this page if no total is given."""
        return max(self.record_count or 0, len(self.rows))

    @property
    def names_only(self) -> bool:
        """Whether the rows hold only ids and names, as with Halo's level "names only".

        This is an inference: complete records of all four kinds have dozens of members.
        """
        filled = [
            {name for name, value in row.items() if value not in (None, "", [], {})}
            for row in self.rows
        ]
        return bool(filled) and all(
            name in _NAMING or name.endswith(_NAMING_ENDS) for members in filled for name in members
        )


_NAMING: Final = frozenset({"id", "use", "key", "ref"})
_NAMING_ENDS: Final = ("name", "_id", "number")
