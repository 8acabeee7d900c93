"""`network.dns`."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize(
    ("hosts", "code"),
    [
        ("93.184.216.34 halo.test", "network.dns.ok"),
        ("not-found halo.test", "network.dns.not_found"),
        ("no-resolver halo.test", "network.dns.no_resolver"),
        ("10.1.2.3 halo.test", "network.dns.private_address"),
        ("127.0.0.1 halo.test", "network.dns.ok"),
        ("169.254.1.1 halo.test", "network.dns.private_address"),
        ("100.64.0.1 halo.test", "network.dns.private_address"),
        ("fd00::1 halo.test", "network.dns.private_address"),
        ("::ffff:10.0.0.1 halo.test", "network.dns.private_address"),
        ("10.1.2.3 halo.test\n93.184.216.34 halo.test", "network.dns.ok"),
    ],
)
def test_what_a_name_leads_to(look, hosts, code):
    assert look("network.dns", hosts=hosts).code == code


def test_a_look_up_that_hangs(look):
    ended = look("network.dns", hosts="timeout halo.test", timeout=0.2)
    assert ended.code == "network.dns.timeout"
    assert "0.2 seconds" in ended.summary


def test_a_private_address_is_shown_with_its_cause(look):
    ended = look("network.dns", "https://192.168.1.5")
    assert ended.code == "network.dns.private_address"
    assert ended.evidence["addresses"] == ["192.168.1.5"]
    assert "number of your internal network" in ended.causes[0].text


@pytest.mark.parametrize(
    "address",
    ["https://localhost", "https://acme.localhost", "https://127.0.0.1", "https://[::1]"],
)
def test_this_machine_itself_is_a_rehearsal(look, address):
    ended = look("network.dns", address)
    assert ended.code == "network.dns.ok"
    assert "this machine itself" in ended.evidence["note"]


def test_where_only_the_proxy_knows_the_name(look, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.corp:3128")
    ended = look("network.dns")
    assert ended.code == "network.dns.left_to_proxy"
    assert "http://proxy.corp:3128" in ended.means
