"""The runner: whatever a server answers, a run ends, in time, with one honest verdict."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
from hostile_server import HOST, hostile
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.checks.context import Options
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.runner import Run
from halo_tui.checks.verdicts import Status
from halo_tui.halo.scopes import REQUIRED
from halo_tui.profiles.model import Profile

SECRET = "5b1f7f0e-2a52-4f0e-8c43-0c1f6dd3f3a1-91f0c8d2-77a1-4b6e-9a55-6a2e3d1c0b9f"
READS = ("customers", "contracts", "items", "invoices")


def run_of(profile, **options):
    events = []
    run = Run("test", profile, Options(**options), events.append)
    run.start()
    assert run.wait(50)
    return events


def finished(events):
    return {event.check: event for event in events if isinstance(event, CheckFinished)}


class Odd:
    """A server whose answers a test sets, on a loop of its own."""

    def __init__(self, certificate):
        self.answers = {}
        self.requests = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=certificate, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _serve(self, pem, key):
        self._loop.run_until_complete(self._main(pem, key))

    async def _main(self, pem, key):
        self._end = asyncio.Event()
        async with hostile(self._answer, pem, key) as state:
            self.port = state.port
            self._ready.set()
            await self._end.wait()

    async def _answer(self, request, writer):
        self.requests.append(request)
        path = request.split(b" ", 2)[1].lower()
        place = next((p for p in self.answers if p.encode() in path), "token")
        status, kind, body = self.answers[place]
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    def close(self):
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(5)


@pytest.fixture(scope="module")
def odd(certificate):
    server = Odd(certificate)
    yield server
    server.close()


@pytest.fixture(scope="module")
def profile(odd, certificate):
    return Profile.model_validate(
        {
            "name": "Odd",
            "resource_server": f"https://{HOST}:{odd.port}/api",
            "authorization_server": f"https://{HOST}:{odd.port}/auth/",
            "tenant": "acme",
            "client_id": "c9534241-dde9-4d04-9d45-32b1fbff22ed",
            "client_secret": SECRET,
            "ca_file": certificate[0],
        }
    )


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    file = tmp_path_factory.mktemp("names") / "hosts"
    file.write_text(f"127.0.0.1 {HOST}\n")
    return file


TOKEN = {"access_token": "odd-token-0123456789abcdef", "token_type": "Bearer"}
GOOD = {
    "token": (200, "application/json", json.dumps(TOKEN).encode()),
    "instanceinfo": (200, "application/json", b'{"app_version":"2.236.1","tenant_id":"acme"}'),
    "authinfo": (200, "application/json", b'{"tenant_id":"acme"}'),
    "agent/me": (200, "application/json", b'{"id":1,"name":"A","is_agent":true}'),
    "/api/": (200, "application/json", b'[{"id":1,"name":"A","inactive":false}]'),
}

bodies = st.one_of(
    st.binary(max_size=120),
    st.sampled_from([body for _, _, body in GOOD.values()]),
    st.sampled_from([b"", b"{}", b"[]", b"null", b"<html>", b"[" * 5000, b'{"error":7}']),
    st.sampled_from([b'{"error":"invalid_client"}', b'{"error":"invalid_scope"}']),
    st.just(b'{"record_count":0,"clients":[]}'),
)
answers = st.tuples(
    st.sampled_from([200, 200, 200, 204, 301, 400, 401, 403, 404, 418, 429, 500, 502, 503]),
    st.sampled_from(["application/json", "text/html", "text/plain"]),
    bodies,
)


@given(changes=st.dictionaries(st.sampled_from(sorted(GOOD)), answers, min_size=1))
def test_whatever_is_answered_the_run_ends_with_an_honest_verdict(odd, profile, names, changes):
    odd.answers = GOOD | changes
    odd.requests.clear()
    events = run_of(profile, timeout=5.0, hosts_file=names)
    results, end = finished(events), events[-1]
    assert not [code for code in results if results[code].code.endswith(".unexpected")]
    assert len(odd.requests) == end.requests <= 40
    assert all(request.split()[0] in {b"GET", b"POST"} for request in odd.requests)
    assert all(b"/token" in r.split()[1] for r in odd.requests if r.startswith(b"POST"))
    if end.verdict == "ready":
        assert all(results[f"oauth.scope.{scope}"].status is Status.PASS for scope in REQUIRED)
        assert all(results[f"access.{r}"].status in {Status.PASS, Status.WARN} for r in READS)


def test_the_odd_server_is_ready_when_it_answers_well(odd, profile, names):
    odd.answers = GOOD
    assert run_of(profile, timeout=5.0, hosts_file=names)[-1].verdict == "ready"


def test_what_a_skipped_check_waits_for_is_the_first_in_the_row(names):
    empty = Profile.model_validate({"name": "Empty"})
    results = finished(run_of(empty, hosts_file=names))
    assert results["access.items"].blocked_by == results["agent.identity"].blocked_by
    assert str(results["role.items"].blocked_by).startswith("fields.")
