"""Facts from the reads, the agent's record and the API's refusals together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from halo_tui.checks.diagnosis.facts.observed import (
    READS,
    REFUSED,
    WORKS,
    Observed,
    fact,
    is_with_token,
    reason_of,
    schemes_of,
)
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.verdicts import Status

_WINDOWS: Final = frozenset({"negotiate", "ntlm", "kerberos"})


def _each_read(observed: Observed, holds: Callable[[CheckFinished], bool]) -> bool | None:
    """Whether a condition holds for all four reads; None if one of them has no decision."""
    reads = observed.reads()
    if any(not holds(result) for result in reads.values()):
        return False
    return True if len(reads) == len(READS) else None


@fact
def answers_alternate(observed: Observed) -> bool | None:
    """A read failed and succeeded when repeated: the servers behind the address differ."""
    again = (observed.evidence(f"access.{name}", "again_status") for name in READS)
    known = [status for status in again if status is not None]
    return 200 in known if known else None


@fact
def every_read_refused(observed: Observed) -> bool | None:
    """Every read is answered with 401 or 403."""
    return _each_read(observed, lambda result: reason_of(result) in REFUSED)


@fact
def every_read_unauthorized(observed: Observed) -> bool | None:
    """Every read is answered with 401: the token is not accepted."""
    return _each_read(observed, lambda result: reason_of(result) == "unauthorized")


@fact
def every_read_forbidden(observed: Observed) -> bool | None:
    """Every read is answered with 403."""
    return _each_read(observed, lambda result: reason_of(result) == "forbidden")


@fact
def every_read_a_page(observed: Observed) -> bool | None:
    """Every read is answered with something that is not a list."""
    return _each_read(observed, lambda result: reason_of(result) == "not_json")


@fact
def every_read_missing(observed: Observed) -> bool | None:
    """Every read is answered with 404: this is not the address of the API."""
    return _each_read(observed, lambda result: reason_of(result) == "not_found")


@fact
def some_read_works(observed: Observed) -> bool | None:
    """At least one list can be read."""
    reads = observed.reads()
    if any(result.status in WORKS for result in reads.values()):
        return True
    return False if len(reads) == len(READS) else None


@fact
def one_list_alone_fails(observed: Observed) -> bool | None:
    """One list cannot be read, but the three others can."""
    reads = observed.reads()
    working = sum(1 for result in reads.values() if result.status in WORKS)
    if len(reads) == len(READS):
        return working == len(READS) - 1
    return None


@fact
def lists_that_work(observed: Observed) -> list[str] | None:
    """The kinds of records that can be read."""
    working = [name for name, result in observed.reads().items() if result.status in WORKS]
    return working or None


@fact
def levels_enough(observed: Observed) -> bool | None:
    """All four levels of the agent are as high as Gradient needs, or higher."""
    results = [observed.of(f"role.{name}") for name in READS]
    if any(result and result.status is Status.FAIL for result in results):
        return False
    known = [result for result in results if result and result.status in WORKS]
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
    """The token has all seven permissions, according to the authorization server."""
    results = [r for r in observed.results if r.check.startswith("oauth.scope.")]
    if not results or any(r.status not in WORKS for r in results):
        return False if any(r.status is Status.FAIL for r in results) else None
    return True


@fact
def own_record_read(observed: Observed) -> bool | None:
    """The agent's own record was read with the token, so the token is accepted."""
    status = observed.evidence("agent.identity", "status")
    return None if not isinstance(status, int) or status >= 500 or status == 429 else status == 200


@fact
def own_record_unauthorized(observed: Observed) -> bool | None:
    """The agent's own record is answered with 401."""
    status = observed.evidence("agent.identity", "status")
    return None if not isinstance(status, int) or status >= 500 or status == 429 else status == 401


@fact
def agent_named_by_token(observed: Observed) -> bool | None:
    """The token itself names the agent, so the application has an agent."""
    source = observed.evidence("agent.identity", "source")
    return None if source is None else source == "id_token"


@fact
def administrator(observed: Observed) -> bool | None:
    """Halo reports that the agent is an administrator."""
    value = observed.evidence("agent.identity", "administrator")
    return value if isinstance(value, bool) else None


def _bearer_errors(observed: Observed) -> set[str]:
    found = (r.evidence.get("bearer_error") for r in observed.results if is_with_token(r))
    return {error for error in found if isinstance(error, str)}


@fact
def token_called_invalid(observed: Observed) -> bool | None:
    """A refusal has the error `invalid_token`: the token is the problem, not a permission."""
    errors = _bearer_errors(observed)
    return "invalid_token" in errors if errors else None


@fact
def no_token_arrived(observed: Observed) -> bool | None:
    """A refusal asks for a token but names no error: no token reached the server."""
    errors = _bearer_errors(observed)
    return errors == {""} if errors else None


@fact
def scope_called_insufficient(observed: Observed) -> bool | None:
    """A refusal has the error `insufficient_scope`: a permission of the application is missing."""
    errors = _bearer_errors(observed)
    return "insufficient_scope" in errors if errors else None


@fact
def web_server_asks_for_login(observed: Observed) -> bool | None:
    """A read is refused with a request for a Windows or Basic log-in instead of a token."""
    schemes = [schemes_of(r) for r in observed.results if is_with_token(r)]
    return any("bearer" not in found for found in schemes if found) if any(schemes) else None


@fact
def token_asks_for_login(observed: Observed) -> bool | None:
    """The token endpoint requests a Windows or Basic log-in, which Halo itself never does."""
    result = observed.of("oauth.token")
    if result is None:
        return None
    return bool(schemes_of(result)) and "error" not in _set(result)


@fact
def login_schemes(observed: Observed) -> str | None:
    """The requested authentication schemes, by the names that the web server uses."""
    found = (str(r.evidence["authenticate"]) for r in observed.http() if schemes_of(r))
    return next(found, None)


@fact
def windows_login(observed: Observed) -> bool | None:
    """The requested log-in is a Windows log-in."""
    found = {scheme for r in observed.http() for scheme in schemes_of(r)}
    return bool(found & _WINDOWS) if found else None


def _set(result: CheckFinished) -> set[str]:
    """The members of the evidence that are not empty."""
    return {name for name, value in result.evidence.items() if value}
