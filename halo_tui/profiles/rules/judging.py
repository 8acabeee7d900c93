"""Every rule about the five values, once: the form, the commands and the checks ask here.

Pure functions over plain text, quick enough to run at every key press. A rule looks at one thing;
the table says which rules a field has, and in which order they apply. What may be offered in the
place of a wrong value is decided in `offering`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from halo_tui.profiles.rules import address, credential, tenant
from halo_tui.profiles.rules.case import Case, Problem, Rule

__all__ = ["WARNINGS", "Problem", "judge"]

WARNINGS: Final = frozenset(
    {"not_a_guid", "unusual_shape", "no_api_path", "lookalike_host", "set_on_premise"}
)
"""Reasons for a second look at a value that may be right all the same; every other refuses it."""

_FINAL_REASONS: Final = frozenset(
    {
        *("missing", "swapped", "masked", "unreadable_reference", "has_credentials"),
        *("is_authorization_server", "is_portal", "is_resource_server", "is_token_endpoint"),
    }
)
"""After these no other rule is asked about a value."""


_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "client_id": (
        credential.missing, credential.pair_in_id, credential.secret_in_id,
        credential.invisible, credential.not_a_guid,
    ),
    "client_secret": (
        credential.reference, credential.secret_missing,
        credential.pair_in_secret, credential.id_in_secret, credential.masked,
        credential.invisible, credential.unusual_shape,
    ),
    "resource_server": (
        credential.missing, address.malformed, address.has_credentials,
        address.insecure_scheme, address.authorization_in_resource,
        address.portal, address.no_api_path, address.lookalike_host,
    ),
    "authorization_server": (
        credential.missing, address.malformed, address.has_credentials,
        address.insecure_scheme, address.endpoint_in_authorization,
        address.resource_in_authorization, address.no_trailing_slash,
        address.lookalike_host,
    ),
    "tenant": (
        tenant.secret_in_tenant, tenant.tenant_missing,
        tenant.tenant_captioned, tenant.tenant_invisible, tenant.placeholder_on_hosted,
        tenant.address_in_tenant, tenant.set_on_premise,
    ),
}  # fmt: skip
"""The rules of each field, in the order in which they apply."""


def judge(field: str, values: Mapping[str, str]) -> list[Problem]:
    """What is wrong with one field's value, the worst first.

    Args:
        field: one of `schema.GRADIENT_FIELDS`.
        values: all fields, `hosting` and `client_secret_ref` as plain text; missing ones count as
            empty.
    """
    case = Case(field, values)
    problems: list[Problem] = []
    for rule in _RULES[field]:
        problem = rule(case)
        if problem:
            problems.append(problem)
            if problem.reason in _FINAL_REASONS or case.is_beyond_reading:
                break
    return problems
