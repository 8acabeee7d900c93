"""How much longer a healthy run takes than what no run can do without.

The floor is one connection, one handshake, one token and one read after another, by a bare socket;
both are measured over the same wire, interleaved. Usage: `python tests/bench/latency.py [rounds]`.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import multiprocessing
import ssl
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlencode

from halo_tui.checks.context import Options
from halo_tui.checks.events import AnyEvent, RunFinished
from halo_tui.checks.runner import Run
from halo_tui.halo.scopes import REQUIRED
from halo_tui.profiles.model import Profile
from halo_tui.sandbox.server import Sandbox


class SlowWire:
    """Passes bytes on to a port, each half a round trip later."""

    def __init__(self, target: int, round_trip: float) -> None:
        self._target, self._half = target, round_trip / 2
        self._ready = threading.Event()
        self.port = 0
        threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True).start()
        self._ready.wait(10)

    async def _main(self) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await asyncio.get_running_loop().create_future()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(
            self._pass_on(reader, back), self._pass_on(there, writer), return_exceptions=True
        )

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while data := await reader.read(65536):
            loop.call_later(self._half, writer.write, data)
        loop.call_later(self._half, writer.close)


def floor(sandbox: Served) -> float:
    """Seconds of the critical path."""
    values = sandbox.values
    context = ssl.create_default_context(cafile=values["ca_file"])
    began = time.perf_counter()
    server = http.client.HTTPSConnection("localhost", sandbox.port, context=context)
    names = ("client_id", "client_secret")
    form = {"grant_type": "client_credentials", "scope": " ".join(REQUIRED)}
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(form | {name: values[name] for name in names})
    server.request("POST", f"/auth/token?tenant={values['tenant']}", body, kind)
    token = json.loads(server.getresponse().read())["access_token"]
    server.request("GET", "/api/Client?count=1", headers={"Authorization": f"Bearer {token}"})
    assert server.getresponse().read()
    server.close()
    return time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Served:
    """A sandbox in a process of its own: in ours it would slow down what is measured."""

    values: dict[str, str]
    """The profile of the sandbox, by way of the slow wire."""
    hosts_file: Path
    port: int


@contextmanager
def served(*, round_trip: float = 0.0, latency: float = 0.0) -> Iterator[Served]:
    """Serve a sandbox.

    Args:
        round_trip: seconds that the wire adds to each round trip.
        latency: seconds that the sandbox waits before each answer.
    """
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe()
    process = spawned.Process(target=_serve, args=(theirs, round_trip, latency))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join(10)


def _serve(theirs: Connection, round_trip: float, latency: float) -> None:
    with Sandbox(latency=latency) as sandbox:
        port = SlowWire(sandbox.port, round_trip).port if round_trip else sandbox.port
        values = {
            key: text.replace(f":{sandbox.port}/", f":{port}/")
            for key, text in sandbox.values.items()
        }
        theirs.send(Served(values, sandbox.hosts_file, port))
        theirs.recv()


def whole(sandbox: Served) -> float:
    """Seconds of a run, by its own clock."""
    events: list[AnyEvent] = []
    options = Options(hosts_file=sandbox.hosts_file, timeout=30)
    profile = Profile.model_validate({**sandbox.values, "name": "Bench"})
    run = Run("bench", profile, options, events.append)
    run.start()
    assert run.wait(60)
    end = events[-1]
    assert isinstance(end, RunFinished) and end.verdict == "ready", events[-1]
    return end.ms / 1000


def compare(name: str, rounds: int, *, round_trip: float = 0.0, latency: float = 0.0) -> None:
    """Print one line: the medians, and their ratio."""
    with served(round_trip=round_trip, latency=latency) as sandbox:
        whole(sandbox)  # imports
        pairs = [(floor(sandbox), whole(sandbox)) for _ in range(rounds)]
    low, high = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{name:<24} floor {low:6.3f} s   run {high:6.3f} s   ratio {high / low:5.2f}")


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    compare("no delay", rounds)
    for trip in (0.05, 0.2):
        compare(f"{trip * 1000:.0f} ms a round trip", rounds, round_trip=trip)
    compare("1,000 ms a reply", rounds, latency=1.0)


if __name__ == "__main__":
    main()
