"""Every rule about the five values, once: the form, the commands and the checks ask here.

Pure functions over plain text, quick enough to run at every key press. A rule looks at one thing;
the table at the end says which rules a field has, and in which order they speak.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from halo_tui.profiles import addresses, references, shapes
from halo_tui.profiles.addresses import Address
from halo_tui.profiles.lookalikes import DOMAINS, lookalike
from halo_tui.text import harmless

FIELDS: Final = (
    "client_id",
    "client_secret",
    "resource_server",
    "authorization_server",
    "tenant",
)
"""The five values, in the order in which Gradient asks for them."""

NOT_SET: Final = "Not set"
"""What Gradient wants as the tenant of an on-premise instance; never sent to Halo."""

_PLACEHOLDERS: Final = frozenset(
    {"not set", "not-set", "not_set", "notset", "none", "null", "n/a", "not applicable", "-"}
)
_PORTAL: Final = frozenset(
    {
        "account",
        "agent",
        "agents",
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
        "ticket",
        "tickets",
        "users",
    }
)
"""First parts of the paths of Halo's web application and its end-user portal."""

_ENDPOINTS: Final = frozenset({"token", "authorize", ".well-known"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value."""

    reason: str
    """The last part of the code `fields.FIELD.reason`."""
    mend: str | None = field(default=None, repr=False)
    """The value that cures it, where that is certain enough for one key."""
    evidence: Mapping[str, object] = field(default_factory=dict)
    """For the finding's words; JSON values, harmless, never the secret."""
    swap_with: str | None = None
    """The field with which this one has to change places; then there is no `mend`."""


def judge(field: str, values: Mapping[str, str]) -> list[Problem]:
    """What is wrong with one field's value, the worst first.

    Args:
        field: one of `FIELDS`.
        values: all fields, `hosting` and `client_secret_ref` as plain text; missing ones count as
            empty.
    """
    case = _Case(field, values)
    problems: list[Problem] = []
    for rule in _RULES[field]:
        problem = rule(case)
        if problem:
            problems.append(problem)
            if problem.reason in _LAST_WORDS or case.is_beyond_reading:
                break
    return problems


def mended(field: str, problem: Problem, values: Mapping[str, str]) -> dict[str, str]:
    """The values that one key changes to cure a problem; empty where a person has to think.

    Args:
        field: the field that was judged.
        problem: one that `judge` returned for it.
        values: what was judged.
    """
    if problem.swap_with:
        other = problem.swap_with
        return {field: values.get(other, ""), other: values.get(field, "")}
    return {} if problem.mend is None else {field: problem.mend}


class _Case:
    """One value, with what the rules ask about it and its neighbours."""

    def __init__(self, field: str, values: Mapping[str, str]) -> None:
        self.field = field
        self.values = values
        self.value = values.get(field, "")

    @cached_property
    def clean(self) -> str:
        """A credential without what clung to it."""
        return shapes.clean(self.value[: addresses.LONGEST])

    @cached_property
    def reading(self) -> addresses.Reading:
        """What could be made of an address."""
        return addresses.read(self.value)

    @property
    def address(self) -> Address:
        """The address; only for rules that stand behind the one on malformed ones."""
        assert self.reading.address
        return self.reading.address

    @property
    def is_beyond_reading(self) -> bool:
        """Whether no later rule can say anything."""
        return self.field.endswith("_server") and self.reading.address is None

    @property
    def is_hosted(self) -> bool:
        return self.values.get("hosting") != "on-premise"

    def other(self, field: str) -> str:
        """Another field's value."""
        return self.values.get(field, "")[: addresses.LONGEST]

    def other_address(self, field: str) -> Address | None:
        """Another field's address, if it is one."""
        return addresses.read(self.other(field)).address


_Rule: TypeAlias = Callable[[_Case], Problem | None]


# --- the client ID and the secret


def _missing(case: _Case) -> Problem | None:
    return None if case.clean else Problem("missing")


def _secret_missing(case: _Case) -> Problem | None:
    return None if case.other("client_secret_ref") else _missing(case)


def _reference(case: _Case) -> Problem | None:
    text = case.other("client_secret_ref")
    if not text:
        return None
    if case.value:
        return Problem(
            "unreadable_reference",
            evidence={"why": "a secret and a reference to one are both given; keep one of them"},
        )
    try:
        references.parse(text)
    except references.MalformedReferenceError as problem:
        return Problem("unreadable_reference", evidence={"why": str(problem)})
    return None


def _secret_in_id(case: _Case) -> Problem | None:
    if not shapes.is_secret(case.clean):
        return None
    can_swap = not case.other("client_secret_ref") and not shapes.is_secret(
        shapes.clean(case.other("client_secret"))
    )
    return Problem("swapped", swap_with="client_secret" if can_swap else None)


def _id_in_secret(case: _Case) -> Problem | None:
    client_id = shapes.clean(case.other("client_id"))
    id_is_elsewhere = shapes.is_id(client_id) and client_id.lower() != case.clean.lower()
    if not shapes.is_id(case.clean) or id_is_elsewhere:
        return None
    can_swap = not shapes.is_id(client_id)
    return Problem("swapped", swap_with="client_id" if can_swap else None)


def _masked(case: _Case) -> Problem | None:
    return Problem("masked") if shapes.is_masked(case.clean) else None


def _invisible(case: _Case) -> Problem | None:
    if case.clean == case.value or len(case.value) > addresses.LONGEST:
        return None
    found = shapes.names_of_odd_characters(case.value[: addresses.LONGEST])
    return Problem("invisible_characters", case.clean, {"characters": found})


def _not_a_guid(case: _Case) -> Problem | None:
    if shapes.is_id(case.clean):
        return None
    return Problem(
        "not_a_guid", shapes.id_within(case.value[: addresses.LONGEST]), _seen(case.clean)
    )


def _unusual_shape(case: _Case) -> Problem | None:
    if case.other("client_secret_ref") or shapes.is_secret(case.clean):
        return None
    within = shapes.secret_within(case.value[: addresses.LONGEST])
    return Problem("unusual_shape", within, _seen(case.clean))


def _seen(value: str) -> dict[str, object]:
    return {"length": len(value), "shape": shapes.shape_of(value)}


# --- both addresses


def _malformed(case: _Case) -> Problem | None:
    address, complaints = case.reading.address, case.reading.complaints
    if not complaints or (complaints == (addresses.QUERY,) and address and _is_web_page(address)):
        return None
    return _readdress("malformed", address, {"why": ", and ".join(complaints)})


def _has_credentials(case: _Case) -> Problem | None:
    address = case.address
    if address.user is None:
        return None
    # With a host name before the @, it is open which of the two was meant.
    is_clear = ":" in address.user or "." not in address.user
    bare = dataclasses.replace(address, user=None)
    return _readdress("has_credentials", bare if is_clear else None, {"host": address.host})


def _insecure_scheme(case: _Case) -> Problem | None:
    if case.address.is_secure:
        return None
    port = None if case.address.port == 80 else case.address.port
    return _readdress(
        "insecure_scheme", dataclasses.replace(case.address, scheme="https", port=port)
    )


def _lookalike_host(case: _Case) -> Problem | None:
    found = lookalike(case.address.host)
    if not found:
        return None
    meant = dataclasses.replace(case.address, host=found.instead) if found.instead else None
    evidence = {"host": harmless(case.address.host), "known": harmless(found.of)}
    return _readdress("lookalike_host", meant, evidence)


def _readdress(
    reason: str, address: Address | None, evidence: Mapping[str, object] | None = None
) -> Problem:
    """A problem that another address cures; credentials in it are not repeated in the evidence."""
    shown = harmless(str(address)) if address and address.user is None else None
    return Problem(reason, str(address) if address else None, {**(evidence or {}), "mended": shown})


def _ends_in_api(address: Address) -> bool:
    return address.segments[-1:] == ("api",)


def _is_web_page(address: Address) -> bool:
    return address.segments[:1] != () and address.segments[0] in _PORTAL


def _with_path(address: Address, path: str) -> Address:
    return dataclasses.replace(address, path=path)


def _cut_at(address: Address, segment: str) -> str:
    """The path up to a segment, without it and its slash."""
    at = f"{address.path.lower()}/".index(f"/{segment}/")
    return address.path[:at]


# --- the resource server


def _authorization_in_resource(case: _Case) -> Problem | None:
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
    return _readdress("is_authorization_server", _with_path(address, path))


def _is_same(one: Address, two: Address) -> bool:
    return str(one).rstrip("/").lower() == str(two).rstrip("/").lower()


def _portal(case: _Case) -> Problem | None:
    if not _is_web_page(case.address) or _ends_in_api(case.address):
        return None
    return _readdress("is_portal", _with_path(case.address, "/api"))


def _no_api_path(case: _Case) -> Problem | None:
    address = case.address
    if _ends_in_api(address):
        return None
    below = "api" in address.segments
    path = _cut_at(address, "api") if below else address.path.rstrip("/")
    return _readdress("no_api_path", _with_path(address, path + "/api"))


# --- the authorization server


def _endpoint_in_authorization(case: _Case) -> Problem | None:
    address = case.address
    found = next((part for part in address.segments if part in _ENDPOINTS), None)
    if "auth" in address.segments[:-1]:
        return _readdress(
            "is_token_endpoint", _with_path(address, _cut_at(address, "auth") + "/auth/")
        )
    if found is None:
        return None
    return _readdress("is_token_endpoint", _with_path(address, _cut_at(address, found) + "/"))


def _resource_in_authorization(case: _Case) -> Problem | None:
    address = case.address
    if not _ends_in_api(address):
        return None
    other = case.other_address("resource_server")
    if other and not _ends_in_api(other) and (_is_auth(other) or other.host != address.host):
        return Problem("is_resource_server", swap_with="resource_server")
    path = _cut_at(address, "api") + "/auth/"
    return _readdress("is_resource_server", _with_path(address, path))


def _is_auth(address: Address) -> bool:
    return address.segments[-1:] == ("auth",)


def _no_trailing_slash(case: _Case) -> Problem | None:
    if case.address.path.endswith("/"):
        return None
    return _readdress("no_trailing_slash", _with_path(case.address, case.address.path + "/"))


# --- the tenant


def _tenant_missing(case: _Case) -> Problem | None:
    return Problem("missing") if case.is_hosted and not _tenant(case) else None


def _secret_in_tenant(case: _Case) -> Problem | None:
    return Problem("swapped") if shapes.is_secret(case.clean) else None


def _tenant_invisible(case: _Case) -> Problem | None:
    if not case.is_hosted or len(case.value) > addresses.LONGEST or _tenant(case) == case.value:
        return None
    found = shapes.names_of_odd_characters(case.value)
    return Problem("invisible_characters", _tenant(case), {"characters": found})


def _placeholder_on_hosted(case: _Case) -> Problem | None:
    if not case.is_hosted or _tenant(case).lower() not in _PLACEHOLDERS:
        return None
    return Problem("placeholder_on_hosted")


def _address_in_tenant(case: _Case) -> Problem | None:
    tenant = _tenant(case)
    if not case.is_hosted or not tenant:
        return None
    address = addresses.read(tenant).address
    if not ("/" in tenant or (address and (address.port or _is_host(address.host, case)))):
        return None
    first, _, domain = address.host.partition(".") if address else ("", "", "")
    return Problem("is_address", first if domain.lower() in DOMAINS else None)


def _is_host(text: str, case: _Case) -> bool:
    """Whether a text with dots is a host: a tenant's name may have a dot in it as well."""
    servers = (case.other_address("resource_server"), case.other_address("authorization_server"))
    hosts = [f".{server.host.lower()}" for server in servers if server]
    return (
        text.count(".") > 1
        or text.lower() in DOMAINS
        or ("." in text and any(host.endswith(f".{text.lower()}") for host in hosts))
    )


def _set_on_premise(case: _Case) -> Problem | None:
    if case.is_hosted or not case.value or case.value.strip(" ").lower() in _PLACEHOLDERS:
        return None
    return Problem("set_on_premise", NOT_SET)


def _tenant(case: _Case) -> str:
    return shapes.clean_words(case.value[: addresses.LONGEST])


_LAST_WORDS: Final = frozenset(
    {
        *("missing", "swapped", "masked", "unreadable_reference", "has_credentials"),
        *("is_authorization_server", "is_portal", "is_resource_server", "is_token_endpoint"),
    }
)
"""After these there is nothing more to say about a value."""

_RULES: Final[Mapping[str, tuple[_Rule, ...]]] = {
    "client_id": (_missing, _secret_in_id, _invisible, _not_a_guid),
    "client_secret": (
        _reference, _secret_missing, _id_in_secret, _masked, _invisible, _unusual_shape,
    ),
    "resource_server": (
        _missing, _malformed, _has_credentials, _insecure_scheme, _authorization_in_resource,
        _portal, _no_api_path, _lookalike_host,
    ),
    "authorization_server": (
        _missing, _malformed, _has_credentials, _insecure_scheme, _endpoint_in_authorization,
        _resource_in_authorization, _no_trailing_slash, _lookalike_host,
    ),
    "tenant": (
        _secret_in_tenant, _tenant_missing, _tenant_invisible, _placeholder_on_hosted,
        _address_in_tenant, _set_on_premise,
    ),
}  # fmt: skip
"""The rules of each field, in the order in which they speak."""
