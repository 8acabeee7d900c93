"""Faults below HTTP really happen on the socket."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
import zlib

import pytest

from halo_tui.halo.scopes import REQUIRED

ASK = b"GET /api/InstanceInfo HTTP/1.1\r\nHost: localhost\r\n\r\n"
HELLO = b"\x16\x03\x01\x00\x05hello"


def plain(caller, address="127.0.0.1", timeout=2.0):
    return socket.create_connection((address, caller.sandbox.port), timeout)


def handshake_problem(caller, address="127.0.0.1"):
    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        caller.connect(address)
    return caught.value.verify_code


def is_reset(opened):
    try:
        opened.recv(100)
    except ConnectionResetError:
        return True
    return False


def test_a_healthy_handshake_is_modern(healthy):
    with healthy.connect() as opened:
        assert opened.version() == "TLSv1.3"


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_every_node_serves(healthy, address):
    with healthy.connect(address) as opened:
        opened.sendall(ASK)
        assert opened.recv(12) == b"HTTP/1.1 200"


def test_several_requests_go_over_one_connection(healthy):
    connection = http.client.HTTPSConnection(
        "localhost", healthy.sandbox.port, timeout=2, context=healthy.context()
    )
    for _ in range(3):
        connection.request("GET", "/api/authinfo")
        assert connection.getresponse().read()
    assert len(healthy.sandbox.received.connections) == 1


def test_refused(play):
    with pytest.raises(ConnectionRefusedError):
        plain(play("connection-refused"))


def test_dropped(play):
    with pytest.raises(TimeoutError):
        plain(play("connection-dropped"), timeout=0.5)


def test_after_a_refusal_and_a_drop_it_serves_again(play):
    for scenario in ("connection-refused", "connection-dropped"):
        play(scenario)
        assert play("healthy-hosted").get("/api/authinfo").status == 200


def test_one_node_of_a_farm_is_down(play):
    caller = play("farm-refuses-at-one-address")
    plain(caller).close()
    with pytest.raises(ConnectionRefusedError):
        plain(caller, "127.0.0.2")


def test_reset_at_once(play):
    with pytest.raises(ConnectionResetError), plain(play("reset-at-once")) as opened:
        opened.recv(100)


def test_reset_in_the_handshake(play):
    with plain(play("handshake-reset")) as opened:
        opened.sendall(HELLO)
        assert is_reset(opened)


def test_closed_in_the_handshake(play):
    with plain(play("handshake-closed")) as opened:
        opened.sendall(HELLO)
        assert opened.recv(100) == b""


def test_unanswered_handshake(play):
    with plain(play("handshake-unanswered"), timeout=0.3) as opened:
        opened.sendall(HELLO)
        with pytest.raises(TimeoutError):
            opened.recv(100)


def test_reset_after_the_handshake(play):
    with play("reset-after-handshake").open_raw() as opened:
        opened.send(ASK)
        with pytest.raises(ConnectionResetError):
            opened.read_to_the_end()


def test_plain_http(play):
    with plain(play("plain-http")) as opened:
        opened.sendall(ASK)
        assert opened.recv(12) == b"HTTP/1.1 200"


def test_a_handshake_with_plain_http_gets_http(play):
    with plain(play("plain-http")) as opened:
        opened.sendall(HELLO + b"\r\n\r\n")
        assert opened.recv(12) == b"HTTP/1.1 400"


def test_another_protocol_greets_first(play):
    with plain(play("another-protocol")) as opened:
        assert opened.recv(4) == b"220 "


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_tls_1_1_at_most(play):
    caller = play("old-tls")
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol.version"):
        caller.connect()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    with context.wrap_socket(plain(caller)) as opened:
        assert opened.version() == "TLSv1.1"


def test_a_client_certificate_shows_at_the_first_read(play):
    with play("client-certificate-client-certificate").connect() as opened:
        assert opened.version() == "TLSv1.3"
        opened.sendall(ASK)
        with pytest.raises(ssl.SSLError, match=r"(?i)certificate.required"):
            opened.recv(1)


def test_a_client_certificate_shows_in_the_handshake_of_tls_1_2(play):
    with pytest.raises(ssl.SSLError, match=r"(?i)alert"):
        play("client-certificate-client-certificate-tls12").connect()


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        ("chain-incomplete", {20}), ("chain-incomplete-no-aia", {20}), ("self-signed", {18}),
        ("untrusted-root", {20}), ("untrusted-root-sent", {19}), ("inspected", {19}),
        ("certificate-expired", {10}), ("intermediate-expired", {10}),
        ("certificate-not-yet-valid", {9}), ("certificate-wrong-host", {62}),
        ("certificate-without-names", {62}), ("certificate-weak", {66}),
    ],
)  # fmt: skip
def test_what_openssl_says_of_each_chain(play, scenario, code):
    assert handshake_problem(play(scenario)) in code


def test_nothing_is_received_where_the_chain_is_not_trusted(play):
    caller = play("self-signed")
    handshake_problem(caller)
    play("healthy-hosted")  # waits until the connections before it have ended
    assert len(caller.sandbox.received) == 0


def test_one_node_of_a_farm_sends_half_a_chain(play):
    caller = play("chain-incomplete-at-one-address")
    caller.connect("127.0.0.1").close()
    assert handshake_problem(caller, "127.0.0.2") == 20


def leaf_of(caller):
    context = caller._unnamed()
    context.verify_mode = ssl.CERT_NONE
    with context.wrap_socket(plain(caller)) as opened:
        return opened.getpeercert(binary_form=True)


def fetch_issuers(der):
    """The CA Issuers address in a certificate, and what is there."""
    from cryptography import x509

    access = (
        x509.load_der_x509_certificate(der)
        .extensions.get_extension_for_class(x509.AuthorityInformationAccess)
        .value
    )
    address = access[0].access_location.value
    host, _, path = address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=2)
    connection.request("GET", f"/{path}")
    reply = connection.getresponse()
    return reply.status, reply.read()


def test_the_missing_certificate_is_where_the_leaf_says(play):
    from cryptography import x509

    status, body = fetch_issuers(leaf_of(play("chain-incomplete")))
    subject = x509.load_der_x509_certificate(body).subject
    assert (status, "Issuing CA" in subject.rfc4514_string()) == (200, True)


def test_it_may_come_as_pkcs7(play):
    from cryptography.hazmat.primitives.serialization import pkcs7

    _, body = fetch_issuers(leaf_of(play("chain-incomplete-pkcs7")))
    assert len(pkcs7.load_der_pkcs7_certificates(body)) == 1


def test_of_two_missing_ones_the_first_leads_to_the_second(play):
    _, first = fetch_issuers(leaf_of(play("chain-incomplete-two")))
    status, second = fetch_issuers(first)
    assert status == 200
    assert second != first


def test_the_address_of_the_missing_one_may_be_dead(play):
    status, _ = fetch_issuers(leaf_of(play("chain-incomplete-lost")))
    assert status == 404


def read_customers(token):
    return b"GET /api/Client HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\n\r\n" % (
        token.encode()
    )


def token_connection(caller, timeout=2.0):
    connection = http.client.HTTPSConnection(
        "localhost", caller.sandbox.port, timeout=timeout, context=caller.context()
    )
    values = caller.sandbox.values
    form = (
        f"grant_type=client_credentials&scope={'+'.join(REQUIRED)}"
        f"&client_id={values['client_id']}&client_secret={values['client_secret']}"
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/auth/token?tenant=northwind", form, headers)
    return connection


def test_an_answer_is_reset_in_the_middle(play):
    caller = play("customers-reset")
    with caller.open_raw() as opened:
        opened.send(read_customers(caller.token()))
        with pytest.raises(ConnectionResetError):
            opened.read_to_the_end()


def test_an_answer_is_closed_in_the_middle(play):
    with play("discovery-broken-close").open_raw() as opened:
        opened.send(ASK)
        with pytest.raises(EOFError):
            opened.read_to_the_end()


def test_a_cut_token_lacks_its_end(play):
    reply = token_connection(play("token-cut-close")).getresponse()
    with pytest.raises(http.client.IncompleteRead):
        reply.read()


def test_a_whole_answer_ends_in_order(healthy):
    with healthy.open_raw() as opened:
        opened.send(ASK.replace(b"Host", b"Connection: close\r\nHost"))
        assert opened.read_to_the_end().endswith(b"}")


def test_an_answer_never_begins(play):
    connection = token_connection(play("token-unanswered"), timeout=0.4)
    with pytest.raises(TimeoutError):
        connection.getresponse()


def test_an_answer_stops_in_the_middle(play):
    reply = token_connection(play("token-stalls"), timeout=0.4).getresponse()
    with pytest.raises(TimeoutError):
        reply.read()


def test_an_answer_comes_a_byte_a_second(play):
    caller = play("token-drips")
    connection = token_connection(caller, timeout=3)
    began = time.monotonic()
    assert connection.sock.recv(100) + connection.sock.recv(100) == b"HT"
    assert time.monotonic() - began > 0.7


def test_a_broken_answer_leaves_the_others_alone(play):
    caller = play("customers-reset")
    assert caller.get("/api/Item", caller.token()).status == 200


def test_a_gzip_bomb_is_small_and_unpacks_to_hundreds_of_megabytes(play):
    answer = play("token-gzip-bomb").ask_token()
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 2 * 1024 * 1024
    unpacker, size = zlib.decompressobj(zlib.MAX_WBITS | 16), 0
    data = answer.body
    while data and size < 200 * 1024 * 1024:
        size += len(unpacker.decompress(data, 8 * 1024 * 1024))
        data = unpacker.unconsumed_tail
    assert size >= 200 * 1024 * 1024


def test_a_flood_has_hundreds_of_megabytes(play):
    reply = token_connection(play("token-flood"), timeout=5).getresponse()
    size = 0
    while size < 32 * 1024 * 1024:
        size += len(reply.read(1024 * 1024))
    assert reply.status == 200


def test_who_leaves_a_flood_does_not_hold_up_others(play):
    caller = play("token-flood")
    token_connection(caller, timeout=5).close()
    began = time.monotonic()
    assert caller.get("/api/authinfo").status == 200
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    ("scenario", "is_json"),
    [("token-half-json", False), ("token-wrong-types", True), ("token-empty", False),
     ("token-html", False), ("token-not-utf-8", False)],
)  # fmt: skip
def test_answers_that_are_no_answers(play, scenario, is_json):
    answer = play(scenario).ask_token()
    assert answer.status == 200
    if is_json:
        assert isinstance(answer.json()["access_token"], int)
    else:
        with pytest.raises(ValueError, match=r".+"):
            json.loads(answer.body)


def test_deep_nesting(play):
    assert play("token-deep-json").ask_token().body.count(b"{") == 100_000


def test_a_refusal_may_hold_terminal_sequences(play):
    description = play("hostile-error").ask_token().json()["error_description"]
    assert "\x1b]52;" in description
    assert "[@click=" in description


def ask_proxy(caller, line=b"CONNECT 192.0.2.10:443 HTTP/1.1\r\nHost: 192.0.2.10\r\n\r\n"):
    opened = socket.create_connection(("127.0.0.1", caller.sandbox.side_port), 1)
    opened.sendall(line)
    return opened


@pytest.mark.parametrize(
    ("scenario", "status"),
    [("proxy-wants-password", b"407"), ("proxy-forbids", b"403"), ("proxy-fails", b"502"),
     ("healthy-through-proxy", b"200")],
)  # fmt: skip
def test_what_the_proxy_answers(play, scenario, status):
    with ask_proxy(play(scenario)) as opened:
        assert opened.recv(100).split(b" ")[1] == status


def test_the_proxy_may_say_nothing(play):
    with ask_proxy(play("proxy-stall")) as opened:
        opened.settimeout(0.3)
        with pytest.raises(TimeoutError):
            opened.recv(1)


def test_through_the_proxy_the_server_answers(play):
    caller = play("healthy-through-proxy")
    opened = ask_proxy(caller)
    opened.recv(100)
    with caller.context().wrap_socket(opened, server_hostname="192.0.2.10") as secure:
        secure.sendall(ASK)
        assert secure.recv(12) == b"HTTP/1.1 200"


def test_the_proxy_is_named_in_the_environment(play):
    caller = play("proxy-wants-password")
    assert caller.sandbox.environment == {
        "HTTPS_PROXY": f"http://technician:swordfish@127.0.0.1:{caller.sandbox.side_port}"
    }
