"""Checks of what Gradient needs after the connection: a recurring invoice, and the firewall."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from halo_tui.base.packaged import packaged_toml
from halo_tui.checks.context import Context, Job, Outcome
from halo_tui.checks.exchange import failure_reason, get_shared, request_evidence, resource_url
from halo_tui.checks.subjects.access import count_of
from halo_tui.checks.subjects.grants import AllAnswer, Grants
from halo_tui.checks.subjects.network import Addresses
from halo_tui.halo.errors import HttpError
from halo_tui.halo.origin import Origin, origin_of
from halo_tui.halo.records import ListPage, Members, flag_of
from halo_tui.halo.resolve import ip_address_of

_RECURRING: Final = "RecurringInvoice?pageinate=true&page_size=20&page_no=1"
"""Halo lists active invoices only, unless inactive ones are requested (its documentation)."""

_ARRAY_KEY: Final = "invoices"
_SWITCHED_OFF: Final = {"active": False, "inactive": True, "disabled": True}


async def recurring(context: Context, _job: Job) -> Outcome:
    """Look for an active recurring invoice: without one, Gradient stays Pending."""
    grants = context.facts.get(Grants)
    if grants is None:
        return Outcome.blocked("oauth.token")
    bearer = grants.token_for("read:invoices", "edit:invoices")
    if bearer is None:
        everything = context.facts.get(AllAnswer)
        return Outcome.blocked(grants.check_that_refused("read:invoices", everything))
    response = await get_shared(context, _RECURRING, bearer)
    evidence = request_evidence("GET", resource_url(context, _RECURRING), response)
    if isinstance(response, HttpError):
        return Outcome(failure_reason(response, "not_reported"), evidence)
    page = ListPage.read(response.body, _ARRAY_KEY) if response.status == 200 else None
    if page is None:
        return Outcome("not_reported", evidence | {"came": response.shown or "nothing"})
    return await _pending(context, page, evidence)


async def _pending(context: Context, page: ListPage, evidence: dict[str, Any]) -> Outcome:
    """Return whether Gradient stays Pending, and if so, what could be billed."""
    active = sum(_is_active(row) for row in page.rows)
    evidence |= {"record_count": page.record_count, "looked_at": len(page.rows), "active": active}
    if active:
        return Outcome("ok", evidence)
    if page.count > len(page.rows):  # rows after this page may be active, so nothing is known
        return Outcome("not_reported", evidence)
    counts = {name: await count_of(context, name) for name in ("customers", "contracts")}
    contracts = counts["contracts"]
    evidence["no_contracts"] = None if contracts is None else contracts == 0
    return Outcome("none_active", evidence | counts)


def _is_active(row: Members) -> bool:
    return all(flag_of(row, name) is not off for name, off in _SWITCHED_OFF.items())


async def allow_list(context: Context, _job: Job) -> Outcome:
    """Collect what the owner of a firewall needs; only Gradient can test its own access."""
    return Outcome(
        "unknowable",
        {
            "servers": [_server(context, origin) for origin in _origins(context)],
            "published": [_without_id(entry) for entry in published()],
            "sources": [address for entry in published() for address in entry["addresses"]],
            "published_sets": [_in_words(entry) for entry in published()],
            "ports": sorted({origin.port for origin in _origins(context)}),
        },
    )


def _without_id(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != "source"}


def _in_words(entry: Mapping[str, Any]) -> str:
    """Return the addresses that one version of the guide prints; misprinted ones are marked."""
    addresses = [
        address if ip_address_of(address) else f"{address} (misprinted: a part is missing)"
        for address in entry["addresses"]
    ]
    return f"{' and '.join(addresses)} in {entry['revision']}"


def _origins(context: Context) -> list[Origin]:
    """Return the origins that Gradient has to reach."""
    found: list[Origin] = []
    for address in (context.profile.resource_server, context.profile.authorization_server):
        try:
            origin = origin_of(address.strip())
        except ValueError:
            continue
        if origin not in found:
            found.append(origin)
    return found


def _server(context: Context, origin: Origin) -> dict[str, Any]:
    known = context.facts.get(Addresses, origin)
    return {
        "name": origin.host,
        "port": origin.port,
        "addresses": list(known.texts) if known else [],
    }


@cache
def published() -> tuple[Mapping[str, Any], ...]:
    """Return the addresses for firewalls in Gradient's published guide, by its versions."""
    return tuple(packaged_toml("halo_tui.guide", "published.toml")["allow_list"])
