"""Facts about what answers instead of Halo: a CDN, a log-in gateway, the web server."""

from __future__ import annotations

import re
from typing import Final

from halo_tui.checks.diagnosis.facts.observed import (
    REFUSED,
    Observed,
    fact,
    host_of,
    reason_of,
)
from halo_tui.checks.diagnosis.intermediaries import (
    is_access_gateway,
    is_internal,
    product_behind,
)

_PROXIES: Final = frozenset({"Squid", "Zscaler"})
"""Products that a network places in front of its users, not in front of its servers."""


def _edge_statuses(observed: Observed) -> dict[int, str]:
    """The statuses that only a CDN sends, with the name of the CDN."""
    found = {
        r.evidence["status"]: str(r.evidence.get("edge") or "A CDN")
        for r in observed.http()
        if r.evidence["status"] in {*range(520, 528), 530}
    }
    return {int(status): name for status, name in found.items()}


@fact
def edge_status(observed: Observed) -> int | None:
    """A status from 520 to 530, which only a CDN in front of Halo sends."""
    return next(iter(_edge_statuses(observed)), None)


@fact
def edge(observed: Observed) -> str | None:
    """The product in front of Halo that answered instead of it."""
    named = next(iter(_edge_statuses(observed).values()), "")
    others = (str(r.evidence["edge"]) for r in observed.http() if r.evidence.get("edge"))
    return named or next(others, None)


@fact
def proxy_of_this_network(observed: Observed) -> str | None:
    """A web proxy of the network where the checks run, recognised by an answer."""
    named = {str(r.evidence.get("edge") or "") for r in observed.http()}
    return next(iter(sorted(named & _PROXIES)), None)


@fact
def edge_rejects_certificate(observed: Observed) -> bool | None:
    """The CDN cannot set up TLS with the server behind it, or does not trust it (525, 526)."""
    return bool({525, 526} & set(_edge_statuses(observed))) or None


@fact
def edge_gets_no_answer(observed: Observed) -> bool | None:
    """The CDN gets no usable answer from the server behind it (520 to 524, 527)."""
    return bool({520, 521, 522, 523, 524, 527} & set(_edge_statuses(observed))) or None


@fact
def edge_lacks_the_name(observed: Observed) -> bool | None:
    """The CDN cannot resolve the server behind it, or was not set up for this name (530)."""
    return 530 in _edge_statuses(observed) or None


def _redirects(observed: Observed) -> list[tuple[str, str]]:
    """Every redirect: the address that was asked, and the one that it leads to."""
    return [
        (str(r.evidence.get("request", "")).partition(" ")[2], str(r.evidence["location"]))
        for r in observed.results
        if r.evidence.get("location")
    ]


@fact
def edge_gateway_status(observed: Observed) -> int | None:
    """A 502 or 504 from a product in front of Halo: the server behind it does not answer."""
    found = (
        r.evidence["status"]
        for r in observed.http()
        if r.evidence["status"] in {502, 504} and r.evidence.get("edge")
    )
    return next(found, None)


@fact
def forbidden_by_web_server(observed: Observed) -> bool | None:
    """The token request is refused by an error page of the web server."""
    if observed.reason("oauth.token") != "blocked":
        return None
    words = str(observed.evidence("oauth.token", "came") or "").lower()
    return any(mark in words for mark in ("403 - forbidden", "403.", "access is denied"))


@fact
def application_not_started(observed: Observed) -> bool | None:
    """The web server reports that the program behind it does not start (ASP.NET Core, 500.3x)."""
    pages = [str(r.evidence.get("came", "")).lower() for r in observed.http()]
    marks = (
        "failed to start", "http error 500.3", "http error 500.19", "http error 500.0",
        "http error 502.5", "startup failure", "failed to load",
    )  # fmt: skip
    return any(mark in page for page in pages for mark in marks) if pages else None


@fact
def pool_stopped(observed: Observed) -> bool | None:
    """Windows sends its own 503 page, the one for a stopped application pool."""
    pages = [str(r.evidence.get("came", "")).lower() for r in observed.http()]
    return any("http error 503. the service is unavailable" in page for page in pages) or None


@fact
def edge_forbids_reads(observed: Observed) -> bool | None:
    """The reads are refused with pages of a product in front of Halo.

    Halo's own refusals have an empty body, also if they pass through such a product.
    """
    refused = [r for r in observed.reads().values() if reason_of(r) in REFUSED]
    if not refused:
        return None
    return all(r.evidence.get("edge") and r.evidence.get("came") != "nothing" for r in refused)


@fact
def misdirected(observed: Observed) -> bool | None:
    """The server answers that it is not responsible for this name (421, RFC 9110 §15.5.20)."""
    return any(r.evidence["status"] == 421 for r in observed.http()) or None


@fact
def login_page_everywhere(observed: Observed) -> str | None:
    """The text of a log-in page that is the answer to every request."""
    if observed.reason("halo.instance") != "not_halo":
        return None
    page = str(observed.evidence("halo.instance", "came") or "")
    other = str(observed.evidence("oauth.token", "came") or "")
    is_login = re.search(r"\b(sign|log) ?(in|on)\b|\bpassword\b", page, re.I)
    return page if is_login and page == other else None


@fact
def plain_redirect_to_login(observed: Observed) -> str | None:
    """The target of the redirects of plain HTTP on the port of https."""
    answers = (str(r.evidence.get("answer") or "") for r in observed.results)
    found = (re.search(r"location:\s*(http\S+)", answer, re.I) for answer in answers)
    return next((match[1] for match in found if match), None)


@fact
def chain_untrusted(observed: Observed) -> bool | None:
    """The certificate chain leads to no trusted root."""
    reasons = {reason_of(r) for r in observed.results if r.check == "tls.chain"}
    wrong = {"self_signed", "untrusted_root", "incomplete_or_untrusted"}
    return bool(reasons & wrong) if reasons else None


@fact
def login_in_front(observed: Observed) -> str | None:
    """The host of a log-in gateway to which requests are redirected."""
    for asked, location in _redirects(observed):
        if is_access_gateway(asked, location):
            return host_of(location)
    return None


@fact
def slash_added(observed: Observed) -> bool | None:
    """A redirect only adds a final `/`, and so leads in a circle."""
    found = _redirects(observed)
    return any(a.rstrip("/") == b.rstrip("/") and a != b for a, b in found) if found else None


@fact
def downgraded(observed: Observed) -> bool | None:
    """A redirect leads from https to http."""
    found = _redirects(observed)
    return any(location.startswith("http://") for _, location in found) if found else None


@fact
def redirect_unusable(observed: Observed) -> bool | None:
    """A redirect leads to an address that is not allowed: plain http, internal, a log-in page."""
    found = _redirects(observed)
    if not found:
        return None
    return any(
        location.startswith("http://")
        or (is_internal(location) and not is_internal(asked))
        or is_access_gateway(asked, location)
        for asked, location in found
    )


@fact
def same_place(observed: Observed) -> bool | None:
    """A redirect leads to the same address."""
    found = _redirects(observed)
    return any(a.lower() == b.lower() for a, b in found) if found else None


@fact
def halo_has_answered(observed: Observed) -> bool | None:
    """An answer can only come from Halo: its own description, or a token."""
    for check in ("halo.instance", "halo.authinfo", "oauth.token"):
        if observed.reason(check) in {"ok", "old_version", "hosting_differs", "address_differs"}:
            return True
    return False if observed.of("halo.instance") or observed.of("oauth.token") else None


@fact
def binding_missing(observed: Observed) -> bool | None:
    """The web server does not know the host name (400 Invalid Hostname, HTTP.sys)."""
    pages = [str(r.evidence.get("came", "")) for r in observed.http()]
    return any("invalid hostname" in page.lower() for page in pages) if pages else None


@fact
def halo_product(observed: Observed) -> str | None:
    """The name of another product of Halo's, not HaloPSA."""
    return product_behind(str(observed.evidence("halo.instance", "app_name") or ""))
