"""One sandbox for the whole folder, and a client that knows nothing but HTTP."""

from __future__ import annotations

import base64
import http.client
import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from halo_tui.halo.scopes import REQUIRED
from halo_tui.sandbox.scenarios import load_scenarios, read_scenarios
from halo_tui.sandbox.server import Sandbox

SEVEN = " ".join(REQUIRED)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class RawTls:
    """TLS that shows how the connection beneath it ends, which `ssl.SSLSocket` hides."""

    def __init__(self, raw: socket.socket, context: ssl.SSLContext) -> None:
        self._raw = raw
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname="localhost")
        self._repeat(self._tls.do_handshake)

    def __enter__(self) -> RawTls:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()

    def send(self, data: bytes) -> None:
        self._repeat(lambda: self._tls.write(data))

    def read_to_the_end(self) -> bytes:
        """All that comes; raises how it ends, if that is not in order."""
        whole = b""
        while piece := self._repeat(lambda: self._tls.read(4096)):
            whole += piece
        return whole

    def _repeat(self, step: Callable[[], Any]) -> Any:
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                self._raw.sendall(self._outgoing.read())
                data = self._raw.recv(4096)
                if not data:
                    raise EOFError from None
                self._incoming.write(data)
            else:
                self._raw.sendall(self._outgoing.read())
                return done


class Caller:
    """Speaks to a sandbox through a fresh connection for each request."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def connect(self, address: str = "127.0.0.1", timeout: float = 5) -> ssl.SSLSocket:
        plain = socket.create_connection((address, self.sandbox.port), timeout)
        return self.context().wrap_socket(plain, server_hostname="localhost")

    def open_raw(self) -> RawTls:
        return RawTls(socket.create_connection(("127.0.0.1", self.sandbox.port), 5), self.context())

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.sandbox.ca_file)
        context.hostname_checks_common_name = False
        return context

    def ask(
        self,
        method: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        rows: Any = None,
        token: str = "",
        basic: str = "",
        host: str = "localhost",
        timeout: float = 5,
    ) -> Answer:
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.sandbox.port, timeout=timeout, context=self._unnamed()
        )
        headers = {"Host": f"{host}:{self.sandbox.port}"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if basic:
            headers["Authorization"] = f"Basic {base64.b64encode(basic.encode()).decode()}"
        body = None
        if rows is not None:
            body, headers["Content-Type"] = json.dumps(rows), "application/json"
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            names = {name.lower(): value for name, value in reply.getheaders()}
            return Answer(reply.status, names, reply.read())
        finally:
            connection.close()

    def get(self, path: str, token: str = "") -> Answer:
        return self.ask("GET", path, token=token)

    def ask_token(
        self,
        scope: str = SEVEN,
        *,
        tenant: str | None = "northwind",
        in_body: bool = False,
        path: str = "/auth/token",
        **changes: str,
    ) -> Answer:
        values = self.sandbox.values
        form = {
            "grant_type": "client_credentials",
            "client_id": values["client_id"],
            "client_secret": values.get("client_secret", ""),
            "scope": scope,
            **changes,
        }
        if tenant is None:
            return self.ask("POST", path, form=form)
        if in_body:
            return self.ask("POST", path, form={**form, "tenant": tenant})
        return self.ask("POST", f"{path}?{urlencode({'tenant': tenant})}", form=form)

    def token(self, scope: str = SEVEN, **more: Any) -> str:
        return str(self.ask_token(scope, **more).json()["access_token"])

    def _unnamed(self) -> ssl.SSLContext:
        context = self.context()
        context.check_hostname = False
        return context


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def play(running: Sandbox) -> Callable[[str], Caller]:
    def begin(scenario: str) -> Caller:
        running.latency = 0
        running.play(scenario)
        running.received.clear()
        return Caller(running)

    return begin


@pytest.fixture
def healthy(play: Callable[[str], Caller]) -> Caller:
    return play("healthy-hosted")


@pytest.fixture
def play_text(play: Callable[[str], Caller], running: Sandbox) -> Callable[[str], Caller]:
    """Plays a scenario written here: the lines below its name."""

    def begin(lines: str) -> Caller:
        table = f'[tried]\ntitle = "t"\ncodes = ["oauth.token.ok"]\nverdict = "ready"\n{lines}\n'
        caller = play("healthy-hosted")
        running.play(read_scenarios(table, load_scenarios())["tried"])
        return caller

    return begin
