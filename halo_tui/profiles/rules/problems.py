"""The rules of the five values. The form, the commands and the checks all use this module.

Rules are pure functions over plain text, quick enough to run at every key press. Each rule looks
for one problem; a table lists the rules of each field in their order. `offering` decides what may
be offered instead of a wrong value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from halo_tui.profiles.rules import address, credential, tenant
from halo_tui.profiles.rules.case import Case, Problem, Rule

__all__ = ["WARNINGS", "Problem", "problems_of"]

WARNINGS: Final = frozenset(
    {"not_a_guid", "unusual_shape", "no_api_path", "lookalike_host", "set_on_premise"}
)
"""Reasons that are warnings, because the value can be right; every other reason is an error."""

_FINAL_REASONS: Final = frozenset(
    {
        *("missing", "swapped", "masked", "unreadable_reference", "has_credentials"),
        *("is_authorization_server", "is_portal", "is_resource_server", "is_token_endpoint"),
    }
)
"""Reasons after which no further rule is applied to a value."""


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


def problems_of(field: str, values: Mapping[str, str]) -> list[Problem]:
    """Return the problems of one field's value, the most severe first.

    Args:
        field: one of `schema.GRADIENT_FIELDS`.
        values: all fields as plain text, with `hosting` and `client_secret_ref`; a missing field
            counts as empty.
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
