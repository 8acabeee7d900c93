"""The rules of the two addresses: resource server and authorization server."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final

from halo_tui.base.text import harmless
from halo_tui.profiles.rules import address_parser
from halo_tui.profiles.rules.address_parser import Address
from halo_tui.profiles.rules.case import Case, Problem
from halo_tui.profiles.rules.lookalikes import is_halos, lookalike

_PORTAL: Final = frozenset(
    {
        "account",
        "agent",
        "agents",
        "apidoc",
        "apidocs",
        "assets",
        "authorise",
        "calendar",
        "clients",
        "config",
        "crm",
        "customers",
        "dashboard",
        "dashboards",
        "home",
        "index.html",
        "invoices",
        "kb",
        "knowledge-base",
        "login",
        "logout",
        "mytickets",
        "opportunities",
        "portal",
        "selfservice",
        "self-service",
        "signin",
        "swagger",
        "ticket",
        "tickets",
        "users",
    }
)
"""First path segments of Halo's web application, its end-user portal and its manual."""

_ENDPOINTS: Final = frozenset({"token", "authorize", ".well-known"})


def malformed(case: Case) -> Problem | None:
    """An address that is malformed or has more than one reading; also an empty one."""
    address, complaints = case.reading.address, case.reading.complaints
    if not complaints or (
        complaints == (address_parser.QUERY,) and address and _is_web_page(address)
    ):
        return None
    return _with_fix("malformed", address, {"why": ", and ".join(complaints)})


def has_credentials(case: Case) -> Problem | None:
    """A user name or password before the host."""
    address = case.address
    if address.user is None:
        return None
    # If the text before the @ looks like a host name, it is unknown which of the two was meant.
    is_clear = "." not in address.user or is_halos(address.host)
    bare = dataclasses.replace(address, user=None)
    return _with_fix("has_credentials", bare if is_clear else None, {"host": address.host})


def insecure_scheme(case: Case) -> Problem | None:
    """An address without encryption."""
    if case.address.is_secure:
        return None
    port = None if case.address.port == 80 else case.address.port
    return _with_fix(
        "insecure_scheme", dataclasses.replace(case.address, scheme="https", port=port)
    )


def lookalike_host(case: Case) -> Problem | None:
    """A host name that looks like one of Halo's."""
    found = lookalike(case.address.host)
    if not found:
        return None
    meant = dataclasses.replace(case.address, host=found.instead) if found.instead else None
    evidence = {"host": harmless(case.address.host), "known": harmless(found.of)}
    return _with_fix("lookalike_host", meant, evidence)


def _with_fix(
    reason: str, address: Address | None, evidence: Mapping[str, object] | None = None
) -> Problem:
    """A problem that can be fixed by another address."""
    return Problem(reason, str(address) if address else None, evidence or {})


def _ends_in_api(address: Address) -> bool:
    return address.segments[-1:] == ("api",)


def _is_web_page(address: Address) -> bool:
    return address.segments[:1] != () and address.segments[0] in _PORTAL


def _with_path(address: Address, path: str) -> Address:
    return dataclasses.replace(address, path=path)


def _cut_at(address: Address, segment: str) -> str:
    """The path before a segment, without the slash at its end."""
    at = f"{address.path.lower()}/".index(f"/{segment}/")
    return address.path[:at]


def authorization_in_resource(case: Case) -> Problem | None:
    """The authorization server's address in the field of the resource server."""
    address = case.address
    if _ends_in_api(address):
        return None
    other = case.other_address("authorization_server")
    is_below_auth = "auth" in address.segments or address.segments[-1:] == ("token",)
    if is_below_auth and other and _ends_in_api(other):
        return Problem("is_authorization_server", swap_with="authorization_server")
    if not is_below_auth and not (other and _is_same(address, other)):
        return None
    if "auth" in address.segments:
        path = _cut_at(address, "auth") + "/api"
    else:
        path = address.path.rstrip("/").removesuffix("/token") + "/api"
    return _with_fix("is_authorization_server", _with_path(address, path))


def _is_same(one: Address, two: Address) -> bool:
    return str(one).rstrip("/").lower() == str(two).rstrip("/").lower()


def portal(case: Case) -> Problem | None:
    """A page for people in the field of the resource server."""
    if not _is_web_page(case.address) or _ends_in_api(case.address):
        return None
    return _with_fix("is_portal", _with_path(case.address, "/api"))


def no_api_path(case: Case) -> Problem | None:
    """A resource server that does not end in /api."""
    address = case.address
    if _ends_in_api(address):
        return None
    below = "api" in address.segments
    path = _cut_at(address, "api") if below else address.path.rstrip("/")
    return _with_fix("no_api_path", _with_path(address, path + "/api"))


def endpoint_in_authorization(case: Case) -> Problem | None:
    """A page below the authorization server, such as /token."""
    address = case.address
    found = next((part for part in address.segments if part in _ENDPOINTS), None)
    if "auth" in address.segments[:-1]:
        return _with_fix(
            "is_token_endpoint", _with_path(address, _cut_at(address, "auth") + "/auth/")
        )
    if found is None:
        return None
    return _with_fix("is_token_endpoint", _with_path(address, _cut_at(address, found) + "/"))


def resource_in_authorization(case: Case) -> Problem | None:
    """The resource server's address in the field of the authorization server."""
    address = case.address
    if not _ends_in_api(address):
        return None
    other = case.other_address("resource_server")
    if other and not _ends_in_api(other) and (_is_auth(other) or other.host != address.host):
        return Problem("is_resource_server", swap_with="resource_server")
    path = _cut_at(address, "api") + "/auth/"
    return _with_fix("is_resource_server", _with_path(address, path))


def _is_auth(address: Address) -> bool:
    return address.segments[-1:] == ("auth",)


def no_trailing_slash(case: Case) -> Problem | None:
    """An authorization server without the final slash, which Gradient refuses."""
    if case.address.path.endswith("/"):
        return None
    return _with_fix("no_trailing_slash", _with_path(case.address, case.address.path + "/"))
