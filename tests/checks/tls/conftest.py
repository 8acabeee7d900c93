"""A chain of trust, servers that show it, and a run that looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_pki import Issued, issue
from small_server import Servers

from halo_tui.checks.context import Options
from halo_tui.checks.events import AnyEvent, CheckFinished
from halo_tui.checks.runner import Run
from halo_tui.profiles.model import Profile
from halo_tui.profiles.schema import Hosting

HOST = "halo.test"
TLS_CHECKS = ("tls.handshake", "tls.chain", "tls.certificate")
Look = Callable[..., dict[str, CheckFinished]]


@dataclass(frozen=True)
class Pki:
    """A root, an intermediate that it issued, and a good certificate below."""

    root: Issued
    middle: Issued
    leaf: Issued


@pytest.fixture(scope="session")
def pki() -> Pki:
    root = issue("Test Root", ca=True)
    middle = issue("Test Intermediate", root, ca=True)
    return Pki(root, middle, issue(HOST, middle, names=[HOST]))


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    running = Servers(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def look(tmp_path: Path, pki: Pki) -> Look:
    """Runs the TLS checks against a port of this machine; each result by its check's id."""
    ca_file = tmp_path / "root.pem"
    ca_file.write_text(pki.root.pem)

    def run(
        port: int,
        *,
        host: str = HOST,
        addresses: tuple[str, ...] = ("127.0.0.1",),
        roots: Path | None = ca_file,
        aia: bool = True,
        timeout: float = 5.0,
        only: tuple[str, ...] = TLS_CHECKS,
    ) -> dict[str, CheckFinished]:
        hosts_file = tmp_path / "hosts"
        hosts_file.write_text("".join(f"{address} {host}\n" for address in addresses))
        profile = Profile(
            name="test",
            hosting=Hosting.ON_PREMISE,
            resource_server=f"https://{host}:{port}/api",
            authorization_server=f"https://{host}:{port}/auth/",
            tenant="Not set",
            ca_file=roots,
        )
        events: list[AnyEvent] = []
        options = Options(timeout=timeout, aia=aia, only=only, hosts_file=hosts_file)
        run = Run("test", profile, options, events.append)
        run.start()
        assert run.wait(30), "the run goes on past every deadline"
        return {event.check: event for event in events if isinstance(event, CheckFinished)}

    return run


@pytest.fixture
def reasons(look: Look) -> Callable[..., SimpleNamespace]:
    """As `look`, but only how the three TLS checks ended: handshake, chain, certificate."""

    def short(port: int, **how: object) -> SimpleNamespace:
        ended = look(port, **how)
        return SimpleNamespace(
            **{
                name.partition(".")[2]: result.code.rpartition(".")[2]
                for name, result in ended.items()
                if name in TLS_CHECKS
            }
        )

    return short
