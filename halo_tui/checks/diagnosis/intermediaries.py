"""Recognises what answers instead of Halo: access gateways, guest networks, other products.

Their characteristics are in `intermediaries.toml`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from halo_tui.base.packaged import packaged_toml

_OURS: Final = "halopsa"


def is_access_gateway(asked: str, location: str) -> bool:
    """Whether a redirect leads to a log-in page in front of a site.

    Args:
        asked: the requested address.
        location: the target of the redirect, as a complete address without its query.
    """
    host, path = _host(location), _path(location)
    if any(_is_of(host, known) for known in _table("access_gateways", "hosts")):
        return True
    # Many sites use such a path, so it counts only if the request was for another path.
    asked_path = _path(asked)
    return any(mark in path and mark not in asked_path for mark in _marks())


def is_gateway_certificate(names: Iterable[str]) -> bool:
    """Whether a certificate belongs to the log-in page of a guest network or a router."""
    low = [name.lower() for name in names if name]
    for word in _table("gateway_certificates", "words"):
        if word.startswith("="):
            if word[1:] in {part for name in low for part in name.replace("cn=", "").split(", ")}:
                return True
        elif any(word in name for name in low):
            return True
    return False


def is_internal(address: str) -> bool:
    """Whether an address works only inside a network, or is not encrypted."""
    host = _host(address)
    if urlsplit(address).scheme == "http" or "." not in host:
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host.endswith(tuple(_table("internal", "ends")))


def product_behind(app_name: str) -> str | None:
    """Return the name of another product of Halo's; None for HaloPSA or an unknown name."""
    squeezed = app_name.lower().replace(" ", "")
    if not squeezed or squeezed.startswith(_OURS):
        return None
    known = (name for name in _table("products", "names") if name.lower() in squeezed)
    return next(known, app_name)


def _marks() -> Sequence[str]:
    return _table("access_gateways", "paths")


@cache
def _table(name: str, member: str) -> Sequence[str]:
    tables = packaged_toml("halo_tui.checks.diagnosis", "intermediaries.toml")
    return tuple(tables[name][member])


def _is_of(host: str, known: str) -> bool:
    return host == known or host.endswith(f".{known}")


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.lower()
    except ValueError:
        return ""
