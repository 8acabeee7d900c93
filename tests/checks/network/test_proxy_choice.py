"""Which proxy a connection takes, as the environment says."""

from __future__ import annotations

import pytest

from halo_tui.base.text import redact
from halo_tui.halo.origin import origin_of
from halo_tui.halo.proxy import proxy_for

HALO = "https://acme.halopsa.com"
PROXY = {"HTTPS_PROXY": "http://proxy.corp:3128"}


def chosen(environment: dict[str, str], address: str = HALO) -> str | None:
    proxy = proxy_for(origin_of(address), environment)
    return proxy.shown if proxy else None


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, None),
        (PROXY, "http://proxy.corp:3128"),
        ({"https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:2"}, "http://a:1"),
        ({"ALL_PROXY": "http://b:2"}, "http://b:2"),
        ({"HTTP_PROXY": "http://b:2"}, None),
        ({"HTTPS_PROXY": ""}, None),
        ({"HTTPS_PROXY": "proxy.corp:3128"}, "http://proxy.corp:3128"),
        ({"HTTPS_PROXY": "http://proxy.corp"}, "http://proxy.corp:80"),
        ({"HTTPS_PROXY": "http://[fd00::1]:3128"}, "http://[fd00::1]:3128"),
    ],
)
def test_the_variables_are_read_as_curl_reads_them(environment, shown):
    assert chosen(environment) == shown


@pytest.mark.parametrize(
    ("no_proxy", "direct"),
    [
        ("*", True),
        ("acme.halopsa.com", True),
        ("halopsa.com", True),
        (".halopsa.com", True),
        ("*.halopsa.com", True),
        ("other.com, halopsa.com", True),
        ("HALOPSA.COM", True),
        ("acme.halopsa.com:443", True),
        ("acme.halopsa.com:8443", False),
        ("psa.com", False),
        ("evil-halopsa.com", False),
        ("", False),
        (".", False),
    ],
)
def test_no_proxy_names_what_is_reached_directly(no_proxy, direct):
    assert (chosen(PROXY | {"NO_PROXY": no_proxy}) is None) is direct


@pytest.mark.parametrize(
    ("no_proxy", "direct"),
    [("10.0.0.0/8", True), ("10.1.2.3", True), ("10.1.2.3:443", True), ("10.2.0.0/16", False)],
)
def test_no_proxy_knows_networks(no_proxy, direct):
    assert (chosen(PROXY | {"no_proxy": no_proxy}, "https://10.1.2.3") is None) is direct


@pytest.mark.parametrize(
    "address",
    ["https://localhost", "https://acme.localhost:8443", "https://127.0.0.1", "https://[::1]:1"],
)
def test_this_machine_is_never_behind_a_proxy(address):
    assert chosen(PROXY, address) is None


def test_name_and_password_are_used_but_never_shown():
    proxy = proxy_for(origin_of(HALO), {"HTTPS_PROXY": "http://me:p%40ssword-1@proxy.corp:3128"})
    assert proxy is not None
    assert proxy.authorization() == "Basic bWU6cEBzc3dvcmQtMQ=="
    assert proxy.shown == "http://proxy.corp:3128"
    assert "ssword-1" not in repr(proxy)
    assert "ssword-1" not in redact("p@ssword-1 p%40ssword-1 bWU6cEBzc3dvcmQtMQ==")


@pytest.mark.parametrize(
    "value", ["http://proxy:99999", "http://[", "socks5://proxy:1080", "http://", "http://:80"]
)
def test_a_proxy_that_cannot_be_used_says_why(value):
    proxy = proxy_for(origin_of(HALO), {"HTTPS_PROXY": value})
    assert proxy is not None
    assert proxy.problem
