"""The TLS checks against a real nginx, beside testssl.sh as a second opinion."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_pki import issue

pytestmark = [pytest.mark.peer, pytest.mark.timeout(180)]

HOST = "halo.test"
CONFIGURATION = """
daemon off; worker_processes 1; pid {home}/pid; error_log stderr;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {home}/a; proxy_temp_path {home}/b;
  fastcgi_temp_path {home}/c; uwsgi_temp_path {home}/d; scgi_temp_path {home}/e;
  {servers}
}}
"""
SERVER = """
  server {{ listen 127.0.0.1:{port}{ssl}; server_name {host}; {more} return 200 "ok"; }}
"""


@dataclass(frozen=True)
class Nginx:
    """The port of each of its servers."""

    whole: int
    incomplete: int
    self_signed: int
    plain: int
    client_certificate: int
    client_certificate_tls12: int


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx did not start")


@pytest.fixture(scope="module")
def nginx(pki, tmp_path_factory) -> Iterator[Nginx]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert program, "nginx is not installed"
    home: Path = tmp_path_factory.mktemp("nginx")
    root = home / "root.pem"
    root.write_text(pki.root.pem)
    ports = Nginx(*free_ports(6))
    verify = f"ssl_verify_client on; ssl_client_certificate {root};"

    def server(port: int, name: str, *chain, more: str = "") -> str:
        if chain:
            certificates, key = chain[0].store(home / name, *chain[1:])
            more += f" ssl_certificate {certificates}; ssl_certificate_key {key};"
        return SERVER.format(port=port, ssl=" ssl" if chain else "", host=HOST, more=more)

    whole = (pki.leaf, pki.middle)
    servers = [
        server(ports.whole, "whole", *whole),
        server(ports.incomplete, "incomplete", pki.leaf),
        server(ports.self_signed, "self", issue(HOST, names=[HOST])),
        server(ports.plain, "plain"),
        server(ports.client_certificate, "client", *whole, more=verify),
        server(
            ports.client_certificate_tls12, "old", *whole, more=f"{verify} ssl_protocols TLSv1.2;"
        ),
    ]
    configuration = home / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(home=home, servers="".join(servers)))
    running = subprocess.Popen([program, "-p", str(home), "-c", str(configuration)])
    try:
        wait_for(ports.whole)
        yield ports
    finally:
        running.terminate()
        running.wait(10)


@pytest.mark.parametrize(
    ("server", "handshake", "chain", "certificate"),
    [
        ("whole", "ok", "ok", "ok"),
        ("incomplete", "ok", "incomplete_or_untrusted", "ok"),
        ("self_signed", "ok", "self_signed", "ok"),
        ("plain", "not_tls", "skipped", "skipped"),
        ("client_certificate", "client_certificate_wanted", "skipped", "skipped"),
        ("client_certificate_tls12", "client_certificate_wanted", "skipped", "skipped"),
    ],
)
def test_what_nginx_is_said_to_do(nginx, reasons, server, handshake, chain, certificate):
    ended = reasons(getattr(nginx, server))
    assert (ended.handshake, ended.chain, ended.certificate) == (handshake, chain, certificate)


@pytest.mark.parametrize(("server", "complete"), [("whole", True), ("incomplete", False)])
def test_testssl_says_the_same_of_the_chain(nginx, pki, reasons, tmp_path, server, complete):
    program = shutil.which("testssl") or shutil.which("testssl.sh")
    assert program, "testssl.sh is not installed"
    port, found, roots = getattr(nginx, server), tmp_path / "found.json", tmp_path / "roots.pem"
    roots.write_text(pki.root.pem)
    options = ["--quiet", "--color", "0", "--warnings", "off", "--nodns", "none", "-S"]
    subprocess.run(
        [
            program, *options, "--ip", "127.0.0.1", "--add-ca", str(roots),
            "--jsonfile", str(found), f"{HOST}:{port}",
        ],
        check=False, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=150,
    )  # fmt: skip
    verdicts = [
        entry["finding"]
        for entry in json.loads(found.read_text())
        if entry["id"].startswith("cert_chain_of_trust")
    ]
    assert len(verdicts) == 1
    assert ("chain incomplete" not in verdicts[0]) is complete, verdicts
    assert (reasons(port).chain == "ok") is complete
