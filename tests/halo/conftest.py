from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from hostile_server import HOST, OTHER_HOST, hostile, make_certificate

from halo_tui.halo.http import Client
from halo_tui.halo.resolve import Resolver


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def hosts_file(tmp_path):
    file = tmp_path / "hosts"
    file.write_text(f"127.0.0.1 {HOST} {OTHER_HOST}\n")
    return file


@pytest.fixture
def speak(certificate, hosts_file):
    """A hostile server and a client that trusts it."""

    @asynccontextmanager
    async def start(script, *, seconds=5.0, tls=True):
        async with hostile(script, *certificate, tls=tls) as server:
            resolver = Resolver(hosts_file)
            async with Client(ca_file=certificate[0], timeout=seconds, resolver=resolver) as client:
                yield client, server

    return start
