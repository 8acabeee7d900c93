"""The pytest fixture `halo_sandbox`, available to the tests of other projects once installed.

A marker selects the scenario; without one, everything works and nothing can be written:

    @pytest.mark.halo_sandbox(scenario="wrong-secret") def
    test_my_integration_names_the_secret(halo_sandbox): ...

    @pytest.mark.halo_sandbox(writes="played", instance={"agent": {"claims": {"Ux": "3"}}}) def
    test_my_integration_creates_customers(halo_sandbox): ...
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from halo_tui.sandbox.server import Sandbox

MARKER = "halo_sandbox"


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        f"{MARKER}(scenario='healthy-hosted', writes='refused', latency=0.0, instance={{}}): "
        "what the fixture halo_sandbox plays; `halo-tui sandbox --list` names the scenarios, and "
        "`instance` changes the pretended Halo by nested key",
    )


@pytest.fixture(scope="session")
def _halo_sandbox_server() -> Iterator[Sandbox]:
    """One server for all tests."""
    from halo_tui.sandbox.server import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def halo_sandbox(request: pytest.FixtureRequest, _halo_sandbox_server: Sandbox) -> Sandbox:
    """A simulated Halo on loopback, over TLS.

    `values` contains the whole connection (`resource_server`, `authorization_server`, `tenant`,
    `client_id`, `client_secret`), and `ca_file` the root to trust. `received` contains all
    requests, and `received.writes` those that would have changed a record. `play` changes the
    scenario.
    """
    marker = request.node.get_closest_marker(MARKER)
    wanted = _Wanted(**(marker.kwargs if marker else {}))
    _halo_sandbox_server.latency = wanted.latency
    _halo_sandbox_server.play(wanted.scenario, {"writes": wanted.writes, **wanted.instance})
    _halo_sandbox_server.received.clear()
    return _halo_sandbox_server


class _Wanted:
    """The arguments of a marker."""

    def __init__(
        self,
        scenario: str = "healthy-hosted",
        writes: str = "refused",
        latency: float = 0.0,
        instance: dict[str, Any] | None = None,
    ) -> None:
        self.scenario = scenario
        self.writes = writes
        self.latency = latency
        self.instance = instance or {}
