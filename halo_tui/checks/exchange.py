"""Requests to Halo for the checks: shared by checks that need the same answer, with evidence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from halo_tui.base.text import harmless
from halo_tui.checks.context import Context
from halo_tui.checks.subjects.network import OpenAddresses, note_date
from halo_tui.halo.errors import HttpError, RequestTimeoutError
from halo_tui.halo.origin import origin_of
from halo_tui.halo.reply import Reply

if TYPE_CHECKING:
    from pydantic import SecretStr

RequestResult: TypeAlias = Reply | HttpError
"""The end of a request; a failure is a result, too."""

LONGEST_WAIT: Final = 30.0
"""The longest time, in seconds, that a run waits if a server asks for a later retry."""

_COME_BACK: Final = frozenset({429, 503})


async def ask(
    context: Context,
    method: str,
    url: str,
    *,
    form: Mapping[str, str | SecretStr] | None = None,
    bearer: SecretStr | None = None,
) -> RequestResult:
    """Send a request; repeat it once if the server names a retry time that fits into the run."""
    response = await _once(context, method, url, form, bearer)
    if isinstance(response, Reply) and response.status in _COME_BACK:
        wait = response.retry_after(_date_of(response))
        if wait is not None and _can_wait(context, wait):
            await asyncio.sleep(wait)
            return await _once(context, method, url, form, bearer)
    return response


async def _once(
    context: Context,
    method: str,
    url: str,
    form: Mapping[str, str | SecretStr] | None,
    bearer: SecretStr | None,
) -> RequestResult:
    _prefer_what_answers(context, url)
    try:
        reply = await context.http.send(method, url, form=form, bearer=bearer)
    except HttpError as problem:
        return problem
    note_date(context, reply)
    return reply


def _prefer_what_answers(context: Context, url: str) -> None:
    """If one of several addresses does not answer, later requests use another one first."""
    try:
        origin = origin_of(url)
    except ValueError:
        return
    connected = context.facts.get(OpenAddresses, origin)
    if connected and connected.addresses:
        context.http.prefer(origin, connected.addresses)


def _can_wait(context: Context, wait: float) -> bool:
    """Whether the run has time for the wait and the request after it."""
    ends = time.monotonic() + wait + context.options.timeout
    return wait <= LONGEST_WAIT and ends < context.deadline


def _date_of(reply: Reply) -> datetime | None:
    """The server's time: a retry date refers to the server's clock, not to this machine's."""
    try:
        date = parsedate_to_datetime(reply.headers.get("date", ""))
    except (ValueError, OverflowError, IndexError):
        return None
    return date if date.tzinfo else None


@dataclass(slots=True)
class _Shared:
    """The requests whose answers several checks use."""

    tasks: dict[str, asyncio.Task[RequestResult]] = field(default_factory=dict)


async def get_shared(context: Context, path: str, bearer: SecretStr | None = None) -> RequestResult:
    """GET a path below the resource server. The first check sends it, and all get the answer."""
    memory = context.facts.get(_Shared)
    if memory is None:
        memory = _Shared()
        context.facts.put(memory)
    task = memory.tasks.get(path)
    if task is None:
        request = ask(context, "GET", resource_url(context, path), bearer=bearer)
        task = memory.tasks[path] = context.share(request)
    return await asyncio.shield(task)


def resource_url(context: Context, path: str) -> str:
    """Return the address of a path below the resource server."""
    return f"{context.profile.resource_server.rstrip('/')}/{path}"


def request_evidence(method: str, url: str, response: RequestResult) -> dict[str, Any]:
    """Return a request and its end as evidence; it never suggests more success than the status."""
    evidence: dict[str, Any] = {"request": f"{method} {without_query(url)}"}
    if isinstance(response, HttpError):
        evidence |= {"problem": response.explanation, "sent": response.sent}
        if isinstance(response, RequestTimeoutError):
            evidence["seconds"] = response.seconds
        return evidence
    evidence["status"] = response.status
    if response.location:
        evidence["location"] = final_address(url, response)
    is_success = 200 <= response.status < 300
    if not is_success:
        evidence["came"] = response.shown or "nothing"
    if not is_success or response.is_html:
        evidence |= _who_answered(response)
    wait = response.retry_after(_date_of(response))
    if wait is not None:
        evidence["retry_after"] = round(wait)
    return evidence


def _who_answered(reply: Reply) -> dict[str, Any]:
    """Return what distinguishes Halo from a web server, a CDN or a gateway in front of it."""
    schemes = ", ".join(challenge.scheme for challenge in reply.challenges)
    members = {
        "headers": reply.identifying_headers,
        "edge": reply.edge,
        "authenticate": harmless(schemes),
    }
    evidence: dict[str, Any] = {name: value for name, value in members.items() if value}
    if reply.bearer_error is not None:
        evidence["bearer_error"] = harmless(reply.bearer_error)
    return evidence


def without_query(url: str) -> str:
    """Return an address in the form that is shown: without the query, which can be confidential."""
    return harmless(url.partition("?")[0], limit=500)


def final_address(url: str, reply: Reply) -> str:
    """Return the target of a redirect, as a complete address without query and fragment."""
    try:
        target = urlsplit(urljoin(url, reply.location))
        return harmless(f"{target.scheme}://{target.netloc.rpartition('@')[2]}{target.path}")
    except ValueError:
        return harmless(reply.location)


def failure_reason(problem: HttpError, otherwise: str) -> str:
    """Return the reason of a request without an answer: `timeout`, or `otherwise`."""
    return "timeout" if isinstance(problem, RequestTimeoutError) else otherwise
