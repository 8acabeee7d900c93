"""Checks of the five values of a profile, before any request is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from halo_tui.base.text import harmless
from halo_tui.base.threads import in_daemon
from halo_tui.checks.context import Context, Job, Outcome
from halo_tui.profiles.errors import SecretUnreadableError
from halo_tui.profiles.rules.offering import fix_evidence
from halo_tui.profiles.rules.problems import problems_of
from halo_tui.profiles.rules.shapes import shape_of
from halo_tui.profiles.secrets import resolving

if TYPE_CHECKING:
    from pydantic import SecretStr

_UNUSABLE: Final = frozenset({"missing", "swapped", "masked", "unreadable_reference"})


@dataclass(frozen=True, slots=True)
class ResolvedSecret:
    """The client secret, for the check that requests a token."""

    value: SecretStr = field(repr=False)


async def client_id(context: Context, job: Job) -> Outcome:
    """Check the client ID."""
    values = context.profile.values()
    return _field_outcome(job.subject, values, passed={"value": values["client_id"]})


async def client_secret(context: Context, job: Job) -> Outcome:
    """Read the secret from its place, and check it."""
    profile = context.profile
    values = profile.values()
    stored = {"stored": harmless(resolving.where(profile))}
    if not profile.secret_withheld:
        outcome = _field_outcome(job.subject, values, stored)
        if outcome.reason in _UNUSABLE:
            return outcome
    try:
        async with asyncio.timeout(context.options.timeout):
            secret = await in_daemon(lambda: resolving.resolve(profile), "secret")
    except SecretUnreadableError as problem:
        return Outcome("unreadable_reference", {"why": harmless(str(problem)), **stored})
    except TimeoutError:
        why = f"it did not come within {context.options.timeout:g} seconds"
        return Outcome("unreadable_reference", {"why": why, **stored})
    context.facts.put(ResolvedSecret(secret))
    clear = secret.get_secret_value()
    about = {**stored, "length": len(clear), "shape": shape_of(clear)}
    is_elsewhere = bool(values["client_secret_ref"])
    outcome = _field_outcome(
        job.subject, {**values, "client_secret": clear, "client_secret_ref": ""}, about
    )
    if is_elsewhere and "fixable" in outcome.evidence:  # no key can fix a secret elsewhere
        return Outcome(outcome.reason, {**outcome.evidence, "fixable": False})
    return outcome


async def resource_server(context: Context, job: Job) -> Outcome:
    """Check that the resource server's address is plain and encrypted."""
    return _address_outcome(job.subject, context.profile.values())


async def authorization_server(context: Context, job: Job) -> Outcome:
    """Check that the authorization server's address is plain, encrypted and complete."""
    return _address_outcome(job.subject, context.profile.values())


async def tenant(context: Context, job: Job) -> Outcome:
    """Check that the tenant matches the hosting."""
    values = context.profile.values()
    value = {"value": harmless(values["tenant"])} if values["tenant"] else {}
    return _field_outcome(job.subject, values, {"hosting": values["hosting"]}, passed=value)


def _address_outcome(name: str, values: Mapping[str, str]) -> Outcome:
    address = values[name].strip()
    host = harmless(urlsplit(address).netloc) if not problems_of(name, values) else ""
    return _field_outcome(name, values, passed={"value": address, "host": host})


def _field_outcome(
    name: str,
    values: Mapping[str, str],
    evidence: Mapping[str, Any] | None = None,
    passed: Mapping[str, Any] | None = None,
) -> Outcome:
    """Return the outcome for the worst problem of a field.

    Args:
        name: the field.
        values: the profile's values.
        evidence: included in every case.
        passed: included only if there is no problem, because a wrong value can be a secret that
            belongs into another field.
    """
    problems = problems_of(name, values)
    about = dict(evidence or {})
    if not problems:
        return Outcome("ok", about | dict(passed or {}))
    others = [problem.reason for problem in problems[1:]]
    also = {"also": others} if others else {}
    evidence = {**about, **problems[0].evidence, **fix_evidence(name, values), **also}
    return Outcome(problems[0].reason, evidence)
