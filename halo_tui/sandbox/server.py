"""The public interface of the sandbox: a Halo on loopback that behaves as a scenario says.

The constructor is quick: it binds the sockets and knows the profile's values, so that a demo can
show them at once. `start` does what takes time (imports, certificates).
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from halo_tui.base.places import make_private
from halo_tui.sandbox.constants import CLIENT_ID, CLIENT_SECRET, FIRST, HOSTS, fill
from halo_tui.sandbox.received import Log
from halo_tui.sandbox.scenarios import (
    HEALTHY,
    Scenario,
    UnknownScenarioError,
    find_scenario,
    merged,
)
from halo_tui.sandbox.sockets import bind, bind_nodes

if TYPE_CHECKING:
    from halo_tui.sandbox.engine import Engine

__all__ = ["Sandbox", "UnknownScenarioError"]

_PATIENCE: Final = 30.0
"""Seconds after which a start, a change of scenario or an end has failed."""


class Sandbox:
    """A simulated Halo.

    Use it as a context manager, or call `start` and `stop`.
    """

    def __init__(
        self,
        scenario: str | Scenario = HEALTHY,
        *,
        port: int = 0,
        latency: float = 0.0,
        home: Path | None = None,
    ) -> None:
        """Bind the sockets and prepare the profile.

        Args:
            scenario: the first scenario: a name, or a scenario from `read_scenarios`.
            port: the port; 0 for any free one.
            latency: seconds added to each answer.
            home: an own folder for certificates and keys; by default a temporary one.

        Raises:
            UnknownScenarioError: there is no such scenario.
            OSError: the port is not available.
        """
        self._scenario = _chosen(scenario)
        self.received = Log()
        """Everything that it received."""
        self._latency = latency
        self._temporary = None if home else tempfile.TemporaryDirectory(prefix="halo-sandbox-")
        self._home = make_private(home or Path(str(self._temporary and self._temporary.name)))
        self._nodes = bind_nodes(port)
        self._side = bind(FIRST, 0)
        self.port: int = self._nodes[0].getsockname()[1]
        """The port of HTTPS."""
        self.side_port: int = self._side.getsockname()[1]
        """The plain port: downloads of missing certificates, and a proxy."""
        self.hosts_file = self._home / "hosts"
        """The names of the scenarios, for the resolver of the checks."""
        self.hosts_file.write_text(HOSTS, "ascii")
        self._engine: Engine | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def scenario(self) -> str:
        """The name of the current scenario."""
        return self._scenario.name

    @property
    def values(self) -> dict[str, str]:
        """The values of a complete profile for the scenario."""
        filling = self._filling
        values = {name: fill(text, filling) for name, text in self._scenario.profile.items()}
        if values.get("client_secret_ref"):
            values.pop("client_secret", None)
        return {"ca_file": str(self.ca_file), **values}

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables, such as a proxy, for the process that runs the checks."""
        filling = self._filling
        return {name: fill(text, filling) for name, text in self._scenario.environment.items()}

    @property
    def ca_file(self) -> Path:
        """The root certificate to trust; it exists after the start."""
        return self._home / "root.pem"

    @property
    def latency(self) -> float:
        """Seconds added to each answer."""
        return self._latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._latency = seconds
        if self._engine:
            self._engine.latency = seconds

    def start(self) -> None:
        """Create the certificates and serve; returns when requests are answered.

        Raises:
            RuntimeError: it was started before.
            OSError: the port, or the folder, cannot be used.
        """
        if self._thread:
            raise RuntimeError("a sandbox starts once")
        started: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._main, args=(started,), name="sandbox", daemon=True
        )
        self._thread.start()
        started.result(_PATIENCE)

    def stop(self) -> None:
        """Stop; a second call has no effect."""
        loop, end = self._loop, self._end
        if loop and end:
            with contextlib.suppress(RuntimeError):  # the loop has already ended
                loop.call_soon_threadsafe(end.set)
        if self._thread:
            self._thread.join(_PATIENCE)
        for bound in (*self._nodes, self._side):
            bound.close()
        if self._temporary:
            self._temporary.cleanup()

    def play(
        self, scenario: str | Scenario, changes: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        """Change to another scenario; connections are closed, tokens stay valid.

        Args:
            scenario: a name, or a scenario.
            changes: changes to its Halo, by nested key; see `halo_tui.sandbox.instance.Instance`.

        Raises:
            UnknownScenarioError: there is no such scenario. pydantic.ValidationError: a change has
                a key that an instance does not have.
        """
        chosen = _chosen(scenario)
        chosen = replace(chosen, instance=merged(chosen.instance, changes))
        if self._engine:
            self._on_loop(self._engine.play(chosen))
        self._scenario = chosen

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _filling(self) -> dict[str, str]:
        return {
            "port": str(self.port),
            "side_port": str(self.side_port),
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "home": str(self._home),
        }

    def _on_loop(self, work: Coroutine[Any, Any, None]) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    def _main(self, started: Future[None]) -> None:
        try:
            asyncio.run(self._serve(started))
        except BaseException as problem:
            if started.done():
                raise
            started.set_exception(problem)

    async def _serve(self, started: Future[None]) -> None:
        from halo_tui.sandbox.engine import Engine, Setup

        setup = Setup(self._home, self._nodes, self._side, self.received, self._filling)
        engine = Engine(setup)
        engine.latency = self._latency
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        async with engine.running():
            await engine.play(self._scenario)
            self._engine = engine
            started.set_result(None)
            await self._end.wait()
            self._engine = None


def _chosen(scenario: str | Scenario) -> Scenario:
    """Return the scenario, which may be given by its name.

    Raises:
        UnknownScenarioError: there is no scenario of that name.
    """
    return find_scenario(scenario) if isinstance(scenario, str) else scenario
