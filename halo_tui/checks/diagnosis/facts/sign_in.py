"""Facts from the answers of the authorization server, and about its address."""

from __future__ import annotations

import re

from halo_tui.checks.diagnosis.facts.observed import (
    READS,
    Observed,
    asked_host,
    fact,
    host_of,
    is_with_token,
)
from halo_tui.checks.diagnosis.intermediaries import (
    is_internal,
)


@fact
def everybody_refused(observed: Observed) -> bool | None:
    """A made-up client gets the same answer, so the credentials are not the reason."""
    value = observed.evidence("oauth.token", "everybody")
    return value if isinstance(value, bool) else None


@fact
def words_name_the_tenant(observed: Observed) -> bool | None:
    """The description of the refusal names the tenant."""
    words = _words(observed)
    if words is None:
        return None
    return bool(re.search(r"\btenant|\binstance\b|\bsite name", words, re.I))


def _words(observed: Observed) -> str | None:
    """The description that the authorization server gives; it only adds to what the status says."""
    words = observed.evidence("oauth.token", "description")
    return words if isinstance(words, str) and words else None


@fact
def words_speak_of_https(observed: Observed) -> bool | None:
    """The description of the refusal mentions https."""
    words = _words(observed)
    return bool(re.search(r"\bhttps\b", words, re.I)) if words else None


@fact
def words_miss_a_parameter(observed: Observed) -> bool | None:
    """The description of the refusal names a parameter as missing that was sent."""
    words = _words(observed)
    if words is None:
        return None
    return bool(re.search(r"(mandatory|required).*(grant_type|client_id).*missing", words, re.I))


@fact
def words_want_no_secret(observed: Observed) -> bool | None:
    """The description of the refusal says that this kind of application has no secret."""
    words = _words(observed)
    if words is None:
        return None
    pattern = r"client_secret\W+parameter is not (valid|allowed)|public (client|application)"
    return bool(re.search(pattern, words, re.I))


@fact
def bad_request_for_a_list(observed: Observed) -> bool | None:
    """A list is answered with 400."""
    reads = observed.reads().values()
    return any(r.evidence.get("status") == 400 for r in reads) if reads else None


@fact
def tenant_unknown_to_halo(observed: Observed) -> bool | None:
    """Halo itself names no tenant, so the tenant that was sent can be wrong."""
    result = observed.of("halo.authinfo")
    return None if result is None else not result.evidence.get("halo_tenant")


@fact
def no_tenant_was_sent(observed: Observed) -> bool | None:
    """The token request had no tenant."""
    sent = observed.evidence("oauth.token", "tenant_sent")
    return None if sent is None else sent == "none"


def _other_address(observed: Observed) -> tuple[str, str] | None:
    """The authorization server of the profile, and a different one that Halo names."""
    if observed.reason("halo.authinfo") not in {"address_differs", "tenant_differs"}:
        return None
    named = observed.evidence("halo.authinfo", "halo_address")
    typed = observed.evidence("halo.authinfo", "address")
    return (str(typed), str(named)) if named and typed else None


@fact
def signs_in_elsewhere(observed: Observed) -> bool | None:
    """Halo names an authorization server on another host than the profile's."""
    pair = _other_address(observed)
    if pair is None:
        return False if observed.reason("halo.authinfo") == "ok" else None
    return host_of(pair[0]) != host_of(pair[1])


@fact
def names_an_internal_address(observed: Observed) -> bool | None:
    """The authorization server that Halo names is for internal use: plain http, internal host."""
    pair = _other_address(observed)
    return None if pair is None else is_internal(pair[1]) and not is_internal(pair[0])


@fact
def token_host(observed: Observed) -> str | None:
    """The host that issued the token."""
    return asked_host(observed.of("oauth.token"))


@fact
def api_host(observed: Observed) -> str | None:
    """The host from which the records are read."""
    reads = (observed.of(f"access.{name}") for name in READS)
    return next((host for read in reads if (host := asked_host(read))), None)


@fact
def two_hosts(observed: Observed) -> bool | None:
    """The token comes from one host and is used at another."""
    issued, used = token_host(observed), api_host(observed)
    return issued != used if issued and used else None


@fact
def issuer_differs(observed: Observed) -> bool | None:
    """The token's issuer is another host than the authorization server that issued it."""
    issuer, asked = observed.evidence("oauth.token", "issuer"), token_host(observed)
    if issuer and asked and host_of(str(issuer)):
        return bool(host_of(str(issuer)) != asked)
    texts = [str(r.evidence.get("headers") or "") for r in observed.results if is_with_token(r)]
    return True if any("issuer" in text.lower() for text in texts) else None


@fact
def issuer(observed: Observed) -> str | None:
    """The issuer that the token names."""
    value = observed.evidence("oauth.token", "issuer")
    return str(value) if value else None


@fact
def halo_address(observed: Observed) -> str | None:
    """The authorization server that Halo itself names."""
    value = observed.evidence("halo.authinfo", "halo_address")
    return str(value) if value else None


@fact
def clock_skewed(observed: Observed) -> bool | None:
    """This machine's clock differs from the server's."""
    known: dict[str, bool] = {"skewed": True, "ok": False}
    return known.get(observed.reason("network.clock"))
