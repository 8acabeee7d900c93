"""What Halo reports about itself without a token: its version, its hosting, its addresses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from halo_tui.base.packaged import packaged_toml
from halo_tui.checks.context import Context, Job, Outcome
from halo_tui.checks.diagnosis.intermediaries import product_behind
from halo_tui.checks.exchange import failure_reason, get_shared, request_evidence, resource_url
from halo_tui.checks.plan import NO_ORIGIN
from halo_tui.halo.errors import HttpError
from halo_tui.halo.records import AuthInfo, InstanceInfo, parse_object, version_key
from halo_tui.halo.reply import Reply
from halo_tui.halo.token import tenant_to_send
from halo_tui.profiles.model import Profile
from halo_tui.profiles.schema import Hosting

INSTANCE_INFO: Final = "InstanceInfo"
AUTHINFO: Final = "authinfo"

_OLD: Final = timedelta(days=183)
"""A version that was superseded longer ago than this is called old; Halo is released monthly."""

_OWN_MEMBERS: Final = frozenset(
    {"app_name", "app_version", "auth_url", "agent_url", "portal_url", "database_version"}
)
_REASON_OF_STATUS: Final = {404: "not_found", 405: "not_found", 410: "not_found"}


async def instance(context: Context, _job: Job) -> Outcome:
    """Request `InstanceInfo`: whether this is a Halo, which version it has, and who hosts it."""
    response = await get_shared(context, INSTANCE_INFO)
    evidence = request_evidence("GET", resource_url(context, INSTANCE_INFO), response)
    if isinstance(response, HttpError):
        return Outcome(failure_reason(response, "not_reported"), evidence)
    if response.status != 200:
        return _no_answer(response, evidence)
    info = InstanceInfo.read(response.body)
    if info is None:
        came = {"came": response.shown or "nothing", "page": response.is_html}
        return Outcome(_reason_without_members(response), evidence | came)
    return _outcome_of_info(info, context.profile, evidence)


def _no_answer(reply: Reply, evidence: dict[str, Any]) -> Outcome:
    if 300 <= reply.status < 400:
        moved = str(evidence.get("location", "")).removesuffix(f"/{INSTANCE_INFO}")
        return Outcome("redirected", evidence | {"address": moved})
    if reply.status == 429:
        return Outcome("rate_limited", evidence)
    if reply.status >= 500:
        return Outcome("server_error", evidence)
    return Outcome(_REASON_OF_STATUS.get(reply.status, "not_reported"), evidence)


def _reason_without_members(reply: Reply) -> str:
    """Return the reason for a success without Halo's members: `not_halo` or `not_reported`."""
    members = parse_object(reply.body)
    if members is not None:
        return "not_reported" if not members or _OWN_MEMBERS & set(members) else "not_halo"
    broken = "json" in reply.media_type or not reply.body.strip()
    return "not_reported" if broken and not reply.is_html else "not_halo"


def _outcome_of_info(info: InstanceInfo, profile: Profile, evidence: dict[str, Any]) -> Outcome:
    hosting = Hosting.HOSTED if info.is_hosted else Hosting.ON_PREMISE
    evidence |= {
        "app_name": info.app_name,
        "version": info.version,
        "hosting": str(hosting),
        "profile_hosting": str(profile.hosting),
        "release_ring": info.group,
        "trial_expiry": info.trial_expiry,
    }
    if info.version:
        evidence |= _age(info.version, datetime.now(UTC).date())
    if hosting != profile.hosting:
        return Outcome("hosting_differs", evidence)
    if product_behind(info.app_name or ""):
        return Outcome("another_product", evidence)
    if info.version is None:
        return Outcome("not_reported", evidence)
    return Outcome("old_version" if evidence.get("is_old") else "ok", evidence)


def _age(version: str, today: date) -> dict[str, Any]:
    """Compare a version with the stable releases that are known.

    A version is old if it is older than the latest stable release of half a year ago. Betas do not
    count, because Gradient asks for the latest stable version.
    """
    release = version_key(version)[:2]
    kinds = {kind: {version_key(v) for v, _ in _releases(kind)} for kind in ("stable", "beta")}
    known = next((kind for kind, all_of in kinds.items() if release in all_of), None)
    evidence: dict[str, Any] = {"release": known or "not in our list", "releases": _source()}
    then = [row for row in _releases("stable") if row[1] and row[1] <= today - _OLD]
    if then:
        current, seen_on = max(then, key=lambda row: version_key(row[0]))
        evidence |= {"current_then": current, "current_on": str(seen_on)}
        evidence["is_old"] = release < version_key(current)
    return evidence


@cache
def _data() -> Mapping[str, Any]:
    return packaged_toml("halo_tui.checks.subjects", "versions.toml")


def _releases(kind: str) -> list[tuple[str, date | None]]:
    """Return the releases of a kind, with their dates if these are known."""
    return [(row["version"], row.get("on")) for row in _data()[kind]]


def _source() -> str:
    return str(_data()["source"])


async def authinfo(context: Context, _job: Job) -> Outcome:
    """Compare the authorization server and the tenant that Halo names with those of the profile."""
    response = await get_shared(context, AUTHINFO)
    evidence = request_evidence("GET", resource_url(context, AUTHINFO), response)
    if isinstance(response, HttpError):
        return Outcome(failure_reason(response, "not_reported"), evidence)
    info = AuthInfo.read(response.body) if response.status == 200 else None
    if info is None:
        return Outcome("not_reported", evidence | {"came": response.shown or "nothing"})
    profile = context.profile
    evidence |= {
        "tenant": profile.tenant or "nothing",
        "halo_tenant": info.tenant,
        "address": profile.authorization_server or "nothing",
        "halo_address": with_slash(info.auth_url) if info.auth_url else None,
    }
    typed = profile.tenant.strip()
    is_open = tenant_to_send(typed, hosted=True) is None and profile.hosting is Hosting.HOSTED
    if info.tenant and not is_open and info.tenant.casefold() != typed.casefold():
        return Outcome("tenant_differs", evidence)
    if info.auth_url and not same_address(info.auth_url, profile.authorization_server):
        return Outcome("address_differs", evidence)
    evidence["case_differs"] = bool(info.tenant) and info.tenant != typed
    return Outcome("ok", evidence)


async def named_by_halo(context: Context) -> AuthInfo:
    """Return the tenant and the authorization server that Halo names; empty if it names none.

    For checks that failed and look for the cause: it waits for both anonymous answers.
    """
    if context.reasons.get("fields.resource_server") in NO_ORIGIN:
        return AuthInfo()
    response = await get_shared(context, AUTHINFO)
    if isinstance(response, Reply) and response.status == 200:
        found = AuthInfo.read(response.body)
        if found:
            return found
    response = await get_shared(context, INSTANCE_INFO)
    if isinstance(response, Reply) and response.status == 200:
        info = InstanceInfo.read(response.body)
        if info:
            return AuthInfo(info.auth_url, info.tenant)
    return AuthInfo()


def with_slash(address: str) -> str:
    """Return the address of an authorization server as Gradient needs it: with a final `/`."""
    return address.rstrip("/") + "/"


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are the same, ignoring case in host and path, and a final `/`."""
    return _essence(one) == _essence(other)


def _essence(address: str) -> tuple[str, str, int | None, str]:
    try:
        parts = urlsplit(address.strip())
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return ("", address, None, "")
    return parts.scheme, (parts.hostname or "").lower(), port, parts.path.rstrip("/").lower()
