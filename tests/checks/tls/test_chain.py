"""`tls.chain`: what the server sends has to lead to a trusted root, and nothing else decides."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from small_pki import Issued, issue, sign_with_sha1, strong_key, weak_key, with_broken_signature
from small_server import http_file

from halo_tui.halo import aia
from halo_tui.halo.certificates import read
from halo_tui.halo.origin import Origin
from halo_tui.halo.resolve import Resolver
from halo_tui.halo.tls import Endpoint

HOST = "halo.test"


@pytest.fixture
def incomplete(servers, pki):
    """Starts a server that leaves the intermediate out; what its address offers is a parameter."""

    def start(body: bytes = pki.middle.der, *, status: str = "200 OK") -> SimpleNamespace:
        asked: list[bytes] = []
        where = servers.serve(http_file(body, status=status, asked=asked))
        url = f"http://127.0.0.1:{where}/intermediate.cer"
        leaf = issue(HOST, pki.middle, names=[HOST], aia=url)
        return SimpleNamespace(port=servers.tls(leaf), url=url, asked=asked, leaf=leaf)

    return start


def test_a_whole_chain_passes(servers, pki, look):
    ended = look(servers.tls(pki.leaf, pki.middle))["tls.chain"]
    assert ended.code == "tls.chain.ok"
    assert ended.evidence["roots"] == "the profile's own root file"


def test_order_and_extra_certificates_do_not_matter(servers, pki, reasons):
    stranger = issue("Stranger", ca=True)
    assert reasons(servers.tls(pki.leaf, stranger, pki.root, pki.middle)).chain == "ok"


@pytest.mark.parametrize("form", ["der", "pem", "pkcs7"])
def test_a_missing_intermediate_is_proven_and_offered(incomplete, pki, look, form):
    body = getattr(pki.middle, form)
    server = incomplete(body.encode() if isinstance(body, str) else body)
    ended = look(server.port)["tls.chain"]
    assert ended.code == "tls.chain.incomplete"
    assert ended.evidence["missing_subject"] == ["CN=Test Intermediate"]
    assert ended.evidence["missing_pem"] == pki.middle.pem
    assert ended.evidence["fetched_from"] == server.url
    for server_kind in ("IIS", "nginx", "Apache"):
        assert any(server_kind in line for line in ended.cure)


def test_the_missing_certificate_is_asked_for_without_credentials(incomplete, look):
    server = incomplete()
    look(server.port)
    assert len(server.asked) == 1
    assert server.asked[0].startswith(b"GET /intermediate.cer HTTP/1.1\r\n")
    assert b"authorization" not in server.asked[0].lower()
    assert b"cookie" not in server.asked[0].lower()


def test_two_missing_intermediates_are_both_named(servers, pki, look):
    upper = servers.serve(http_file(pki.middle.der))
    lower_ca = issue("Lower", pki.middle, ca=True, aia=f"http://127.0.0.1:{upper}/")
    lower = servers.serve(http_file(lower_ca.der))
    leaf = issue(HOST, lower_ca, names=[HOST], aia=f"http://127.0.0.1:{lower}/")
    ended = look(servers.tls(leaf))["tls.chain"]
    assert ended.code == "tls.chain.incomplete"
    assert ended.evidence["missing_subject"] == ["CN=Lower", "CN=Test Intermediate"]
    assert ended.evidence["missing_pem"] == lower_ca.pem + pki.middle.pem


def test_a_chain_that_goes_on_and_on_is_given_up(servers, pki, look):
    asked: list[bytes] = []
    above: Issued = pki.root
    for number in range(7):
        body, url = above.der, ""
        if number:
            url = f"http://127.0.0.1:{servers.serve(http_file(body, asked=asked))}/"
        above = issue(f"CA {number}", above, ca=True, aia=url)
    where = servers.serve(http_file(above.der, asked=asked))
    leaf = issue(HOST, above, names=[HOST], aia=f"http://127.0.0.1:{where}/")
    ended = look(servers.tls(leaf))["tls.chain"]
    assert ended.code == "tls.chain.incomplete_or_untrusted"
    assert len(asked) == aia.MOST_HOPS


def test_nothing_is_fetched_when_that_is_switched_off(incomplete, look):
    server = incomplete()
    ended = look(server.port, aia=False)["tls.chain"]
    assert ended.code == "tls.chain.incomplete_or_untrusted"
    assert server.asked == []
    assert ended.evidence["root"] == "CN=Test Intermediate"


def test_without_an_address_the_two_cannot_be_told_apart(servers, pki, look):
    ended = look(servers.tls(pki.leaf))["tls.chain"]
    assert ended.code == "tls.chain.incomplete_or_untrusted"
    assert "does not say where" in ended.means


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (b"", "404 Not Found", "status 404"),
        (b"<html>log in</html>", "200 OK", "is not the issuer"),
        (issue("Test Intermediate", ca=True).der, "200 OK", "is not the issuer"),
        (bytes(aia.LARGEST + 1), "200 OK", "more than 64 KiB"),
    ],
    ids=["nothing", "a page", "another certificate", "too much"],
)
def test_an_address_that_offers_something_else(incomplete, look, body, status, why):
    ended = look(incomplete(body, status=status).port)["tls.chain"]
    assert ended.code == "tls.chain.incomplete_or_untrusted"
    assert why in ended.evidence["why"]
    assert "missing_pem" not in ended.evidence


def test_an_address_that_never_answers_has_a_deadline(servers, pki, look):
    where = servers.serve(lambda connection: servers.over.wait(20))
    leaf = issue(HOST, pki.middle, names=[HOST], aia=f"http://127.0.0.1:{where}/")
    port, began = servers.tls(leaf), time.monotonic()
    ended = look(port, timeout=0.3)["tls.chain"]
    assert ended.code == "tls.chain.incomplete_or_untrusted"
    assert "no answer" in ended.evidence["why"]
    assert time.monotonic() - began < 10


async def test_a_server_on_the_internet_cannot_send_us_to_this_machine(servers, pki):
    asked: list[bytes] = []
    where = servers.serve(http_file(pki.middle.der, asked=asked))
    leaf = issue(HOST, pki.middle, names=[HOST], aia=f"http://127.0.0.1:{where}/")
    far = Endpoint(Origin(HOST), Resolver(), address="8.8.8.8")
    with pytest.raises(aia.FetchError):
        await aia.fetch_issuer(read(leaf.der), far)
    assert asked == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ldap://127.0.0.1/", "https://127.0.0.1/", "http://a:b@127.0.0.1/"],
)
async def test_only_plain_http_without_credentials_is_followed(pki, url):
    leaf = issue(HOST, pki.middle, names=[HOST], aia=url)
    near = Endpoint(Origin(HOST), Resolver(), address="127.0.0.1")
    with pytest.raises(aia.FetchError):
        await aia.fetch_issuer(read(leaf.der), near)


def test_self_signed(servers, look):
    ended = look(servers.tls(issue(HOST, names=[HOST])))["tls.chain"]
    assert ended.code == "tls.chain.self_signed"
    assert ended.evidence["subject"] == "CN=halo.test"


def test_an_unknown_root_that_is_sent(servers, look):
    root = issue("Zscaler Root CA", ca=True)
    ended = look(servers.tls(issue(HOST, root, names=[HOST]), root))["tls.chain"]
    assert ended.code == "tls.chain.untrusted_root"
    assert ended.evidence["root"] == "CN=Zscaler Root CA"
    assert ended.causes[0].fits
    assert "another network" in ended.cure[0]


def test_an_unknown_root_that_is_fetched_is_never_made_a_trusted_one(servers, look):
    root = issue("Private Root", ca=True)
    where = servers.serve(http_file(root.der))
    leaf = issue(HOST, root, names=[HOST], aia=f"http://127.0.0.1:{where}/")
    ended = look(servers.tls(leaf))["tls.chain"]
    assert ended.code == "tls.chain.untrusted_root"
    assert ended.evidence["root"] == "CN=Private Root"


def test_public_roots_decide_without_a_file_of_ones_own(servers, pki, look, monkeypatch, tmp_path):
    store = tmp_path / "store.pem"
    store.write_text(pki.root.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(store))
    ended = look(servers.tls(pki.leaf, pki.middle, pki.root), roots=None)["tls.chain"]
    assert ended.code == "tls.chain.untrusted_root"
    assert ended.evidence["roots"] == "the public roots"


def test_an_intermediate_is_no_root(servers, pki, reasons, tmp_path):
    only_middle = tmp_path / "middle.pem"
    only_middle.write_text(pki.middle.pem)
    port = servers.tls(pki.leaf, pki.middle)
    assert reasons(port, roots=only_middle).chain == "incomplete_or_untrusted"


def test_a_certificate_that_may_not_issue_breaks_the_chain(servers, pki, look):
    no_authority = issue("No CA", pki.root, ca=False, usage=None)
    ended = look(servers.tls(issue(HOST, no_authority, names=[HOST]), no_authority))["tls.chain"]
    assert ended.code == "tls.chain.broken"


def test_an_expired_certificate_does_not_hide_a_wrong_signature(servers, pki, reasons):
    old = issue("Old", pki.middle, ca=True, begins=-20, ends=-3)
    leaf = with_broken_signature(issue(HOST, old, names=[HOST]))
    assert reasons(servers.tls(leaf, old, pki.middle)).chain == "broken"


@pytest.mark.parametrize("content", [None, "", "no certificate", "\0"])
def test_a_root_file_that_cannot_be_used(servers, pki, look, tmp_path, content):
    roots = tmp_path / "mine.pem"
    if content is not None:
        roots.write_text(content)
    ended = look(servers.tls(pki.leaf, pki.middle), roots=roots)["tls.chain"]
    assert ended.code == "tls.chain.unusable_ca_file"
    assert ended.evidence["ca_file"] == str(roots)


FAULTS_OF_THE_CERTIFICATE = {
    "wrong name": {"names": ["other.test"]},
    "expired": {"names": [HOST], "begins": -20, "ends": -10},
    "not yet valid": {"names": [HOST], "begins": 10},
    "weak key": {"names": [HOST], "key": weak_key()},
}


@pytest.mark.parametrize("fault", FAULTS_OF_THE_CERTIFICATE)
def test_a_fault_of_the_certificate_is_none_of_the_chain(servers, pki, reasons, fault):
    leaf = issue(HOST, pki.middle, **FAULTS_OF_THE_CERTIFICATE[fault])
    ended = reasons(servers.tls(leaf, pki.middle))
    assert (ended.handshake, ended.chain) == ("ok", "ok")
    assert ended.certificate != "ok"


@pytest.mark.parametrize("fault", FAULTS_OF_THE_CERTIFICATE)
def test_a_fault_of_the_certificate_does_not_hide_one_of_the_chain(servers, reasons, fault):
    root = issue("Private Root", ca=True)
    leaf = issue(HOST, root, **FAULTS_OF_THE_CERTIFICATE[fault])
    assert reasons(servers.tls(leaf, root)).chain == "untrusted_root"


def test_one_machine_of_a_farm_that_leaves_the_intermediate_out(servers, pki, incomplete, look):
    bad = incomplete()
    servers.tls(bad.leaf, pki.middle, address="127.0.0.2", port=bad.port)
    ended = look(bad.port, addresses=("127.0.0.1", "127.0.0.2"))["tls.chain"]
    assert ended.code == "tls.chain.some_addresses_fail"
    assert ended.evidence["failing_addresses"] == ["127.0.0.1"]
    assert ended.evidence["working_addresses"] == ["127.0.0.2"]
    assert ended.evidence["missing_pem"] == pki.middle.pem
    assert "127.0.0.1 a certificate is missing" in ended.means


def test_machines_that_send_the_same_are_judged_once(servers, incomplete, look):
    bad = incomplete()
    servers.tls(bad.leaf, address="127.0.0.2", port=bad.port)
    ended = look(bad.port, addresses=("127.0.0.1", "127.0.0.2"))["tls.chain"]
    assert ended.code == "tls.chain.incomplete"
    assert len(bad.asked) == 1


async def test_a_certificate_is_fetched_through_the_proxy_where_there_is_one(
    servers, pki, monkeypatch
):
    asked: list[bytes] = []
    proxy = servers.serve(http_file(pki.middle.der, asked=asked))
    monkeypatch.setenv("http_proxy", f"http://me:hunter-23@127.0.0.1:{proxy}")
    leaf = issue(HOST, pki.middle, names=[HOST], aia="http://ca.test/x.cer?v=1")
    far = Endpoint(Origin(HOST), Resolver(), address="8.8.8.8")
    found, source = await aia.fetch_issuer(read(leaf.der), far)
    assert found.subject == "CN=Test Intermediate"
    assert source == "http://ca.test/x.cer?v=1"
    assert asked[0].startswith(b"GET http://ca.test/x.cer?v=1 HTTP/1.1\r\nHost: ca.test\r\n")


def test_sha1_does_not_keep_a_missing_certificate_from_being_named(servers, pki, look):
    middle = issue("RSA Intermediate", pki.root, ca=True, key=strong_key())
    where = servers.serve(http_file(middle.der))
    leaf = issue(HOST, middle, names=[HOST], aia=f"http://127.0.0.1:{where}/")
    ended = look(servers.tls(sign_with_sha1(leaf, middle)))
    assert ended["tls.chain"].code == "tls.chain.incomplete"
    assert ended["tls.certificate"].code == "tls.certificate.weak"
