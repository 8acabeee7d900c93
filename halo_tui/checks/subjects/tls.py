"""TLS: the handshake, the completeness of the chain, and the certificate itself.

One strict handshake with each address serves all three checks, so that no problem hides another: a
wrong name is not a fault of the chain, and a missing intermediate not one of the certificate.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from halo_tui.base.text import harmless
from halo_tui.checks.context import Context, Job, Outcome
from halo_tui.checks.subjects.network import Addresses, OpenAddresses, is_rehearsal
from halo_tui.halo.aia import ChainResult, verify_chain
from halo_tui.halo.certificates import Certificate, path_of, read_chain, today
from halo_tui.halo.origin import Origin
from halo_tui.halo.resolve import is_loopback_name
from halo_tui.halo.tls import Endpoint, Failure, Handshake, single_handshake, strict_handshake
from halo_tui.halo.trust import Trust, trust_of

_HANDSHAKE: Final = "tls.handshake"

SOON_DAYS: Final = 30
"""A certificate that ends within this number of days gets a warning."""

_READS_AT_ONCE: Final = 9
"""The number of simultaneous requests of a run at the resource server."""

_NAMES_SHOWN: Final = 20
_RECEIVED_LIMIT: Final = 120

_FAULT_BY_CODE: Final = {
    9: "not_yet_valid", 10: "expired", 62: "wrong_host", 63: "wrong_host", 64: "wrong_host",
    66: "weak", 67: "weak", 68: "weak",
}  # fmt: skip
"""OpenSSL's codes (X509_V_ERR_…) for what it verifies after the chain is complete."""

_CHAIN_FAULTS: Final = (
    "incomplete", "self_signed", "untrusted_root", "incomplete_or_untrusted", "broken",
)  # fmt: skip
_CERTIFICATE_FAULTS: Final = (
    "expired", "not_yet_valid", "intermediate_expired", "wrong_host", "weak", "wrong_purpose",
    "unreadable",
)  # fmt: skip
"""The most severe first: it is reported if several addresses have different faults."""

_DETAILS: Final = {
    "intermediate_expired": ("expired_subject", "expired_on"),
    "not_yet_valid": ("early_subject", "valid_from"),
    "weak": ("weak_parts",),
    "wrong_host": ("no_names", "wildcard_one_level_short"),
}
"""What the words of a fault need in addition to the certificate itself."""

_FAULT_WORDS: Final = {
    "incomplete": "a certificate is missing",
    "self_signed": "the certificate is self-signed",
    "untrusted_root": "the root is not a public one",
    "incomplete_or_untrusted": "a certificate is missing, or the root is not a public one",
    "broken": "the certificates do not fit together",
}
_INSPECTORS: Final = (
    "zscaler", "fortinet", "fortigate", "netskope", "palo alto", "sophos", "umbrella", "blue coat",
    "barracuda", "watchguard", "sonicwall", "check point", "kaspersky", "eset", "avast",
    "bitdefender", "mitmproxy", "squid", "forcepoint", "untangle", "cato networks",
)  # fmt: skip
"""Issuer names of products that decrypt TLS in transit."""


@dataclass(frozen=True, slots=True)
class Handshakes:
    """A fact: the strict handshake with each address of an origin, and the trusted roots."""

    all: tuple[tuple[Endpoint, Handshake], ...]
    trust: Trust


async def handshake(context: Context, job: Job) -> Outcome:
    """Check that every address offers TLS 1.2 or newer, whatever its certificate is."""
    origin = _target(job)
    if origin.scheme != "https":
        return _without_tls(origin)
    connected = context.facts.get(OpenAddresses, origin)
    if connected is None:
        return Outcome.blocked("network.tcp")
    trust = await context.http.trust()
    endpoints = [
        Endpoint(origin, context.resolver, address, connected.proxy)
        for address in connected.addresses or ("",)
    ]
    seconds = context.options.timeout
    handshakes = asyncio.gather(
        *(
            strict_handshake(
                endpoint, trust, seconds,
                opened=context.http.reserved(origin, endpoint.address),
                keep=partial(context.http.adopt, origin),
            )
            for endpoint in endpoints
        )
    )  # fmt: skip
    _warm(context, origin, connected)  # after them: what is opened in advance must not be first
    met = await handshakes
    context.facts.put(Handshakes(tuple(zip(endpoints, met, strict=True)), trust), origin)
    failing = [one for one in met if one.failure]
    if failing:
        return Outcome(_reason(failing[0].failure), _failure_evidence(failing, met, seconds))
    return Outcome("ok", _certificate_evidence(met[0], met))


def _without_tls(origin: Origin) -> Outcome:
    """The outcome for plain HTTP, which is allowed only on this machine, for rehearsals."""
    if is_loopback_name(origin.host):
        return Outcome("ok", {"note": "plain HTTP, which only this machine itself may speak"})
    return Outcome("not_tls", {"detail": "the address begins with http://"})


def _warm(context: Context, origin: Origin, connected: OpenAddresses) -> None:
    """Open the connections that the requests of a run need, while the handshake runs."""
    if context.options.only:
        return
    if connected.addresses:
        context.http.prefer(origin, connected.addresses)
    is_api = context.profile.resource_server.lower().startswith(str(origin))
    context.http.warm(origin, _READS_AT_ONCE if is_api else 1)


def _reason(failure: Failure | None) -> str:
    return failure.name.lower() if failure else "ok"


def _failure_evidence(
    failing: Sequence[Handshake], met: Sequence[Handshake], seconds: float
) -> dict[str, object]:
    first = failing[0]
    answer = first.received.decode("latin-1").splitlines()[:1]
    return {
        "failing_addresses": [one.address for one in failing],
        "working_addresses": [one.address for one in met if not one.failure],
        "detail": first.detail,
        "answer": harmless(answer[0], limit=_RECEIVED_LIMIT) if answer else "",
        "speaks_http": first.received.startswith(b"HTTP/"),
        "protocol": first.protocol,
        "cipher": first.cipher,
        "outdated_ciphers_only": first.failure is Failure.REFUSED and bool(first.protocol),
        "unknown_name": "unrecognized_name" in first.detail,
        "seconds": seconds,
    }


def _certificate_evidence(met: Handshake, others: Iterable[Handshake]) -> dict[str, object]:
    """Return what was negotiated, and the content of the server's certificate."""
    chain = read_chain(met.chain)
    evidence: dict[str, object] = {
        "protocol": met.protocol,
        "cipher": met.cipher,
        "addresses": [one.address for one in others],
        "chain": [_line(certificate) for certificate in chain],
    }
    if not chain:
        return evidence
    leaf = chain[0]
    return evidence | {
        "subject": leaf.subject,
        "issuer": leaf.issuer,
        "names": list(leaf.names[:_NAMES_SHOWN]),
        "names_count": len(leaf.names),
        "not_before": _day(leaf.not_before),
        "not_after": _day(leaf.not_after),
        "days_left": leaf.days_left(today()),
        "key": leaf.key,
    }


def _line(certificate: Certificate) -> str:
    until = _day(certificate.not_after)
    return f"{certificate.subject} (issued by {certificate.issuer}, valid until {until})"


def _day(time: datetime) -> str:
    return time.date().isoformat()


async def chain(context: Context, job: Job) -> Outcome:
    """Check that every address sends all certificates that lead to a trusted root."""
    origin = _target(job)
    known = context.facts.get(Handshakes, origin)
    if known is None:
        return _without_tls(origin) if origin.scheme != "https" else Outcome.blocked(_HANDSHAKE)
    met = [one for _, one in known.all]
    if known.trust.problem:
        unusable = {"ca_file": harmless(str(known.trust.ca_file)), "problem": known.trust.problem}
        return Outcome("unusable_ca_file", _certificate_evidence(met[0], met) | unusable)
    results = await _chain_results(context, known)
    bad = [result for result in results if result.reason != "ok"]
    roots = "the profile's own root file" if known.trust.ca_file else "the public roots"
    if not bad:
        is_public = known.trust.ca_file is None or await _is_public(context, origin, known)
        evidence = {**_certificate_evidence(met[0], met), "roots": roots}
        return Outcome("ok" if is_public else "private_root", evidence)
    worst = min(bad, key=lambda result: _CHAIN_FAULTS.index(result.reason))
    culprit = met[results.index(worst)]
    evidence = {**_certificate_evidence(culprit, met), "roots": roots}
    evidence |= _fault_evidence(worst, culprit, own_roots=known.trust.ca_file is not None)
    if len(bad) == len(results):
        return Outcome(worst.reason, evidence)
    evidence["failing_addresses"] = [result.address for result in bad]
    evidence["working_addresses"] = [one.address for one in results if one.reason == "ok"]
    return Outcome("some_addresses_fail", evidence)


async def _is_public(context: Context, origin: Origin, known: Handshakes) -> bool:
    """Whether the public roots would do without the profile's own file.

    In a rehearsal the certificate stands for a public one.
    """
    addresses = context.facts.get(Addresses, origin)
    if is_rehearsal(context, origin.host, addresses.texts if addresses else ()):
        return True
    endpoint, _ = known.all[0]
    everywhere = trust_of(None).context(chain_only=True)
    met = await single_handshake(endpoint, everywhere, context.options.timeout)
    return met.verify_code == 0


async def _chain_results(context: Context, known: Handshakes) -> list[ChainResult]:
    """Return a result for each address; addresses with the same chain are verified once."""
    options = context.options
    different = {(met.chain, met.verify_code): (end, met) for end, met in known.all}
    verified = await asyncio.gather(
        *(
            verify_chain(endpoint, met, known.trust, aia=options.aia, seconds=options.timeout)
            for endpoint, met in different.values()
        )
    )
    by_kind = dict(zip(different, verified, strict=True))
    return [
        replace(by_kind[met.chain, met.verify_code], address=met.address) for _, met in known.all
    ]


def _fault_evidence(
    result: ChainResult, culprit: Handshake, *, own_roots: bool
) -> dict[str, object]:
    path = [*path_of(read_chain(culprit.chain)), *result.missing]
    root = path[-1].issuer if path else ""
    evidence: dict[str, object] = {
        "fault": _FAULT_WORDS[result.reason],
        "root": root,
        "why": result.why,
        "own_roots": own_roots,
        "certificates_sent": len(culprit.chain),
        "inspection_product": any(name in root.lower() for name in _INSPECTORS),
    }
    if result.reason == "incomplete":
        evidence |= {
            "missing_subject": [certificate.subject for certificate in result.missing],
            "missing_pem": "".join(certificate.pem for certificate in result.missing),
            "several_missing": len(result.missing) > 1,
            "fetched_from": result.fetched_from,
        }
    return evidence


async def certificate(context: Context, job: Job) -> Outcome:
    """Check that the server's certificate and its issuers are valid for this name and date."""
    origin = _target(job)
    known = context.facts.get(Handshakes, origin)
    if known is None:
        return _without_tls(origin) if origin.scheme != "https" else Outcome.blocked(_HANDSHAKE)
    now = today()
    met = [one for _, one in known.all]
    inspected = [(one, _faults(one, origin.host, now)) for one in met]
    faulty = [(one, faults) for one, faults in inspected if faults]
    if not faulty:
        return _how_long(met)
    culprit, faults = min(faulty, key=lambda pair: _CERTIFICATE_FAULTS.index(pair[1][0]))
    evidence = {
        **_certificate_evidence(culprit, met),
        **_details(culprit, origin.host, now, faults),
        "host": origin.host,
        "today": _day(now),
        "problems": faults,
        "failing_addresses": [one.address for one, _ in faulty],
        "working_addresses": [one.address for one, faults in inspected if not faults],
    }
    return Outcome(faults[0], evidence)


def _how_long(met: Sequence[Handshake]) -> Outcome:
    """The certificate is valid: find the address where it expires first."""
    each = [_certificate_evidence(one, met) for one in met]
    first = min(each, key=lambda evidence: int(str(evidence.get("days_left", SOON_DAYS))))
    days = first.get("days_left")
    soon = isinstance(days, int) and days < SOON_DAYS
    return Outcome("expires_soon" if soon else "ok", first)


def _faults(met: Handshake, host: str, now: datetime) -> list[str]:
    """Return what is wrong with a certificate and its issuers; OpenSSL's error first.

    OpenSSL stops at its first error. If that error concerns the chain, the certificates are
    examined for further faults.
    """
    if met.verify_code == 0:
        return []
    path = path_of(read_chain(met.chain))
    found = _read_faults(path, host, now) if path else []
    word = _FAULT_BY_CODE.get(met.verify_code, "" if path else "unreadable")
    if word == "expired" and path and path[0].not_after >= now:
        word = "intermediate_expired"
    return list(dict.fromkeys([word, *found] if word else found))


def _read_faults(path: Sequence[Certificate], host: str, now: datetime) -> list[str]:
    leaf, above = path[0], path[1:]
    findings = {
        "expired": leaf.not_after < now,
        "not_yet_valid": any(certificate.not_before > now for certificate in path),
        "intermediate_expired": any(certificate.not_after < now for certificate in above),
        "wrong_host": not leaf.covers(host),
        "weak": bool(_weak_parts(path)),
        "wrong_purpose": not leaf.serves_tls,
    }
    return [name for name, holds in findings.items() if holds]


def _weak_parts(path: Sequence[Certificate]) -> list[str]:
    keys = [f"{one.short_name}: {one.key} key" for one in path if one.key_is_weak]
    signed = [one for one in path if one.signature_is_weak and not one.self_issued]
    return keys + [f"{one.short_name}: signed with SHA-1 or older" for one in signed]


def _details(met: Handshake, host: str, now: datetime, faults: Iterable[str]) -> dict[str, object]:
    """Return what the words of these faults need in addition to the certificate itself."""
    path = path_of(read_chain(met.chain))
    expired = [one for one in path[1:] if one.not_after < now]
    early = [one for one in path if one.not_before > now]
    names = path[0].names if path else ()
    details = {
        "expired_subject": expired[0].subject if expired else "a root that is trusted here",
        "expired_on": _day(expired[0].not_after) if expired else "on a day not known here",
        "early_subject": early[0].subject if early else "",
        "valid_from": _day(early[0].not_before) if early else "",
        "weak_parts": _weak_parts(path),
        "no_names": not names,
        "valid_for": ", ".join(names[:_NAMES_SHOWN]) or "no name at all",
        "wildcard_one_level_short": any(
            name.startswith("*.") and host.endswith(name[1:].lower()) for name in names
        ),
    }
    wanted = {"valid_for", *(name for fault in faults for name in _DETAILS.get(fault, ()))}
    return {name: value for name, value in details.items() if name in wanted}


def _target(job: Job) -> Origin:
    assert job.target is not None, "the plan runs this check for each origin"
    return job.target
