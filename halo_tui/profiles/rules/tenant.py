"""The rules of the tenant, which depend on the hosting."""

from __future__ import annotations

import re
from typing import Final

from halo_tui.base.text import harmless
from halo_tui.profiles.rules import address_parser, shapes
from halo_tui.profiles.rules.case import Case, Problem
from halo_tui.profiles.rules.lookalikes import DOMAINS
from halo_tui.profiles.schema import NOT_SET

_PLACEHOLDERS: Final = frozenset(
    {"not set", "not-set", "not_set", "notset", "none", "null", "n/a", "not applicable", "-"}
)

_CAPTION = re.compile(
    r"(?P<caption>\W*(?:halo(?:psa|itsm)?[ _-]*)?tenant(?:[ _-]?(?:name|id))?[\"']?\s*"
    r"(?:[:=]|->|=>|\u2192))(?P<value>.+)",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    """Whether a text means that there is no tenant, such as "Not set"."""
    return shapes.clean_words(text[: address_parser.LONGEST]).lower() in _PLACEHOLDERS


def tenant_missing(case: Case) -> Problem | None:
    """No tenant for a hosted instance."""
    return Problem("missing") if case.is_hosted and not case.clean_words else None


def secret_in_tenant(case: Case) -> Problem | None:
    """A text with the shape of a secret in the field of the tenant."""
    return Problem("swapped") if shapes.is_secret(case.clean) else None


def tenant_captioned(case: Case) -> Problem | None:
    """The tenant with its caption, as in `Tenant: acme`, for a hosted instance."""
    match = _CAPTION.fullmatch(case.clean_words) if case.is_hosted else None
    if match is None:
        return None
    value = shapes.clean_words(match["value"])
    return Problem("captioned", value or None, {"caption": harmless(match["caption"].strip())})


def tenant_invisible(case: Case) -> Problem | None:
    """Blanks and invisible characters that were copied with the tenant of a hosted instance."""
    if (
        not case.is_hosted
        or len(case.value) > address_parser.LONGEST
        or case.clean_words == case.value
    ):
        return None
    found = shapes.names_of_odd_characters(case.value)
    return Problem("invisible_characters", case.clean_words, {"characters": found})


def placeholder_on_hosted(case: Case) -> Problem | None:
    """A placeholder, such as "Not set", for a hosted instance."""
    if not case.is_hosted or not is_placeholder(case.value):
        return None
    return Problem("placeholder_on_hosted")


def address_in_tenant(case: Case) -> Problem | None:
    """An address or a host as the tenant of a hosted instance."""
    tenant = case.clean_words
    if not case.is_hosted or not tenant:
        return None
    address = address_parser.read(tenant).address
    if not ("/" in tenant or (address and (address.port or _is_host(address.host, case)))):
        return None
    first, _, domain = address.host.partition(".") if address else ("", "", "")
    return Problem("is_address", first if domain.lower() in DOMAINS else None)


def _is_host(text: str, case: Case) -> bool:
    """Whether a text with dots is a host; the name of a tenant can contain a dot, too."""
    servers = (case.other_address("resource_server"), case.other_address("authorization_server"))
    hosts = [f".{server.host.lower()}" for server in servers if server]
    return (
        text.count(".") > 1
        or text.lower() in DOMAINS
        or ("." in text and any(host.endswith(f".{text.lower()}") for host in hosts))
    )


def set_on_premise(case: Case) -> Problem | None:
    """A tenant for an instance on the customer's own server."""
    if case.is_hosted or not case.value or case.value.strip(" ").lower() in _PLACEHOLDERS:
        return None
    return Problem("set_on_premise", NOT_SET)
