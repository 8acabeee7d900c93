"""The running part of the sandbox, which needs an event loop, TLS and the HTTP server.

`server.Sandbox` imports this module when it starts, because the imports take a while.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import uvicorn

from halo_tui.base.places import FILE_MODE
from halo_tui.sandbox.certificates import aia_files, root_pem, serve
from halo_tui.sandbox.constants import FIRST, SECOND
from halo_tui.sandbox.faults import Chain, Wire
from halo_tui.sandbox.front import BACKLOG, Behaviour, Node, Relay
from halo_tui.sandbox.instance import Break, Instance, build
from halo_tui.sandbox.plain_server import PlainServer
from halo_tui.sandbox.received import Log
from halo_tui.sandbox.scenarios import Scenario, merged
from halo_tui.sandbox.sockets import bind
from halo_tui.sandbox.store import RecordStore
from halo_tui.sandbox.web import ScenarioState, Web

_OLD_CIPHER: Final = "ECDHE-ECDSA-AES128-SHA"
"""A cipher that servers of the last decade still offer, but current clients do not."""


@dataclass(frozen=True, slots=True)
class Setup:
    """The resources that the sandbox passes to the engine."""

    home: Path
    """A private folder for keys."""
    nodes: Sequence[socket.socket]
    """Bound sockets that do not listen yet, the first loopback address first."""
    side: socket.socket
    log: Log
    fill: Mapping[str, str]


class Engine:
    """One Halo, while its event loop runs."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._relays: dict[int, Relay] = {}
        self._backend = bind(FIRST, 0)
        self._stage = ScenarioState(Instance())
        self._nodes = [
            Node(bound, self._backend.getsockname(), self._relays, setup.log)
            for bound in setup.nodes
        ]
        port = setup.side.getsockname()[1]
        self._aia = f"http://localhost:{port}"
        self._side = PlainServer(aia_files(self._aia), setup.nodes[0].getsockname())
        _write(setup.home / "root.pem", root_pem())

    @property
    def latency(self) -> float:
        """Seconds added to each answer."""
        return self._stage.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._stage.latency = seconds

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while the context lasts; connections are accepted after the first `play`."""
        web = Web(lambda: self._stage, self._setup.log, self._node_of, self._break_answer)
        config = uvicorn.Config(
            web, lifespan="off", log_config=None, access_log=False, ws="none",
            http="h11", server_header=False, date_header=False, timeout_keep_alive=60,
        )  # fmt: skip
        server = uvicorn.Server(config)
        # Otherwise a warning about a broken request would be printed over the screen of a demo.
        logging.getLogger("uvicorn").addHandler(logging.NullHandler())
        logging.getLogger("uvicorn").propagate = False
        self._backend.listen(BACKLOG)
        serving = asyncio.create_task(server.serve(sockets=[self._backend]))
        side = await asyncio.start_server(self._side.serve, sock=self._setup.side)
        try:
            yield
        finally:
            side.close()
            for node in self._nodes:
                await node.close()
            server.should_exit = server.force_exit = True
            await serving

    async def play(self, scenario: Scenario) -> None:
        """Change to a scenario: connections are closed, counters are reset, tokens stay valid.

        Raises:
            pydantic.ValidationError: the scenario has a key that an instance does not have.
        """
        instance = build(scenario.instance, self._setup.fill)
        stage = self._stage
        copies = {
            host: build(merged(scenario.instance, changes), self._setup.fill)
            for host, changes in scenario.copies.items()
        }
        self._stage = replace(
            stage, instance=instance, copies=copies, counts=Counter(), store=RecordStore()
        )
        self._side.proxy = scenario.proxy or self._side.proxy
        secret = instance.application.client_secret.get_secret_value().encode()
        for node in self._nodes:
            is_second = node.address == SECOND
            wire = (scenario.second_wire if is_second else None) or scenario.wire
            chain = (scenario.second_chain if is_second else None) or scenario.chain
            behaviour = Behaviour(wire, self._trust(chain, wire))
            await node.behave(behaviour, lambda data: secret in data)

    def _node_of(self, port: int) -> str:
        relay = self._relays.get(port)
        return relay.node if relay else ""

    def _break_answer(self, port: int, broken: Break) -> None:
        relay = self._relays.get(port)
        if relay:
            relay.break_answer(broken)

    def _trust(self, chain: Chain, wire: Wire) -> ssl.SSLContext:
        served = serve(chain, self._aia)
        pem, key = self._setup.home / f"{chain}.pem", self._setup.home / f"{chain}.key"
        _write(pem, served.pem)
        _write(key, served.key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if served.weak or wire is Wire.OLD_TLS:
            context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(pem, key)
        context.set_alpn_protocols(["http/1.1"])
        _restrict(context, wire)
        if context.verify_mode is ssl.CERT_REQUIRED:
            context.load_verify_locations(self._setup.home / "root.pem")
        return context


def _restrict(context: ssl.SSLContext, wire: Wire) -> None:
    """Limit the TLS versions and ciphers of a context, or require a certificate, for a scenario."""
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if wire is Wire.OLD_TLS:
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    if wire in {Wire.CLIENT_CERTIFICATE, Wire.CLIENT_CERTIFICATE_TLS12}:
        context.verify_mode = ssl.CERT_REQUIRED
    if wire in {Wire.CLIENT_CERTIFICATE_TLS12, Wire.OLD_CIPHERS}:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    if wire is Wire.OLD_CIPHERS:
        context.set_ciphers(_OLD_CIPHER)
    if wire is Wire.UNKNOWN_NAME:
        context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME


def _write(path: Path, content: bytes) -> None:
    """Write a file that only this user may read."""
    path.touch(mode=FILE_MODE)
    path.write_bytes(content)
