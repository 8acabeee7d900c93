"""`tls.handshake`: what a server must be able to do before its certificate matters."""

from __future__ import annotations

import socket
import ssl
import struct
import time
import warnings
from functools import partial

import pytest
from small_pki import issue
from small_server import http_file


def only_up_to(version: ssl.TLSVersion):
    def configure(context: ssl.SSLContext) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.maximum_version = version

    return configure


def demand_certificate(root_pem: str, version: ssl.TLSVersion, mode=ssl.CERT_REQUIRED):
    def configure(context: ssl.SSLContext) -> None:
        context.maximum_version = version
        context.verify_mode = mode
        context.load_verify_locations(cadata=root_pem)

    return configure


def test_a_good_server_passes_with_what_was_negotiated(servers, pki, look):
    ended = look(servers.tls(pki.leaf, pki.middle))["tls.handshake"]
    assert ended.code == "tls.handshake.ok"
    assert ended.evidence["protocol"] == "TLSv1.3"
    assert ended.evidence["cipher"].startswith("TLS_")
    assert ended.evidence["names"] == ["halo.test"]
    assert ended.evidence["days_left"] == 365
    assert len(ended.evidence["chain"]) == 2


def test_a_certificate_that_nobody_trusts_does_not_fail_the_handshake(servers, look):
    port = servers.tls(issue("halo.test", names=["halo.test"]))
    ended = look(port)["tls.handshake"]
    assert ended.code == "tls.handshake.ok"
    assert ended.evidence["protocol"] == "TLSv1.3"


def test_the_version_is_right_even_where_the_certificate_is_refused(servers, look):
    port = servers.tls(
        issue("halo.test", names=["halo.test"]), configure=only_up_to(ssl.TLSVersion.TLSv1_2)
    )
    assert look(port)["tls.handshake"].evidence["protocol"] == "TLSv1.2"


def test_plain_http_that_complains_is_not_tls(servers, look):
    port = servers.serve(http_file(b"You sent TLS", status="400 Bad Request"))
    ended = look(port)["tls.handshake"]
    assert ended.code == "tls.handshake.not_tls"
    assert ended.evidence["answer"] == "HTTP/1.1 400 Bad Request"
    assert ended.causes[0].fits


def test_plain_http_that_waits_for_the_end_of_a_line_is_not_tls(servers, look):
    def patient(connection: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := connection.recv(4096)):
                return
            data += piece
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")

    ended = look(servers.serve(patient), timeout=0.5)["tls.handshake"]
    assert ended.code == "tls.handshake.not_tls"


def test_plain_http_that_hangs_up_on_tls_is_not_tls(servers, look):
    def picky(connection: socket.socket) -> None:
        if connection.recv(4096).startswith(b"HEAD"):
            connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")

    assert look(servers.serve(picky))["tls.handshake"].code == "tls.handshake.not_tls"


def test_another_service_is_named_by_what_it_said(servers, look):
    port = servers.serve(lambda connection: connection.sendall(b"SSH-2.0-Open\x1b[2JSSH\r\n"))
    ended = look(port)["tls.handshake"]
    assert ended.code == "tls.handshake.not_tls"
    assert ended.evidence["answer"] == "SSH-2.0-Open␛[2JSSH"


def test_tls_1_1_is_too_old(servers, pki, look):
    port = servers.tls(
        issue("halo.test", pki.root, names=["halo.test"]),
        configure=only_up_to(ssl.TLSVersion.TLSv1_1),
    )
    ended = look(port)["tls.handshake"]
    assert ended.code == "tls.handshake.old_protocol"
    assert ended.evidence["protocol"] == "TLSv1.1"
    assert "TLSv1.1" in ended.summary


def test_outdated_ciphers_only_is_a_refusal_that_says_so(servers, pki, look):
    def configure(context: ssl.SSLContext) -> None:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("AECDH-AES128-SHA:@SECLEVEL=0")

    ended = look(servers.tls(pki.leaf, configure=configure))["tls.handshake"]
    assert ended.code == "tls.handshake.refused"
    assert ended.causes[0].text.endswith("(AECDH-AES128-SHA)")


def test_a_name_that_the_server_does_not_know_is_a_refusal_that_says_so(servers, pki, look):
    def configure(context: ssl.SSLContext) -> None:
        context.sni_callback = lambda *_: ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    ended = look(servers.tls(pki.leaf, configure=configure))["tls.handshake"]
    assert ended.code == "tls.handshake.refused"
    assert ended.causes[0].fits
    assert "names that it does not know" in ended.causes[0].text


def reset(connection: socket.socket, *, at_once: bool = False) -> None:
    if not at_once:
        connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize(
    "behaviour",
    [reset, partial(reset, at_once=True), lambda connection: None, lambda c: c.recv(4096)],
)
def test_a_connection_that_is_cut_is_a_reset(servers, look, behaviour):
    ended = look(servers.serve(behaviour))["tls.handshake"]
    assert ended.code == "tls.handshake.reset"


def test_a_server_that_says_nothing_runs_into_the_deadline(servers, look):
    began = time.monotonic()
    ended = look(servers.serve(lambda connection: servers.over.wait(20)), timeout=0.4)
    assert ended["tls.handshake"].code == "tls.handshake.timeout"
    assert time.monotonic() - began < 10


def test_a_byte_now_and_then_does_not_outlive_the_deadline(servers, look):
    def drip(connection: socket.socket) -> None:
        for byte in b"\x16\x03\x03\x40\x00" + bytes(200):
            connection.sendall(bytes([byte]))
            if servers.over.wait(0.05):
                return

    began = time.monotonic()
    ended = look(servers.serve(drip), timeout=0.4)["tls.handshake"]
    assert ended.code == "tls.handshake.timeout"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_demands_a_client_certificate(servers, pki, look, version):
    configure = demand_certificate(pki.root.pem, version)
    port = servers.tls(pki.leaf, pki.middle, configure=configure)
    assert look(port)["tls.handshake"].code == "tls.handshake.client_certificate_wanted"


def test_a_server_that_answers_400_without_a_client_certificate_demands_one(servers, pki, look):
    port = servers.tls(
        pki.leaf, pki.middle,
        configure=demand_certificate(pki.root.pem, ssl.TLSVersion.TLSv1_3, ssl.CERT_OPTIONAL),
        answer=b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    )  # fmt: skip
    assert look(port)["tls.handshake"].code == "tls.handshake.client_certificate_wanted"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_only_asks_for_a_client_certificate_passes(servers, pki, look, version):
    configure = demand_certificate(pki.root.pem, version, ssl.CERT_OPTIONAL)
    port = servers.tls(pki.leaf, pki.middle, configure=configure)
    assert look(port)["tls.handshake"].code == "tls.handshake.ok"


def test_one_machine_of_a_farm_that_does_not_speak_tls_is_named(servers, pki, look):
    port = servers.tls(pki.leaf, pki.middle)
    servers.serve(http_file(b"", status="400 Bad Request"), address="127.0.0.2", port=port)
    ended = look(port, addresses=("127.0.0.1", "127.0.0.2"))["tls.handshake"]
    assert ended.code == "tls.handshake.not_tls"
    assert ended.evidence["failing_addresses"] == ["127.0.0.2"]
    assert ended.evidence["working_addresses"] == ["127.0.0.1"]


def test_the_finding_leads_to_the_step_and_the_field(servers, look):
    ended = look(servers.serve(reset))["tls.handshake"]
    assert ended.step == "prepare.chain"
    assert ended.field == "resource_server"
    assert ended.cure
