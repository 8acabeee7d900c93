"""The sandbox's HTTP application: finds the target of a request, and applies the scenario."""

from __future__ import annotations

import asyncio
import base64
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from halo_tui.sandbox import api
from halo_tui.sandbox.instance import Answer, Break, Instance, Target
from halo_tui.sandbox.kinds import KINDS
from halo_tui.sandbox.page import TEXT, WebPage, pieces
from halo_tui.sandbox.pages import PAGES, web_application
from halo_tui.sandbox.received import READING, Log, Received, SentCredential
from halo_tui.sandbox.store import RecordStore
from halo_tui.sandbox.tokens import Grant, Issuer, Tokens, is_secret

_GROUPS: Final = {
    Target.DISCOVERY: frozenset({Target.INSTANCE, Target.AUTHINFO}),
    Target.READS: frozenset(kind.place for kind in KINDS.values()),
    Target.EVERYTHING: frozenset(Target),
}
_DISCOVERY: Final = {"instanceinfo": Target.INSTANCE, "authinfo": Target.AUTHINFO}
_TOKEN: Final = "/token"  # noqa: S105 - a path
_MOST_SENT: Final = 64 * 1024
"""The most bytes of a request's body that are read."""


@dataclass(slots=True)
class ScenarioState:
    """The current scenario and its state."""

    instance: Instance
    copies: Mapping[str, Instance] = field(default_factory=dict)
    """Further Halos by host name."""
    latency: float = 0.0
    """Seconds added to each answer."""
    counts: Counter[Target] = field(default_factory=Counter)
    """The number of requests so far, by place."""
    tokens: Tokens = field(default_factory=Tokens)
    store: RecordStore = field(default_factory=RecordStore)


@dataclass(slots=True)
class _Asked:
    """A parsed request."""

    request: Request
    instance: Instance
    copy: str
    """The host of the additional Halo that is addressed; empty for the main one."""
    place: Target
    rest: str
    """The part of the path after the place: the id of a record."""
    body: bytes
    form: Mapping[str, str]
    note: Received


class Web:
    """The ASGI application."""

    def __init__(
        self,
        stage: Callable[[], ScenarioState],
        log: Log,
        node_of: Callable[[int], str],
        break_answer: Callable[[int, Break], None],
    ) -> None:
        """Prepare the application.

        Args:
            stage: returns the current scenario and its state.
            log: the log of requests.
            node_of: returns the address to which the client connected, by the port of its
                connection to the HTTP server.
            break_answer: sets the fault for the next answer on that connection.
        """
        self._stage = stage
        self._log = log
        self._node_of = node_of
        self._break_answer = break_answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        stage = self._stage()
        try:
            asked = await self._take_apart(request, stage)
        except ClientDisconnect:
            return
        self._log.add(asked.note)
        answer = _planned(stage, asked)
        await asyncio.sleep(stage.latency + (answer.delay if answer else 0.0))
        page = self._page(stage, asked, answer)
        if answer and answer.broken:
            self._break_answer(_port(request), answer.broken)
        asked.note.status = page.status
        headers = _headers(asked.instance, page, answer)
        await _response(page, headers)(scope, receive, send)

    async def _take_apart(self, request: Request, stage: ScenarioState) -> _Asked:
        body = await _body(request)
        form = {**_basic(request), **_form(request, body)}
        host = request.headers.get("host", "")
        copy = host.rpartition(":")[0].lower()
        copy = copy if copy in stage.copies else ""
        instance = stage.copies.get(copy, stage.instance)
        place, rest = _place(instance, request.url.path)
        application = instance.application
        client_id, secret = form.get("client_id"), form.get("client_secret")
        note = Received(
            place=place, method=request.method, path=request.url.path,
            host=host, node=self._node_of(_port(request)),
            tenant=_tenant(request, form), scopes=tuple(form.get("scope", "").split()),
            client_id=_compare(client_id, lambda given: given == application.client_id),
            secret=_compare(secret, lambda given: is_secret(application, given)),
            secret_elsewhere=_is_outside_the_body(request, instance),
            writes=_is_write(instance, request),
            bearer=_compare(_bearer(request), lambda given: stage.tokens.grant(given) is not None),
        )  # fmt: skip
        return _Asked(request, instance, copy, place, rest, body, form, note)

    def _page(self, stage: ScenarioState, asked: _Asked, answer: Answer | None) -> WebPage:
        if asked.note.writes and asked.instance.writes == "refused":
            return PAGES["not-allowed"]
        page = _before_halo(asked)
        if page is None:
            name = answer.page if answer else None
            page = _named(asked.instance, name) if name else _usual(stage, asked)
        if answer and answer.status:
            page = replace(page, status=answer.status)
        if answer and answer.text is not None:
            page = replace(page, body=answer.text.encode(), kind=TEXT)
        return page


def _named(instance: Instance, name: str) -> WebPage:
    """Return the page that a scenario names."""
    if name == "web-application":
        return WebPage(200, web_application(instance.labels))
    return PAGES[name]


def _before_halo(asked: _Asked) -> WebPage | None:
    """Return the answer of a rewrite rule in front of Halo; None if the request reaches Halo."""
    path = asked.request.url.path
    is_rewritten = asked.instance.front.adds_slash and asked.place is Target.TOKEN
    if not is_rewritten or path.endswith("/"):
        return None
    return replace(PAGES["redirect-301"], headers={"location": f"https://{asked.note.host}{path}/"})


def _planned(stage: ScenarioState, asked: _Asked) -> Answer | None:
    """Return the scenario's answer for a place, if it applies to this request."""
    place = asked.place
    turn = stage.counts[place]
    stage.counts[place] += 1
    for name, answer in asked.instance.answers.items():
        if name == place or place in _GROUPS.get(name, ()):
            last = None if answer.times is None else answer.skip + answer.times
            past = turn - answer.skip
            if past >= 0 and past % answer.every == 0 and (last is None or turn < last):
                return answer
    return None


def _place(instance: Instance, path: str) -> tuple[Target, str]:
    """Return the place that a path names, in any letter case, and the rest of the path."""
    low = path.lower()
    token = f"{instance.auth}{_TOKEN}".lower()
    if low == token or (instance.front.adds_slash and low == f"{token}/"):
        return Target.TOKEN, ""
    if not _is_below_api(instance, path):
        return Target.ELSEWHERE, ""
    below = low[len(instance.api) + 1 :].rstrip("/")
    if below in _DISCOVERY:
        return _DISCOVERY[below], ""
    if below == "agent/me":
        return Target.AGENT, ""
    path, _, rest = below.partition("/")
    kind = KINDS.get(path)
    return (kind.place, rest) if kind else (Target.ELSEWHERE, "")


def _is_below_api(instance: Instance, path: str) -> bool:
    return path.lower().startswith(f"{instance.api}/".lower())


def _is_write(instance: Instance, request: Request) -> bool:
    """Whether a request would change a record; a token request never does, at any path."""
    path = request.url.path
    is_for_token = path.lower().endswith(_TOKEN)
    return request.method not in READING and _is_below_api(instance, path) and not is_for_token


def _usual(stage: ScenarioState, asked: _Asked) -> WebPage:
    """Return the usual answer of this Halo."""
    if asked.place in _ANONYMOUS:
        return _ANONYMOUS[asked.place](stage, asked)
    instance = asked.instance
    bearer = None if instance.front.strips_authorization else _bearer(asked.request)
    if bearer is None:
        return api.challenged(instance, "unauthorized")
    grant = stage.tokens.grant(bearer)
    if grant is None or grant.copy != asked.copy or instance.tokens_refused:
        return api.challenged(instance, "unauthorized", "invalid_token", instance.tokens_refused)
    if not grant.scopes:
        return api.challenged(instance, "forbidden", "insufficient_scope")
    if asked.place is Target.AGENT:
        return api.agent_me(instance, grant)
    return _records(stage, asked, grant)


def _records(stage: ScenarioState, asked: _Asked, grant: Grant) -> WebPage:
    kind = next(kind for kind in KINDS.values() if kind.place is asked.place)
    query = {name.lower(): value for name, value in asked.request.query_params.items()}
    call = api.Call(asked.instance, kind, grant, stage.store, query, asked.rest)
    if asked.note.writes:
        return api.write(call, asked.request.method, asked.body)
    return api.read(call)


def _token(stage: ScenarioState, asked: _Asked) -> WebPage:
    if asked.request.method != "POST":
        return PAGES["not-allowed"]
    instance = asked.instance
    name = instance.token.issuer or api.authorization_server(instance, asked.note.host)
    issuer = Issuer(instance, name, asked.copy)
    form = {} if instance.front.drops_body else asked.form
    return stage.tokens.answer(issuer, form, asked.note.tenant)


def _elsewhere(_stage: ScenarioState, asked: _Asked) -> WebPage:
    """Answer with the web application, as for any path; only the API's own paths can be missing."""
    instance, request = asked.instance, asked.request
    if _is_below_api(instance, request.url.path) or request.method not in READING:
        return PAGES["not-found"]
    return WebPage(200, web_application(instance.labels))


_ANONYMOUS: Final[Mapping[Target, Callable[[ScenarioState, _Asked], WebPage]]] = {
    Target.TOKEN: _token,
    Target.INSTANCE: lambda _, asked: api.instance_info(asked.instance, asked.note.host),
    Target.AUTHINFO: lambda _, asked: api.authinfo(asked.instance, asked.note.host),
    Target.ELSEWHERE: _elsewhere,
}
"""The answers that need no token."""


def _headers(instance: Instance, page: WebPage, answer: Answer | None) -> dict[str, str]:
    headers = {"server": "Microsoft-IIS/10.0", "content-type": page.kind, **page.headers}
    if instance.date:
        headers["date"] = formatdate(time.time() + instance.clock_skew, usegmt=True)
    for added in (instance.front.headers, answer.headers if answer else {}):
        headers |= {name.lower(): value for name, value in added.items()}
    return {name: value for name, value in headers.items() if value}


def _response(page: WebPage, headers: dict[str, str]) -> Response:
    if isinstance(page.body, bytes):
        return Response(page.body, page.status, headers)
    return StreamingResponse(_stream(page), page.status, headers)


async def _stream(page: WebPage) -> AsyncIterator[bytes]:
    for piece in pieces(page.body):
        yield piece
        await asyncio.sleep(0)  # a client that has left lets no other task run otherwise


async def _body(request: Request) -> bytes:
    """Return the body of a request; empty if it is too large."""
    if request.method in READING:
        return b""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_SENT:
            return b""
    return body


def _form(request: Request, body: bytes) -> Mapping[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _basic(request: Request) -> Mapping[str, str]:
    """Return the client's ID and secret if they were sent by HTTP Basic (RFC 6749 §2.3.1)."""
    scheme, _, packed = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        pair = base64.b64decode(packed, validate=True).decode()
    except ValueError:
        return {}
    client_id, _, secret = pair.partition(":")
    return {"client_id": unquote_plus(client_id), "client_secret": unquote_plus(secret)}


def _tenant(request: Request, form: Mapping[str, str]) -> str | None:
    return request.query_params.get("tenant", form.get("tenant"))


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def _compare(given: str | None, is_right: Callable[[str], bool]) -> SentCredential:
    if given is None:
        return SentCredential.NONE
    return SentCredential.RIGHT if is_right(given) else SentCredential.WRONG


def _is_outside_the_body(request: Request, instance: Instance) -> bool:
    secret = instance.application.client_secret.get_secret_value()
    outside = [str(request.url), *request.headers.values(), *_basic(request).values()]
    return any(secret in text for text in outside)


def _port(request: Request) -> int:
    return request.client.port if request.client else 0
