"""Facts that follow from several observations together, each computed by one small pure function.

The name of a function is the name of its fact. A fact is None while nothing decides it: conditions
of causes then neither speak for nor against. "No answer" (429, 5xx, out of time) decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from halo_tui.checks.diagnosis.speakers import (
    is_access_gateway,
    is_gateway_certificate,
    is_internal,
    product_behind,
)
from halo_tui.checks.events import CheckFinished, Status

READS: Final = ("customers", "contracts", "items", "invoices")
_WORKS: Final = frozenset({Status.PASS, Status.WARN})
_REFUSED: Final = frozenset({"forbidden", "unauthorized"})
_NO_ANSWER: Final = frozenset(
    {"rate_limited", "server_error", "timeout", "connection_lost", "cancelled", "unexpected"}
)
_WINDOWS: Final = frozenset({"negotiate", "ntlm", "kerberos"})


@dataclass(frozen=True, slots=True)
class Observed:
    """The results that facts are read from."""

    results: Sequence[CheckFinished]

    def of(self, check: str) -> CheckFinished | None:
        """The result of a check that runs once; None while it has none, or where it was skipped."""
        found = (r for r in self.results if r.check == check and r.status is not Status.SKIP)
        return next(found, None)

    def reason(self, check: str) -> str:
        """The last part of a check's code; empty while it has none."""
        result = self.of(check)
        return result.code.rpartition(".")[2] if result else ""

    def evidence(self, check: str, name: str) -> Any:  # noqa: ANN401 - JSON holds anything
        """A member of a check's evidence; None where there is none."""
        result = self.of(check)
        return result.evidence.get(name) if result else None

    def reads(self) -> dict[str, CheckFinished]:
        """The reads that came to a decision, by the kind of records."""
        found = {name: self.of(f"access.{name}") for name in READS}
        return {
            name: result
            for name, result in found.items()
            if result and result.code.rpartition(".")[2] not in _NO_ANSWER
        }

    def http(self) -> Iterator[CheckFinished]:
        """The results that rest on an HTTP answer which was none of a working Halo's."""
        return (r for r in self.results if "status" in r.evidence and r.status is not Status.PASS)


Fact = Callable[[Observed], Any]
_FACTS: dict[str, Fact] = {}


def fact(function: Fact) -> Fact:
    """Make a function's name the name of a fact."""
    _FACTS[function.__name__] = function
    return function


def derive(results: Sequence[CheckFinished]) -> Mapping[str, Any]:
    """All facts of a run, so far."""
    observed = Observed(results)
    return {name: function(observed) for name, function in _FACTS.items()}


def names() -> frozenset[str]:
    """The names of all facts."""
    return frozenset(_FACTS)


# --- the reads, together ---


def _each_read(observed: Observed, holds: Callable[[CheckFinished], bool]) -> bool | None:
    """Whether something holds for all four reads; None while one has come to no decision."""
    reads = observed.reads()
    if any(not holds(result) for result in reads.values()):
        return False
    return True if len(reads) == len(READS) else None


def _last(result: CheckFinished) -> str:
    return result.code.rpartition(".")[2]


@fact
def every_read_refused(observed: Observed) -> bool | None:
    """Every read is answered with 401 or 403."""
    return _each_read(observed, lambda result: _last(result) in _REFUSED)


@fact
def every_read_unauthorized(observed: Observed) -> bool | None:
    """Every read is answered with 401: it is the token that is not taken."""
    return _each_read(observed, lambda result: _last(result) == "unauthorized")


@fact
def every_read_forbidden(observed: Observed) -> bool | None:
    """Every read is answered with 403."""
    return _each_read(observed, lambda result: _last(result) == "forbidden")


@fact
def every_read_a_page(observed: Observed) -> bool | None:
    """Every read is answered with something that is no list."""
    return _each_read(observed, lambda result: _last(result) == "not_json")


@fact
def every_read_missing(observed: Observed) -> bool | None:
    """Every read is answered with 404: the address is not the API's."""
    return _each_read(observed, lambda result: _last(result) == "not_found")


@fact
def some_read_works(observed: Observed) -> bool | None:
    """At least one list can be read."""
    reads = observed.reads()
    if any(result.status in _WORKS for result in reads.values()):
        return True
    return False if len(reads) == len(READS) else None


@fact
def one_list_alone_fails(observed: Observed) -> bool | None:
    """One list fails while the three others can be read."""
    reads = observed.reads()
    working = sum(1 for result in reads.values() if result.status in _WORKS)
    if len(reads) == len(READS):
        return working == len(READS) - 1
    return None


@fact
def lists_that_work(observed: Observed) -> list[str] | None:
    """The kinds of records that can be read."""
    working = [name for name, result in observed.reads().items() if result.status in _WORKS]
    return working or None


@fact
def levels_enough(observed: Observed) -> bool | None:
    """All four levels of the agent are at least what Gradient needs."""
    results = [observed.of(f"role.{name}") for name in READS]
    if any(result and result.status is Status.FAIL for result in results):
        return False
    known = [result for result in results if result and result.status in _WORKS]
    return True if len(known) == len(READS) else None


@fact
def levels_too_low(observed: Observed) -> list[str] | None:
    """Halo's labels of the levels that are too low."""
    results = [observed.of(f"role.{name}") for name in READS]
    low = [str(r.evidence.get("label")) for r in results if r and r.status is Status.FAIL]
    return low or None


@fact
def several_levels_too_low(observed: Observed) -> bool | None:
    """More than one level is too low."""
    low = levels_too_low(observed)
    return len(low) > 1 if low else None


@fact
def permissions_missing(observed: Observed) -> list[str] | None:
    """The permissions that are not ticked."""
    missing = [
        str(r.evidence.get("scope"))
        for r in observed.results
        if r.check.startswith("oauth.scope.") and r.status is Status.FAIL
    ]
    return missing or None


@fact
def several_permissions_missing(observed: Observed) -> bool | None:
    """More than one permission is not ticked."""
    missing = permissions_missing(observed)
    return len(missing) > 1 if missing else None


@fact
def permissions_granted(observed: Observed) -> bool | None:
    """The token has all seven permissions, as far as the sign-in server says."""
    results = [r for r in observed.results if r.check.startswith("oauth.scope.")]
    if not results or any(r.status not in _WORKS for r in results):
        return False if any(r.status is Status.FAIL for r in results) else None
    return True


# --- the agent's own record ---


@fact
def own_record_read(observed: Observed) -> bool | None:
    """The agent's own record was read with the token: so the token is taken."""
    status = observed.evidence("agent.identity", "status")
    return None if not isinstance(status, int) or status >= 500 or status == 429 else status == 200


@fact
def own_record_unauthorized(observed: Observed) -> bool | None:
    """The agent's own record is answered with 401."""
    status = observed.evidence("agent.identity", "status")
    return None if not isinstance(status, int) or status >= 500 or status == 429 else status == 401


@fact
def agent_named_by_token(observed: Observed) -> bool | None:
    """The token itself names the agent, so the application has one."""
    source = observed.evidence("agent.identity", "source")
    return None if source is None else source == "id_token"


@fact
def administrator(observed: Observed) -> bool | None:
    """Halo says that the agent is an administrator."""
    value = observed.evidence("agent.identity", "administrator")
    return value if isinstance(value, bool) else None


# --- what the refusals say of the token (RFC 6750 §3.1) ---


def _bearer_errors(observed: Observed) -> set[str]:
    found = (r.evidence.get("bearer_error") for r in observed.results if _is_with_token(r))
    return {error for error in found if isinstance(error, str)}


def _is_with_token(result: CheckFinished) -> bool:
    return result.check.startswith(("access.", "agent.", "billing."))


@fact
def token_called_invalid(observed: Observed) -> bool | None:
    """A refusal says `invalid_token`: it is about the token, not about a right."""
    errors = _bearer_errors(observed)
    return "invalid_token" in errors if errors else None


@fact
def no_token_arrived(observed: Observed) -> bool | None:
    """A refusal asks for a token without naming a fault of one: none has arrived."""
    errors = _bearer_errors(observed)
    return errors == {""} if errors else None


@fact
def scope_called_insufficient(observed: Observed) -> bool | None:
    """A refusal says `insufficient_scope`: it is about the application's permissions."""
    errors = _bearer_errors(observed)
    return "insufficient_scope" in errors if errors else None


@fact
def web_server_asks_for_login(observed: Observed) -> bool | None:
    """A read is refused with a demand for a Windows or Basic log-in instead of a token."""
    schemes = [_schemes(r) for r in observed.results if _is_with_token(r)]
    return any("bearer" not in found for found in schemes if found) if any(schemes) else None


@fact
def token_asks_for_login(observed: Observed) -> bool | None:
    """The token endpoint demands a Windows or Basic log-in, which Halo itself never does."""
    result = observed.of("oauth.token")
    if result is None:
        return None
    return bool(_schemes(result)) and "error" not in _set(result)


@fact
def login_schemes(observed: Observed) -> str | None:
    """The log-in that is demanded, in the web server's own words."""
    return next((str(r.evidence["authenticate"]) for r in observed.http() if _schemes(r)), None)


@fact
def windows_login(observed: Observed) -> bool | None:
    """The log-in that is demanded is Windows'."""
    found = {scheme for r in observed.http() for scheme in _schemes(r)}
    return bool(found & _WINDOWS) if found else None


def _schemes(result: CheckFinished) -> set[str]:
    told = str(result.evidence.get("authenticate") or "")
    return {scheme.strip().lower() for scheme in told.split(",") if scheme.strip()}


def _set(result: CheckFinished) -> set[str]:
    """The members of the evidence that hold something."""
    return {name for name, value in result.evidence.items() if value}


# --- who answers in Halo's place ---


def _edge_statuses(observed: Observed) -> dict[int, str]:
    """The statuses that only a CDN gives, with its name."""
    found = {
        r.evidence["status"]: str(r.evidence.get("edge") or "A CDN")
        for r in observed.http()
        if r.evidence["status"] in {*range(520, 528), 530}
    }
    return {int(status): name for status, name in found.items()}


@fact
def edge_status(observed: Observed) -> int | None:
    """A status from 520 to 530, which only a CDN in front gives."""
    return next(iter(_edge_statuses(observed)), None)


@fact
def edge(observed: Observed) -> str | None:
    """The product in front of Halo that answered in its place."""
    named = next(iter(_edge_statuses(observed).values()), "")
    others = (str(r.evidence["edge"]) for r in observed.http() if r.evidence.get("edge"))
    return named or next(others, None)


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
    """A 502 or 504 with the marks of a product in front: what is behind it gives no answer."""
    found = (
        r.evidence["status"]
        for r in observed.http()
        if r.evidence["status"] in {502, 504} and r.evidence.get("edge")
    )
    return next(found, None)


@fact
def forbidden_by_web_server(observed: Observed) -> bool | None:
    """The token request is forbidden by a page of the web server's own."""
    if observed.reason("oauth.token") != "blocked":
        return None
    words = str(observed.evidence("oauth.token", "came") or "").lower()
    return any(mark in words for mark in ("403 - forbidden", "403.", "access is denied"))


@fact
def application_not_started(observed: Observed) -> bool | None:
    """The web server says that the program behind it does not start (ASP.NET Core, 500.3x)."""
    pages = [str(r.evidence.get("came", "")).lower() for r in observed.http()]
    marks = ("failed to start", "http error 500.3", "in-process startup failure", "failed to load")
    return any(mark in page for page in pages for mark in marks) if pages else None


@fact
def login_page_everywhere(observed: Observed) -> str | None:
    """What a log-in page says that comes whatever is asked."""
    if observed.reason("halo.instance") != "not_halo":
        return None
    page = str(observed.evidence("halo.instance", "came") or "")
    other = str(observed.evidence("oauth.token", "came") or "")
    is_login = re.search(r"\b(sign|log) ?(in|on)\b|\bpassword\b", page, re.I)
    return page if is_login and page == other else None


@fact
def plain_redirect_to_login(observed: Observed) -> str | None:
    """Where plain HTTP on the port of https sends requests on to."""
    answers = (str(r.evidence.get("answer") or "") for r in observed.results)
    found = (re.search(r"location:\s*(http\S+)", answer, re.I) for answer in answers)
    return next((match[1] for match in found if match), None)


@fact
def chain_untrusted(observed: Observed) -> bool | None:
    """No public authority vouches for the certificate."""
    reasons = {_last(r) for r in observed.results if r.check == "tls.chain"}
    wrong = {"self_signed", "untrusted_root", "incomplete_or_untrusted"}
    return bool(reasons & wrong) if reasons else None


@fact
def login_in_front(observed: Observed) -> str | None:
    """The host of a log-in gateway that requests are sent to."""
    for asked, location in _redirects(observed):
        if is_access_gateway(asked, location):
            return _host(location)
    return None


@fact
def slash_added(observed: Observed) -> bool | None:
    """A redirect that changes nothing but a `/` at the end: it leads in a circle."""
    found = _redirects(observed)
    return any(a.rstrip("/") == b.rstrip("/") and a != b for a, b in found) if found else None


@fact
def downgraded(observed: Observed) -> bool | None:
    """A redirect leads from https to http."""
    found = _redirects(observed)
    return any(location.startswith("http://") for _, location in found) if found else None


@fact
def redirect_unusable(observed: Observed) -> bool | None:
    """A redirect leads where no address of a profile may: to plain http, inside, to a log-in."""
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
    """A redirect leads to the very address that was asked."""
    found = _redirects(observed)
    return any(a.lower() == b.lower() for a, b in found) if found else None


@fact
def halo_has_answered(observed: Observed) -> bool | None:
    """Something came that only a Halo says: its own description, or a token."""
    for check in ("halo.instance", "halo.authinfo", "oauth.token"):
        if observed.reason(check) in {"ok", "old_version", "hosting_differs", "address_differs"}:
            return True
    return False if observed.of("halo.instance") or observed.of("oauth.token") else None


@fact
def binding_missing(observed: Observed) -> bool | None:
    """The web server itself does not know the name (400 Invalid Hostname, HTTP.sys)."""
    pages = [str(r.evidence.get("came", "")) for r in observed.http()]
    return any("invalid hostname" in page.lower() for page in pages) if pages else None


@fact
def halo_product(observed: Observed) -> str | None:
    """The name of a product of Halo's that is not HaloPSA."""
    return product_behind(str(observed.evidence("halo.instance", "app_name") or ""))


# --- the sign-in server, and whose it is ---


@fact
def everybody_refused(observed: Observed) -> bool | None:
    """A made-up client got the same answer: it is not about these credentials."""
    value = observed.evidence("oauth.token", "everybody")
    return value if isinstance(value, bool) else None


@fact
def words_name_the_tenant(observed: Observed) -> bool | None:
    """The refusal's own words name the tenant."""
    words = _words(observed)
    if words is None:
        return None
    return bool(re.search(r"\btenant|\binstance\b|\bsite name", words, re.I))


def _words(observed: Observed) -> str | None:
    """What the sign-in server says in words; they only ever add to what a status has said."""
    words = observed.evidence("oauth.token", "description")
    return words if isinstance(words, str) and words else None


@fact
def words_speak_of_https(observed: Observed) -> bool | None:
    """The refusal's own words are about https."""
    words = _words(observed)
    return bool(re.search(r"\bhttps\b", words, re.I)) if words else None


@fact
def words_miss_a_parameter(observed: Observed) -> bool | None:
    """The refusal's own words miss a parameter that was sent."""
    words = _words(observed)
    if words is None:
        return None
    return bool(re.search(r"(mandatory|required).*(grant_type|client_id).*missing", words, re.I))


@fact
def words_want_no_secret(observed: Observed) -> bool | None:
    """The refusal's own words say that this kind of application has no secret."""
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
    """Halo itself names no tenant, so the one that was sent can be wrong."""
    result = observed.of("halo.authinfo")
    return None if result is None else not result.evidence.get("halo_tenant")


@fact
def no_tenant_was_sent(observed: Observed) -> bool | None:
    """The token was asked for without a tenant."""
    sent = observed.evidence("oauth.token", "tenant_sent")
    return None if sent is None else sent == "none"


def _other_address(observed: Observed) -> tuple[str, str] | None:
    """The authorization server of the profile, and another one that Halo names."""
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
    return _host(pair[0]) != _host(pair[1])


@fact
def names_an_internal_address(observed: Observed) -> bool | None:
    """The authorization server that Halo names is for the inside: plain http, or internal."""
    pair = _other_address(observed)
    return None if pair is None else is_internal(pair[1]) and not is_internal(pair[0])


@fact
def token_host(observed: Observed) -> str | None:
    """The host that issued the token."""
    return _asked_host(observed.of("oauth.token"))


@fact
def api_host(observed: Observed) -> str | None:
    """The host that the records are read from."""
    reads = (observed.of(f"access.{name}") for name in READS)
    return next((host for read in reads if (host := _asked_host(read))), None)


@fact
def two_hosts(observed: Observed) -> bool | None:
    """The token comes from one host, and is used at another."""
    issued, used = token_host(observed), api_host(observed)
    return issued != used if issued and used else None


@fact
def issuer_differs(observed: Observed) -> bool | None:
    """The token's issuer is another host than the authorization server that was asked."""
    issuer, asked = observed.evidence("oauth.token", "issuer"), token_host(observed)
    if issuer and asked and _host(str(issuer)):
        return bool(_host(str(issuer)) != asked)
    texts = [str(r.evidence.get("headers") or "") for r in observed.results if _is_with_token(r)]
    return True if any("issuer" in text.lower() for text in texts) else None


@fact
def issuer(observed: Observed) -> str | None:
    """Who issued the token, as it says itself."""
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


def _asked_host(result: CheckFinished | None) -> str:
    return _host(str(result.evidence.get("request", "")).partition(" ")[2]) if result else ""


def _host(address: str) -> str:
    try:
        return (urlsplit(address).netloc or "").lower()
    except ValueError:
        return ""


# --- the network that the run was made from ---


@fact
def every_certificate_of_another_name(observed: Observed) -> bool | None:
    """At every server, the certificate is of another name."""
    reasons = [_last(r) for r in observed.results if r.check == "tls.certificate"]
    return all(reason == "wrong_host" for reason in reasons) if reasons else None


@fact
def certificate_of_a_gateway(observed: Observed) -> bool | None:
    """The certificate's own names are those of a guest network's or a router's log-in page."""
    shown = [r for r in observed.results if r.check in {"tls.certificate", "tls.chain"}]
    return any(is_gateway_certificate(_certificate_names(r)) for r in shown) if shown else None


def _certificate_names(result: CheckFinished) -> Iterable[str]:
    evidence = result.evidence
    names = evidence.get("names")
    yield from map(str, names if isinstance(names, list) else ())
    yield from (str(evidence.get(name) or "") for name in ("subject", "issuer", "valid_for"))


@fact
def shown_certificate(observed: Observed) -> str | None:
    """The name that the certificate is for."""
    result = next((r for r in observed.results if r.check == "tls.certificate"), None)
    return str(result.evidence.get("valid_for") or "") or None if result else None


@fact
def private_address(observed: Observed) -> bool | None:
    """A name leads to a private address here."""
    reasons = [_last(r) for r in observed.results if r.check == "network.dns"]
    return "private_address" in reasons if reasons else None
