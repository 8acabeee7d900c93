"""`tls.certificate`: the server's own certificate, whatever its chain is worth."""

from __future__ import annotations

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from small_pki import issue, sign_with_sha1, strong_key, weak_key

HOST = "halo.test"


@pytest.fixture
def checked(servers, pki, look):
    """How the check ends for a certificate below the intermediate, with a whole chain."""

    def check(above=pki.middle, **how):
        how = {"names": [HOST]} | how
        sent = [above] if above is pki.middle else [above, pki.middle]
        return look(servers.tls(issue(HOST, above, **how), *sent))["tls.certificate"]

    return check


def test_a_good_one_passes_with_its_days(checked):
    ended = checked(ends=90)
    assert ended.code == "tls.certificate.ok"
    assert ended.evidence["days_left"] == 90
    assert ended.evidence["issuer"] == "CN=Test Intermediate"
    assert ended.evidence["key"] == "EC secp256r1"


@pytest.mark.parametrize(
    ("days", "reason"), [(29, "expires_soon"), (30, "ok"), (0, "expires_soon")]
)
def test_the_last_thirty_days_are_warned_about(checked, days, reason):
    assert checked(ends=days).code == f"tls.certificate.{reason}"


def test_expired(checked):
    ended = checked(begins=-20, ends=-3)
    assert ended.code == "tls.certificate.expired"
    assert ended.evidence["days_left"] == -3
    assert ended.evidence["not_after"] in ended.summary


def test_not_yet_valid(checked):
    ended = checked(begins=3)
    assert ended.code == "tls.certificate.not_yet_valid"
    assert ended.evidence["valid_from"] in ended.summary


def test_an_expired_intermediate_is_named(checked, pki):
    old = issue("Old Intermediate", pki.middle, ca=True, begins=-20, ends=-3)
    ended = checked(above=old)
    assert ended.code == "tls.certificate.intermediate_expired"
    assert ended.evidence["expired_subject"] == "CN=Old Intermediate"


def test_an_expired_root_of_ones_own_is_no_fault_of_the_server_certificate(servers, look, tmp_path):
    root = issue("Old Root", ca=True, begins=-20, ends=-3)
    roots = tmp_path / "old.pem"
    roots.write_text(root.pem)
    ended = look(servers.tls(issue(HOST, root, names=[HOST])), roots=roots)["tls.certificate"]
    assert ended.code == "tls.certificate.intermediate_expired"
    assert "a root that is trusted here" in ended.means


@pytest.mark.parametrize("whole", [True, False], ids=["OpenSSL's word", "our reading"])
@pytest.mark.parametrize(
    ("names", "fitting"),
    [
        (["other.test", "www.halo.test"], False),
        (["*.halo.test"], False),
        (["*.test"], False),
        (["h*.test"], False),
        (["127.0.0.1"], False),
        (["HALO.test"], True),
        (["other.test", "halo.test"], True),
    ],
)
def test_the_name_has_to_fit(servers, pki, look, names, fitting, whole):
    leaf = issue(HOST, pki.middle, names=names)
    ended = look(servers.tls(leaf, *([pki.middle] if whole else [])))["tls.certificate"]
    assert ended.code == ("tls.certificate.ok" if fitting else "tls.certificate.wrong_host")
    assert ended.evidence["names"] == names


def test_the_common_name_does_not_count(checked):
    ended = checked(names=[])
    assert ended.code == "tls.certificate.wrong_host"
    assert "no name at all" in ended.means
    assert ended.causes[0].fits


def test_a_wildcard_covers_one_level(servers, pki, look):
    port = servers.tls(issue("w", pki.middle, names=["*.halo.test"]), pki.middle)
    assert look(port, host="acme.halo.test")["tls.certificate"].code == "tls.certificate.ok"
    deep = look(port, host="eu.acme.halo.test")["tls.certificate"]
    assert deep.code == "tls.certificate.wrong_host"
    assert deep.causes[0].fits
    assert "one level only" in deep.causes[0].text


def test_an_address_has_to_be_among_the_names(servers, pki, reasons):
    by_name = servers.tls(pki.leaf, pki.middle)
    by_address = servers.tls(issue("a", pki.middle, names=["127.0.0.1"]), pki.middle)
    assert reasons(by_name, host="127.0.0.1", addresses=()).certificate == "wrong_host"
    assert reasons(by_address, host="127.0.0.1", addresses=()).certificate == "ok"


def test_a_weak_key(checked):
    ended = checked(key=weak_key())
    assert ended.code == "tls.certificate.weak"
    assert ended.evidence["weak_parts"] == ["halo.test: RSA 1024 key"]


def signed_with_sha1(pki):
    """A certificate signed over SHA-1, and the intermediate that did it."""
    middle = issue("RSA Intermediate", pki.root, ca=True, key=strong_key())
    return sign_with_sha1(issue(HOST, middle, names=[HOST]), middle), middle


def test_a_weak_signature(servers, pki, look):
    ended = look(servers.tls(*signed_with_sha1(pki)))
    assert ended["tls.chain"].code == "tls.chain.ok"
    assert ended["tls.certificate"].code == "tls.certificate.weak"
    weak = ended["tls.certificate"].evidence["weak_parts"]
    assert weak == ["halo.test: signed with SHA-1 or older"]


def test_a_weak_signature_shows_although_the_chain_is_incomplete(servers, pki, reasons):
    leaf, _ = signed_with_sha1(pki)
    assert reasons(servers.tls(leaf)).certificate == "weak"


def test_a_certificate_for_another_purpose(checked):
    ended = checked(usage=ExtendedKeyUsageOID.CLIENT_AUTH)
    assert ended.code == "tls.certificate.wrong_purpose"


def test_an_incomplete_chain_does_not_fail_a_good_certificate(servers, pki, reasons):
    ended = reasons(servers.tls(pki.leaf))
    assert (ended.chain, ended.certificate) == ("incomplete_or_untrusted", "ok")


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({}, "ok"),
        ({"names": ["other.test"]}, "wrong_host"),
        ({"begins": -20, "ends": -3}, "expired"),
        ({"begins": 3}, "not_yet_valid"),
        ({"key": weak_key()}, "weak"),
        ({"usage": ExtendedKeyUsageOID.CLIENT_AUTH}, "wrong_purpose"),
    ],
)
def test_each_fault_shows_although_the_chain_is_incomplete(servers, pki, reasons, how, reason):
    leaf = issue(HOST, pki.middle, **({"names": [HOST]} | how))
    assert reasons(servers.tls(leaf)).certificate == reason


def test_a_self_signed_one_is_checked_as_well(servers, reasons):
    ended = reasons(servers.tls(issue(HOST, names=["other.test"])))
    assert (ended.chain, ended.certificate) == ("self_signed", "wrong_host")


def test_several_faults_are_all_reported(checked):
    ended = checked(names=["other.test"], begins=-20, ends=-3)
    assert set(ended.evidence["problems"]) == {"expired", "wrong_host"}


def test_one_machine_of_a_farm_that_still_shows_the_old_one(servers, pki, look):
    port = servers.tls(pki.leaf, pki.middle)
    old = issue(HOST, pki.middle, names=[HOST], begins=-20, ends=-3)
    servers.tls(old, pki.middle, address="127.0.0.2", port=port)
    ended = look(port, addresses=("127.0.0.1", "127.0.0.2"))
    assert ended["tls.chain"].code == "tls.chain.ok"
    assert ended["tls.certificate"].code == "tls.certificate.expired"
    assert ended["tls.certificate"].evidence["failing_addresses"] == ["127.0.0.2"]
