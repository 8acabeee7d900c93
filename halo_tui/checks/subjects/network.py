"""Whether the servers can be reached: their names, their ports, and the clock of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from halo_tui.base.text import harmless
from halo_tui.checks.context import Context, Job, Outcome
from halo_tui.halo.origin import Origin
from halo_tui.halo.proxy import Proxy, ProxyError, proxy_for, tunnel
from halo_tui.halo.resolve import (
    NameNotFoundError,
    NoResolverError,
    ResolveError,
    ip_address_of,
    is_loopback_name,
)

if TYPE_CHECKING:
    from halo_tui.halo.reply import Reply

MOST_SKEW: Final = 300.0
"""Seconds that this machine's clock may differ from a server's."""

_DOCUMENTATION: Final = tuple(
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
"""Addresses for documentation (RFC 5737, RFC 3849)."""
_PROXY_AUTHENTICATION: Final = 407
_TESTS: Final = ".test"
"""The end of names for tests, which never exist in public (RFC 6761, section 6.2)."""
_REHEARSAL: Final = "This name means this machine itself: a rehearsal, out of Gradient's reach"


@dataclass(frozen=True, slots=True)
class Addresses:
    """A fact: the addresses to which the name of an origin resolves."""

    texts: tuple[str, ...]
    """Empty if only the proxy resolves the name."""


@dataclass(frozen=True, slots=True)
class OpenAddresses:
    """A fact: the addresses of an origin at which a connection opens."""

    addresses: tuple[str, ...]
    """Empty if a proxy is used."""
    proxy: Proxy | None = None


@dataclass(frozen=True, slots=True)
class ServerTime:
    """A fact: the difference between a server's clock and this machine's."""

    offset_seconds: float
    """Positive if the server is ahead, that is, this machine is behind."""


async def dns(context: Context, job: Job) -> Outcome:
    """Check that the name resolves, to addresses that Gradient can reach as well."""
    origin = _target(job)
    host, seconds = origin.host, context.options.timeout
    try:
        async with asyncio.timeout(seconds):
            addresses = await context.resolver.lookup(host, origin.port)
    except TimeoutError:
        reason, evidence = "timeout", {"host": host, "seconds": seconds}
    except NameNotFoundError as problem:
        reason, evidence = "not_found", {"host": host, "answer": str(problem)}
    except NoResolverError as problem:
        reason, evidence = "no_resolver", {"host": host, "answer": str(problem)}
    else:
        context.facts.put(Addresses(tuple(addresses)), origin)
        rehearsed = _is_this_machine(context, host, addresses)
        return _addresses_outcome(host, addresses, rehearsed=rehearsed)
    proxy = _proxy_of(context, origin)
    if proxy is None:
        return Outcome(reason, evidence)
    context.facts.put(Addresses(()), origin)
    known = {"proxy": proxy.shown, "variable": proxy.variable}
    return Outcome("left_to_proxy", {**evidence, **known})


def is_rehearsal(context: Context, host: str, addresses: Iterable[str]) -> bool:
    """Whether a host stands for a public one: this machine, or a name or address for tests."""
    if host.endswith(_TESTS) or _is_this_machine(context, host, addresses):
        return True
    address = ip_address_of(host)
    return address is not None and _is_documentation(address)


def _is_this_machine(context: Context, host: str, addresses: Iterable[str]) -> bool:
    return is_loopback_name(host) or _is_pinned_here(context, host, addresses)


def _is_pinned_here(context: Context, host: str, addresses: Iterable[str]) -> bool:
    """Whether the hosts file in the settings maps a name to addresses of this machine."""
    if not all((found := ip_address_of(text)) and found.is_loopback for text in addresses):
        return False
    return context.resolver.is_pinned(host)


def _addresses_outcome(host: str, addresses: Iterable[str], *, rehearsed: bool) -> Outcome:
    local = [text for text in addresses if not _is_public(text)]
    public = [text for text in addresses if _is_public(text)]
    evidence: dict[str, object] = {"host": host, "addresses": [*public, *local]}
    if rehearsed:
        return Outcome("ok", {**evidence, "note": _REHEARSAL})
    if local and not public:
        return Outcome("private_address", {**evidence, "written_as_address": _is_literal(host)})
    return Outcome("ok", evidence)


def _is_literal(host: str) -> bool:
    return ip_address_of(host) is not None


def _is_public(text: str) -> bool:
    address = ip_address_of(text)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address is not None and (address.is_global or _is_documentation(address))


def _is_documentation(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one for documentation: in a rehearsal it replaces a public address."""
    return any(address in net for net in _DOCUMENTATION if net.version == address.version)


def _proxy_of(context: Context, origin: Origin) -> Proxy | None:
    """Return the proxy for an origin; None for a name in the hosts file."""
    with contextlib.suppress(ResolveError):
        if context.resolver.is_pinned(origin.host):
            return None
    return proxy_for(origin)


async def tcp(context: Context, job: Job) -> Outcome:
    """Check that a connection opens at every address of the name."""
    origin = _target(job)
    proxy = _proxy_of(context, origin)
    if proxy:
        return await _through_proxy(context, origin, proxy)
    known = context.facts.get(Addresses, origin)
    if known is None or not known.texts:
        return Outcome.blocked("network.dns")
    seconds = context.options.timeout
    began = time.monotonic()
    ended = await asyncio.gather(
        *(_connect(context, origin, text, seconds) for text in known.texts)
    )
    results = dict(zip(known.texts, ended, strict=True))
    evidence: dict[str, object] = {
        "host": origin.host,
        "port": origin.port,
        "addresses": list(known.texts),
        "connect_ms": round((time.monotonic() - began) * 1000),
    }
    return _connections_outcome(context, origin, results, evidence)


def _connections_outcome(
    context: Context, origin: Origin, results: Mapping[str, str], evidence: dict[str, object]
) -> Outcome:
    """Return the outcome of all connections; `results` has "" or a reason for each address."""
    opened = tuple(text for text, problem in results.items() if not problem)
    failed = {text: problem for text, problem in results.items() if problem}
    if failed:
        evidence |= {"failing_addresses": list(failed), "problems": failed}
    if not opened:
        problems = failed.values()
        worst = next(r for r in ("refused", "timeout", "unreachable") if r in problems)
        return Outcome(worst, {**evidence, "seconds": context.options.timeout})
    context.facts.put(OpenAddresses(opened), origin)
    evidence["working_addresses"] = list(opened)
    # A machine without IPv6 shows nothing about a server that has it. A name for this machine
    # itself has both of its addresses, whichever is in use.
    unknown_here = all(":" in text and why == "unreachable" for text, why in failed.items())
    if unknown_here or is_loopback_name(origin.host):
        return Outcome("ok", evidence)
    return Outcome("some_addresses_fail", evidence)


async def _connect(context: Context, origin: Origin, address: str, seconds: float) -> str:
    """Open a connection and keep it for the handshake; return "" or the reason of the failure."""
    try:
        async with asyncio.timeout(seconds):
            streams = await asyncio.open_connection(address, origin.port)
    except TimeoutError:
        return "timeout"
    except ConnectionRefusedError:
        return "refused"
    except ConnectionError:
        return ""  # It opened and was closed at once; the check of the handshake reports this.
    except OSError:
        return "unreachable"
    context.http.reserve(origin, address, streams)
    return ""


async def _through_proxy(context: Context, origin: Origin, proxy: Proxy) -> Outcome:
    seconds = context.options.timeout
    evidence: dict[str, object] = {
        "host": origin.host,
        "port": origin.port,
        "proxy": proxy.shown,
        "variable": proxy.variable,
    }
    try:
        async with asyncio.timeout(seconds):
            streams = await tunnel(proxy, origin.host, origin.port, context.resolver)
    except TimeoutError:
        return Outcome("proxy_failed", evidence | {"problem": f"no answer in {seconds:g} seconds"})
    except ProxyError as problem:
        evidence |= {"problem": harmless(str(problem)), "status": problem.status}
        if problem.status is not None:
            evidence["wants_credentials"] = problem.status == _PROXY_AUTHENTICATION
        return Outcome("proxy_failed", evidence)
    context.http.reserve(origin, "", streams)
    context.facts.put(OpenAddresses((), proxy), origin)
    return Outcome("ok", evidence)


def note_date(context: Context, reply: Reply) -> None:
    """Compare the clocks by an answer that has just arrived (its `Date`, RFC 9110 §6.6.1).

    The answer with the smallest difference counts, because a delay can only increase it.
    """
    try:
        at = parsedate_to_datetime(reply.headers.get("date", ""))
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        offset = (at - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, LookupError, OverflowError):
        return
    known = context.facts.get(ServerTime)
    if known is None or abs(offset) < abs(known.offset_seconds):
        context.facts.put(ServerTime(offset))


async def clock(context: Context, job: Job) -> Outcome:
    """Check that the clocks of this machine and of the servers agree."""
    known = context.facts.get(ServerTime)
    if known is None:
        return Outcome("not_reported")
    offset = known.offset_seconds
    evidence = {
        "offset_seconds": round(offset),
        "how_far": _duration(abs(offset)),
        "direction": "behind" if offset > 0 else "ahead of",
        "here": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return Outcome("skewed" if abs(offset) > MOST_SKEW else "ok", evidence)


def _duration(seconds: float) -> str:
    """Format a duration in its largest unit: "40 minutes", "3 days"."""
    seconds = round(seconds)
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {unit}" + ("s" if count != 1 else "")
    return f"{seconds} seconds"


def _target(job: Job) -> Origin:
    assert job.target is not None, "the plan runs this check for each origin"
    return job.target
