"""A run of the network checks against ports of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from halo_tui.checks.context import Options
from halo_tui.checks.events import AnyEvent, CheckFinished
from halo_tui.checks.runner import Run
from halo_tui.profiles.model import Profile
from halo_tui.profiles.schema import Hosting

Look = Callable[..., CheckFinished]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Runs one check against an address; how it ended."""

    def run(
        check: str, address: str = "https://halo.test", *, hosts: str = "", timeout: float = 5.0
    ) -> CheckFinished:
        hosts_file = tmp_path / "hosts"
        hosts_file.write_text(hosts)
        profile = Profile(
            name="test",
            hosting=Hosting.ON_PREMISE,
            resource_server=f"{address}/api",
            authorization_server=f"{address}/auth/",
            tenant="Not set",
        )
        events: list[AnyEvent] = []
        options = Options(timeout=timeout, only=(check,), hosts_file=hosts_file)
        run = Run("test", profile, options, events.append)
        run.start()
        assert run.wait(20), "the run goes on past every deadline"
        return next(e for e in events if isinstance(e, CheckFinished) and e.check == check)

    return run


@pytest.fixture
def serve() -> Iterator[Callable[..., int]]:
    """Starts a server on a thread, answering each connection by a function; its port."""
    listening: list[socket.socket] = []

    def start(
        handler: Callable[[socket.socket], object] = lambda connection: connection.recv(1),
        *,
        address: str = "127.0.0.1",
        port: int = 0,
    ) -> int:
        listener = socket.create_server((address, port))
        listening.append(listener)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                    with connection:
                        handler(connection)
                except OSError:
                    if listener.fileno() < 0:
                        return

        threading.Thread(target=accept, daemon=True).start()
        return int(listener.getsockname()[1])

    yield start
    for listener in listening:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.fixture
def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
